"""What the publisher tells: late, within a window, on the hundred-block, sometimes twice.

As events, what is told is drawn a chunk at a time with a generator of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants, local_to_utc, utc_to_local
from crimecast.grid import Bools, Floats
from crimecast.simulate.categories import CATEGORIES
from crimecast.simulate.citymap import Blocks
from crimecast.simulate.events import Incidents, true_places
from crimecast.simulate.plan import TIME_ZONE
from crimecast.simulate.world import World, generator

Integers = npt.NDArray[np.int64]

COLUMNS = (
    "OFFENSE_ID", "INCIDENT_ID", "OFFENSE", "FROM_DATE", "TO_DATE", "REPORTED_DATE", "LON", "LAT",
)  # fmt: skip
MINUTE, HOUR, DAY = 60, 3600, 86400
LONG = 0.13
"""Share of the windows that last days: someone was away."""
TWICE, CORRECTED = 0.0008, 0.0008
"""Shares of rows listed a second time, unchanged, and with a later end."""
ZERO = 0.55
"""Share of the rows without a usable place that say 0,0; the others say nothing."""
NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True, eq=False)
class Offences:
    """All offences of the truth, as arrays of one length; times are UTC seconds since 1970.

    Attributes
    ----------
    chunk, number, item : int
        The incident's key, and the offence within it (0 is what the incident began as).
    category, block, generation, parent : int
        As in :class:`~crimecast.simulate.events.Incidents`; ``category`` is the offence's own.
    time : int
        When it happened.
    x, y : float
        Where, metres.
    begins, ends : int
        The window as told; ``ends`` is ``NO_TIME`` where one time is told.
    reported : int
        When it was reported.
    placed : bool
        Whether its place is told.
    zero : bool
        Whether a missing place is told as 0,0.
    """

    chunk: Integers
    number: Integers
    item: Integers
    category: Integers
    block: Integers
    generation: Integers
    parent: Integers
    time: Integers
    x: Floats
    y: Floats
    begins: Integers
    ends: Integers
    reported: Integers
    placed: Bools
    zero: Bools

    def __len__(self) -> int:
        return len(self.time)

    def take(self, keep: Bools | Integers) -> Offences:
        """Return some of them."""
        return replace(self, **{f.name: getattr(self, f.name)[keep] for f in fields(self)})


def join(parts: list[Offences]) -> Offences:
    """Put offences one after another."""
    return Offences(
        *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Offences))
    )


def _local(seconds: Integers) -> Integers:
    return utc_to_local(seconds.astype("datetime64[s]"), TIME_ZONE).astype(np.int64)


def _utc(local: Integers) -> Integers:
    return local_to_utc(local.astype("datetime64[s]"), TIME_ZONE)[0].astype(np.int64)


def _of(name: str) -> Floats:
    return np.array([getattr(category, name) for category in CATEGORIES], float)


def _floor(seconds: Integers, step: Integers | int) -> Integers:
    return seconds // step * step


def _windows(
    time: Integers, category: Integers, rng: np.random.Generator
) -> tuple[Integers, Integers, Bools, Bools]:
    """Return begin and end as told (UTC), which are windows, and which last days.

    Someone leaves a thing in the evening or the morning and finds it gone when coming back; other
    windows are an errand long. Where one time is told it is rounded down within its hour: to the
    hour, the half, five minutes or the minute.
    """
    size = len(time)
    local = _local(time)
    day = _floor(local, DAY)
    clock = local - day
    u, v, w, round_to = (rng.random(size) for _ in range(4))
    window = rng.random(size) < _of("window")[category]
    long = window & (rng.random(size) < LONG)
    overnight = (clock >= 17 * HOUR) | (clock < 8 * HOUR)
    evening = _floor(local - 12 * HOUR, DAY) + 17 * HOUR
    left = np.where(overnight, evening + 5 * HOUR * u**2, day + 7 * HOUR + 2.5 * HOUR * u)
    back = np.where(overnight, evening + 13 * HOUR + 3.5 * HOUR * v, day + 16 * HOUR + 3 * HOUR * v)
    person = np.isin(category, [i for i, c in enumerate(CATEGORIES) if c.window < 0.4])
    errand = window & ~long & (rng.random(size) < np.where(person, 0.8, 0.12))
    left = np.where(errand, local - (5 + 55 * u) * MINUTE, left)
    back = np.where(errand, local + (5 + 55 * v) * MINUTE, back)
    away = (1 + rng.geometric(0.45, size)) * DAY
    before = _floor((away * w).astype(np.int64), DAY)
    left = np.where(long, left - before, left)
    back = np.where(long, back + away - before, back)
    # who came home late left late: the window always holds the time
    left = np.minimum(left, local - 10 * MINUTE * u).astype(np.int64)
    back = np.maximum(back, local + (10 + 30 * v) * MINUTE).astype(np.int64)
    coarse = np.where(round_to < 0.55, 30 * MINUTE, 5 * MINUTE)
    left, back = _floor(left, coarse), -_floor(-back, coarse)
    step = np.select([round_to < 0.22, round_to < 0.36, round_to < 0.62], [HOUR, 1800, 300], MINUTE)
    begins = np.where(window, _utc(left), _floor(time, step))
    ends = np.where(window, _utc(back), NO_TIME)
    return begins, ends, window, long


def _reports(
    begins: Integers, found: Integers, category: Integers, long: Bools, rng: np.random.Generator
) -> Integers:
    """Return when incidents are reported (UTC): soon after they are found, or days later.

    The tail is a Weibull distribution that meets the categories' shares over a day and a week.
    """
    size = len(found)
    late, later = _of("late")[category], _of("later")[category]
    by_window = LONG * _of("window")[category]
    slow = rng.random(size) < np.where(long, 0.3, np.maximum(late - by_window, 0) / (1 - by_window))
    soon = found + rng.gamma(1.3, np.where(found > begins + 3 * HOUR, 1.1, 0.5) * HOUR)
    power = 0.6
    scale = 6 / np.log(late / later) ** (1 / power)
    days = 1 + scale * rng.exponential(1, size) ** (1 / power)
    day = _floor(_local((found + days * DAY).astype(np.int64)), DAY)
    at = _utc((day + 8 * HOUR + 13 * HOUR * rng.beta(1.4, 1.8, size)).astype(np.int64))
    at = np.where(at < begins + DAY + HOUR, at + DAY, at)
    return _floor(np.where(slow, at, soon).astype(np.int64), MINUTE) + MINUTE


def tell(incidents: Incidents, world: World, blocks: Blocks, seed: int) -> Offences:
    """Draw what is told of the incidents of one chunk: a row for each offence."""
    rng = generator(seed, 4, int(incidents.chunk[0]) if len(incidents) else 0)
    size = len(incidents)
    time = incidents.hour * HOUR + incidents.second
    begins, ends, window, long = _windows(time, incidents.category, rng)
    found = np.where(window, ends, time)
    reported = _reports(begins, found, incidents.category, long, rng)
    placed = rng.random(size) < world.placed[incidents.category]
    zero = rng.random(size) < ZERO
    x, y = true_places(blocks, incidents.block, rng)
    more = rng.random((size, len(CATEGORIES))) < world.also[incidents.category]
    parent, kind = np.nonzero(more)
    source = np.concatenate([np.arange(size), parent])
    item = np.concatenate([np.zeros(size, np.int64), (np.cumsum(more, axis=1)[parent, kind])])
    order = np.lexsort((item, source))
    source, item = source[order], item[order]
    category = np.concatenate([incidents.category, kind])[order]
    return Offences(
        incidents.chunk[source], incidents.number[source], item, category, incidents.block[source],
        incidents.generation[source], incidents.parent[source], time[source], x[source], y[source],
        begins[source], ends[source], reported[source], placed[source], zero[source],
    )  # fmt: skip


def offence_ids(offences: Offences) -> tuple[list[str], list[str]]:
    """Return the publisher's OFFENSE_ID and INCIDENT_ID of each offence."""
    incident = [
        f"{chunk}{number:05d}"
        for chunk, number in zip(offences.chunk.tolist(), offences.number.tolist(), strict=True)
    ]
    items = offences.item.tolist()
    return [f"{i}-{k + 1}" for i, k in zip(incident, items, strict=True)], incident


