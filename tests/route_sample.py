"""Small street graphs for tests: a crooked lattice, with one-way streets and stairs."""

import numpy as np

from crimecast.grid import Grid
from crimecast.route.graph import Mode, StreetGraph
from crimecast.route.network import Network

EPSG = 32613
X0, Y0 = 500_000.0, 4_400_000.0
WALK, RIDE = 4.8 / 3.6, 15 / 3.6


def make_grid(cell: int = 100, size: int = 20) -> Grid:
    """Return a grid with its lower left corner at the lattice's, two corners cut off."""
    mask = np.ones((size, size), bool)
    mask[-3:, -3:] = mask[:2, :2] = False
    return Grid(EPSG, cell, X0, Y0, mask)


def make_graph(size: int = 8, spacing: float = 180.0, seed: int = 1) -> StreetGraph:
    """Return a lattice of streets with bends, some one-way by bicycle, some of them stairs."""
    rng = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(size * size), size)
    x = X0 + 300 + column * spacing + rng.uniform(-40, 40, size * size)
    y = Y0 + 300 + row * spacing + rng.uniform(-40, 40, size * size)
    right = [(i, i + 1) for i in range(size * size) if i % size < size - 1]
    up = [(i, i + size) for i in range(size * (size - 1))]
    ends = np.array(right + up)
    # Two streets between the same junctions, and one that comes back to where it began.
    ends = np.vstack([ends, ends[:1], [[5, 5]]])
    lines = []
    for tail, head in ends:
        a, b = np.array([x[tail], y[tail]]), np.array([x[head], y[head]])
        bend = (a + b) / 2 + rng.uniform(-30, 30, 2) + (60.0 if tail == head else 0.0)
        lines.append(np.stack([a, bend, bend + 1.0, b]))
    metres = np.array([np.hypot(*np.diff(line, axis=0).T).sum() for line in lines])
    foot = np.repeat(metres[:, None] / WALK, 2, axis=1)
    bicycle = np.repeat(metres[:, None] / RIDE, 2, axis=1)
    stairs = rng.random(len(ends)) < 0.1
    foot[stairs] *= 2
    bicycle[stairs] = np.inf
    bicycle[rng.random(len(ends)) < 0.2, 1] = np.inf
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    usable = []
    for times in (foot, bicycle):
        edge, way = np.nonzero(np.isfinite(times))
        tail, head = ends[edge, way], ends[edge, 1 - way]
        matrix = sparse.csr_matrix((np.ones(len(tail)), (tail, head)), shape=(len(x), len(x)))
        _, part = connected_components(matrix, directed=True, connection="strong")
        usable.append(part == np.bincount(part).argmax())
    return StreetGraph(
        id="sample", epsg=EPSG, x=x, y=y,
        tail=ends[:, 0].astype(np.int32), head=ends[:, 1].astype(np.int32),
        metres=metres.astype(np.float32),
        seconds=np.stack([foot, bicycle]).astype(np.float32),
        usable=np.stack(usable), kind=np.where(stairs, 6, 0).astype(np.uint8),
        above=np.zeros(len(ends), bool), below=np.zeros(len(ends), bool),
        name=(np.arange(len(ends)) % 3).astype(np.int32), names=("", "First Street", "Elm Street"),
        first=np.arange(0, 4 * len(ends) + 1, 4), points=np.concatenate(lines),
    )  # fmt: skip


def make_network(mode: Mode = Mode.FOOT, **options: float) -> Network:
    """Return the lattice as one may travel it."""
    return Network(make_graph(**options), mode)  # type: ignore[arg-type]
