"""A host's folder at an address that many can read: pushed by whoever updates, followed by servers.

The address is any that fsspec knows: a folder, S3 and what is compatible with it, and others. What
is there is told in ``docs/scaling.md``.
"""

from __future__ import annotations

from crimecast.mirror.address import Address, RemoteError
from crimecast.mirror.follow import Follower
from crimecast.mirror.push import Pushed, push

__all__ = ["Address", "Follower", "Pushed", "RemoteError", "push"]