def _text(local: Integers) -> list[str]:
    """Return local seconds as ``%Y-%m-%d %H:%M:%S``, empty for ``NO_TIME``."""
    missing = local == NO_TIME
    times = np.where(missing, 0, local).astype("datetime64[s]")
    text = np.char.replace(np.datetime_as_string(times), "T", " ")
    return list(np.where(missing, "", text))


def csv_text(offences: Offences, blocks: Blocks, *, seed: int, until: int) -> tuple[str, int]:
    """Return the publisher's CSV of what was reported by ``until`` (UTC s), and its rows' number.

    Rows come in the order they were listed. A few are listed twice: the same again, or with a
    later end some days on.
    """
    size = len(offences)
    told, again = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for chunk in np.unique(offences.chunk):
        of = np.flatnonzero(offences.chunk == chunk)
        rng = generator(seed, 5, int(chunk))
        # by the key, not the position: what is drawn must not hang on what else is here
        key = offences.number[of] * 4 + offences.item[of]
        chance, wait = rng.random((int(key.max()) + 1, 2))[key].T
        told[of] = np.select([chance < TWICE, chance < TWICE + CORRECTED], [1, 2], 0)
        again[of] = (1 + (19 * wait).astype(np.int64)) * DAY
    second = np.flatnonzero(told)
    row = np.concatenate([np.arange(size), second])
    listed = offences.reported[row]
    listed[size:] += again[second]
    corrected = np.zeros(len(row), bool)
    corrected[size:] = told[second] == 2
    order = np.lexsort((corrected, offences.number[row], offences.item[row], listed))
    order = order[listed[order] <= until]
    row, corrected = row[order], corrected[order]
    rows = offences.take(row)
    begins, reported = _local(rows.begins), _local(rows.reported)
    has_end = rows.ends != NO_TIME
    ends = _local(np.where(has_end, rows.ends, 0))
    latest = np.where(has_end, ends, begins) + HOUR
    has_end |= corrected
    ends = np.where(corrected, np.minimum(latest, reported), ends)
    # in the hour that clocks repeat a later instant can have an earlier wall time
    ends = np.where(has_end, np.maximum(ends, begins), NO_TIME)
    reported = np.maximum(reported, np.where(has_end, ends, begins))
    ids, incident = offence_ids(rows)
    words = [CATEGORIES[c].words for c in rows.category.tolist()]
    lon = [f"{v:.6f}" for v in blocks.lon[rows.block].tolist()]
    lat = [f"{v:.6f}" for v in blocks.lat[rows.block].tolist()]
    for i in np.flatnonzero(~rows.placed).tolist():
        lon[i], lat[i] = ("0", "0") if rows.zero[i] else ("", "")
    columns = (ids, incident, words, _text(begins), _text(ends), _text(reported), lon, lat)
    lines = [",".join(COLUMNS), *(",".join(values) for values in zip(*columns, strict=True))]
    return "\n".join(lines) + "\n", len(row)


def instants(seconds: Integers) -> Instants:
    """Return UTC seconds as ``datetime64[s]``; ``NO_TIME`` is NaT."""
    return seconds.astype("datetime64[s]")
