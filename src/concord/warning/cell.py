"""Sub-national forecasts: a country's draws brought down to its PRIO-GRID cells, top-down.

The country says how much, its cells' past says where. Each month of each cell has a hazard of
being hit: a pool of two memories, a short one that spreads to the cells around it (fighting moves)
and a long one that stays (fighting returns), weighted by how deadly the cell has been. A draw of d
deaths falls in clusters whose number grows as a small power of d, so twice the deaths do not hit
twice the cells; no clusters, no hit. Every cell hit has one death or more, and the rest of the
draw falls in proportion to the hazards, so the cells' expected deaths sum to the country's.

Rule cells-1 was chosen on months up to 2014-12 (Central African Republic) and 2017-06 (Syria), and
frozen; docs/subnational.md says how, and how good it is. Two memories: as in the self-exciting
processes of Mohler et al. 2011 (JASA 106, 100-108), with a background and a decaying part.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from concord.vocabulary.errors import InputError
from concord.vocabulary.grid import CELLS, COLUMNS
from concord.vocabulary.month import MonthId, label
from concord.warning.model import Floats, Ints

FEWEST_MONTHS: Final = 6
BATTLE_DEATHS: Final = 25
NODES_AT_ONCE: Final = 32
SUREST: Final = 0.99
"""No frequency of past months makes a hit surer than this; the hazard stays finite."""

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Positive = Annotated[float, msgspec.Meta(gt=0)]


class CellRule(msgspec.Struct, frozen=True, kw_only=True):
    """The frozen rule: how long a cell remembers, how far fighting spreads, how deaths cluster.

    Half-lives in months; bandwidth in cells of half a degree; spread_share: of the short memory,
    how much goes to the cells around; floor_share: of the hazard, how much all cells share alike;
    cluster_exponent: clusters grow as deaths to this power; size_tail: Lomax shape of the deaths in
    a cell that is hit, smaller is heavier.
    """

    id: str
    recent_half_life: Positive
    lasting_half_life: Positive
    recent_weight: Share
    spread_share: Share
    bandwidth: Positive
    floor_share: Share
    cluster_exponent: Share
    size_tail: Annotated[float, msgspec.Meta(gt=1)]


CELLS_1: Final = CellRule(
    id="cells-1",
    recent_half_life=1.2,
    lasting_half_life=120.0,
    recent_weight=0.3,
    spread_share=0.55,
    bandwidth=3.5,
    floor_share=0.09,
    cluster_exponent=0.11,
    size_tail=1.5,
)


class CellHistory(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Deaths of one country by cell and month, and those no cell is known for.

    gids: (c,) different PRIO-GRID cells, in any order; deaths: (c, t), column 0 is first_month;
    unplaced: (t,) deaths of the country whose place is known only as a province or the country;
    covers_country: whether gids hold all its land, so that nothing can fall elsewhere.
    """

    gids: Ints
    first_month: MonthId
    deaths: Floats
    unplaced: Floats
    covers_country: bool

    @property
    def last_month(self) -> MonthId:
        """The month of the last column."""
        return MonthId(self.first_month + self.deaths.shape[1] - 1)

    def until(self, month: MonthId) -> "CellHistory":
        """What was known at the end of a month: nothing after it."""
        stop = max(month - self.first_month + 1, 0)
        return msgspec.structs.replace(
            self, deaths=self.deaths[:, :stop], unplaced=self.unplaced[:stop]
        )


class CellForecast(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What may happen in each cell, at each lead, and what is kept for cells not listed.

    expected: (c, leads) deaths; elsewhere: (leads,) deaths expected in no listed cell, so that
    expected.sum(axis=0) + elsewhere is the country's expected deaths; probability,
    probability_25: (c, leads), of at least one death and of at least 25 in the month.
    """

    gids: Ints
    origin: MonthId
    leads: tuple[int, ...]
    expected: Floats
    probability: Floats
    probability_25: Floats
    elsewhere: Floats
    rule: str

    @property
    def months(self) -> tuple[MonthId, ...]:
        """The months forecast."""
        return tuple(MonthId(self.origin + lead) for lead in self.leads)

    def __str__(self) -> str:
        return f"{len(self.gids)} cells from {label(self.origin)}, {len(self.leads)} leads"


def forecast_cells(
    cells: CellHistory,
    country_draws: NDArray[np.generic],
    leads: Sequence[int],
    *,
    rule: CellRule = CELLS_1,
) -> CellForecast:
    """The country's draws brought down to its cells, from the end of their history.

    country_draws: (leads, m) deaths, equally likely, from the same last month; leads: months
    ahead. All draws are used, none is made: the same input gives the same forecast.
    InputError for a history, draws or leads that cannot serve.
    """
    draws = _checked_draws(country_draws, leads)
    _check(cells)
    elsewhere = 0.0 if cells.covers_country else elsewhere_share(cells)
    given = _Given(
        hazard=cell_hazard(cells, rule),
        usual=_usual_clusters(cells, rule),
        within=1 - elsewhere,
        rule=rule,
    )
    probability, many = _over_draws(given, draws)
    mean = draws.mean(axis=1)
    rest = np.maximum(mean * given.within - probability.sum(axis=0), 0.0)
    return CellForecast(
        gids=cells.gids,
        origin=cells.last_month,
        leads=tuple(leads),
        expected=probability + given.share[:, None] * rest,
        probability=np.clip(probability, 0.0, 1.0),
        probability_25=np.clip(many, 0.0, 1.0),
        elsewhere=mean * elsewhere,
        rule=rule.id,
    )


def cell_hazard(cells: CellHistory, rule: CellRule = CELLS_1) -> Floats:
    """How likely each cell is to be hit in a month like the past ones, as a hazard, (c,), > 0.

    -log(1 - frequency), frequency the pool of the two memories, times the cell's deadliness: its
    mean log1p deaths in months it was hit, as a ratio of the country's, drawn to 1 by one month.
    """
    active = (cells.deaths > 0).astype(np.float64)
    count = len(cells.gids)
    frequency = np.zeros(count)
    for half_life, weight, spread in (
        (rule.recent_half_life, rule.recent_weight, rule.spread_share),
        (rule.lasting_half_life, 1 - rule.recent_weight, 0.0),
    ):
        decay = _decay(active.shape[1], half_life)
        own, span = active @ decay, decay.sum()
        alike = (own.sum() + 1) / (count * (span + 1))
        if spread:
            own = (1 - spread) * own + spread * spread_around(cells.gids, own, rule.bandwidth)
        frequency += weight * ((1 - rule.floor_share) * own / span + rule.floor_share * alike)
    return -np.log1p(-np.minimum(frequency, SUREST)) * _deadliness(cells, active, rule)


def spread_around(gids: Ints, values: Floats, bandwidth: float) -> Floats:
    """Each cell's value handed to the other cells by a Gaussian of grid distance, (c,), same sum.

    Distance in rows and columns, the short way around the date line. A cell with none near keeps
    its own. The Gaussian is a product of rows and columns: no (c, c) array is made.
    """
    row, column = np.divmod(np.asarray(gids, dtype=np.int64) - 1, COLUMNS)
    rows, at_row = np.unique(row, return_inverse=True)
    columns, at_column = np.unique(column, return_inverse=True)
    across = np.abs(columns[:, None] - columns)
    by_row = _gaussian(np.abs(rows[:, None] - rows), bandwidth)
    by_column = _gaussian(np.minimum(across, COLUMNS - across), bandwidth)

    def from_others(masses: Floats) -> Floats:
        raster = np.zeros((len(rows), len(columns)))
        raster[at_row, at_column] = masses
        total: Floats = (by_row @ raster @ by_column)[at_row, at_column]
        return np.asarray(np.maximum(total - masses, 0.0))

    reach = from_others(np.ones(len(values)))
    is_alone = reach < 1e-9
    handed = np.where(is_alone, 0.0, values / np.where(is_alone, 1.0, reach))
    received = from_others(handed) + np.where(is_alone, values, 0.0)
    total = received.sum()
    return np.asarray(received * (values.sum() / total) if total > 0 else received)


class _Given(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What the past says once for all draws.

    hazard: (c,); usual: clusters in a usual month of the country; within: the share of a draw's
    deaths that falls in listed cells.
    """

    hazard: Floats
    usual: float
    within: float
    rule: CellRule

    @property
    def share(self) -> Floats:
        """Each cell's share of the hazard, (c,)."""
        return np.asarray(self.hazard / self.hazard.sum())

    def hit(self, deaths: Floats) -> Floats:
        """The probability that a cell has a death, given the country's, (c, nodes).

        Clusters come to each cell as a Poisson number. Together they are no more than the deaths
        there are to place, so that one death is never expected in two cells.
        """
        exponent = self.rule.cluster_exponent
        clusters = np.where(deaths > 0, np.maximum(deaths, 1.0) ** exponent, 0.0) / self.usual
        intensity = np.minimum(clusters, self.within * deaths / self.hazard.sum())
        return np.asarray(-np.expm1(-self.hazard[:, None] * intensity))

    def many(self, deaths: Floats, hit: Floats) -> Floats:
        """The probability that a cell has 25 deaths or more, given the country's, (c, nodes).

        A cell that is hit has one death, and beyond it a Lomax number of the mean that its
        expected deaths ask for (heavy-tailed: one month can hold a year's deaths).
        """
        beyond = self.share[:, None] * np.maximum(deaths * self.within - hit.sum(axis=0), 0.0)
        mean = np.divide(beyond, hit, out=np.zeros_like(hit), where=hit > 0)
        tail = self.rule.size_tail
        scale = np.maximum((tail - 1) * mean, 1e-12)
        return np.asarray(
            hit * (1 + (BATTLE_DEATHS - 1) / scale) ** -tail * (deaths >= BATTLE_DEATHS)
        )


def _over_draws(given: _Given, draws: Floats) -> tuple[Floats, Floats]:
    """The probabilities of one death and of 25, over each lead's draws, both (c, leads)."""
    nodes = death_nodes(float(draws.max()))
    weights = _node_weights(nodes, draws)
    shape = (len(given.hazard), len(draws))
    probability, many = np.zeros(shape), np.zeros(shape)
    for start in range(0, len(nodes), NODES_AT_ONCE):
        part = slice(start, start + NODES_AT_ONCE)
        hit = given.hit(nodes[part])
        probability += hit @ weights[part]
        many += given.many(nodes[part], hit) @ weights[part]
    return probability, many


def elsewhere_share(cells: CellHistory) -> float:
    """The share of hits that fall far from every earlier one, as the past had it; 0 to 1.

    Of the cell-months hit, those that were the cell's first with no neighbour hit before (Good &
    Turing's estimate of the unseen, Good 1953), with one of each kind added.
    """
    active = cells.deaths > 0
    hits = int(active.sum())
    ever = active.any(axis=1)
    order = np.argsort(cells.gids[ever])
    gids = np.asarray(cells.gids[ever], dtype=np.int64)[order]
    first = active[ever].argmax(axis=1)[order]
    column = (gids - 1) % COLUMNS
    has_earlier = np.zeros(len(gids), dtype=np.bool_)
    for up in (-1, 0, 1):
        for aside in (-1, 0, 1):
            beside = gids + up * COLUMNS + (column + aside) % COLUMNS - column
            place = np.minimum(np.searchsorted(gids, beside), len(gids) - 1)
            has_earlier |= (gids[place] == beside) & (first[place] < first)
    return (int((~has_earlier).sum()) + 1) / (hits + 2)


def death_nodes(most: float) -> Floats:
    """Country deaths at which cells are worked out: each number to 64, then 4 % apart.

    A fixed ladder, so that draws of two forecasts meet the same rungs; it ends at or above `most`.
    """
    small = np.arange(65.0)
    steps = max(int(np.log(max(most, 1.0) / 64) / np.log(1.04)) + 1, 0)
    return np.concatenate((small, np.ceil(64 * 1.04 ** np.arange(1, steps + 1))))


def _node_weights(nodes: Floats, draws: Floats) -> Floats:
    """How much of each lead's draws lies at each node, linear between two, (nodes, leads)."""
    weights = np.zeros((len(nodes), len(draws)))
    below = np.minimum(np.searchsorted(nodes, draws, side="right") - 1, len(nodes) - 2)
    above = (draws - nodes[below]) / (nodes[below + 1] - nodes[below])
    lead = np.broadcast_to(np.arange(len(draws))[:, None], draws.shape)
    np.add.at(weights, (below, lead), 1 - above)
    np.add.at(weights, (below + 1, lead), above)
    return np.asarray(weights / draws.shape[1])


def _deadliness(cells: CellHistory, active: Floats, rule: CellRule) -> Floats:
    decay = _decay(active.shape[1], rule.lasting_half_life)
    months, sizes = active @ decay, np.log1p(cells.deaths) @ decay
    usual = (sizes.sum() + 1) / (months.sum() + 1)
    return np.asarray((sizes + usual) / (months + 1) / usual)


def _usual_clusters(cells: CellHistory, rule: CellRule) -> float:
    """The clusters of a usual month of the country, over the same two memories."""
    deaths = cells.deaths.sum(axis=0) + cells.unplaced
    clusters = np.where(deaths > 0, np.maximum(deaths, 1.0) ** rule.cluster_exponent, 0.0)
    recent = _decay(len(clusters), rule.recent_half_life)
    lasting = _decay(len(clusters), rule.lasting_half_life)
    return float(
        rule.recent_weight * (clusters @ recent + 1) / (recent.sum() + 1)
        + (1 - rule.recent_weight) * (clusters @ lasting + 1) / (lasting.sum() + 1)
    )


def _decay(months: int, half_life: float) -> Floats:
    """The weight of each month, 1 for the last."""
    return np.asarray(0.5 ** (np.arange(months)[::-1] / half_life))


def _gaussian(distance: Ints, bandwidth: float) -> Floats:
    return np.asarray(np.exp(-((distance / bandwidth) ** 2) / 2))


def _check(cells: CellHistory) -> None:
    gids, deaths, unplaced = cells.gids, cells.deaths, cells.unplaced
    if gids.ndim != 1 or not gids.size or deaths.ndim != 2 or deaths.shape[0] != len(gids):
        raise InputError(
            f"cell history: {gids.size} cells with deaths of shape {deaths.shape}; "
            "give one row of deaths for each cell, and at least one cell"
        )
    if unplaced.shape != deaths.shape[1:]:
        raise InputError(
            f"cell history: unplaced deaths of shape {unplaced.shape} for {deaths.shape[1]} months;"
            " give one figure a month"
        )
    if deaths.shape[1] < FEWEST_MONTHS:
        raise InputError(
            f"cell history: {deaths.shape[1]} months are too few; give at least {FEWEST_MONTHS}"
        )
    off = gids[(gids < 1) | (gids > CELLS)]
    if off.size:
        raise InputError(f"grid cell {off[0]}: PRIO-GRID cells run from 1 to {CELLS}")
    if len(np.unique(gids)) != len(gids):
        raise InputError("cell history: a grid cell is there twice; give one row for each")
    for name, values in (("deaths", deaths), ("unplaced deaths", unplaced)):
        if not (np.isfinite(values).all() and (values >= 0).all()):
            raise InputError(f"cell history: {name} must be finite and not negative; correct them")


def _checked_draws(country_draws: NDArray[np.generic], leads: Sequence[int]) -> Floats:
    draws = np.asarray(country_draws, dtype=np.float64)
    if not leads or min(leads) < 1 or len(set(leads)) != len(leads):
        raise InputError(f"leads {list(leads)}: give different whole months ahead, each at least 1")
    if draws.ndim != 2 or draws.shape[0] != len(leads) or not draws.size:
        raise InputError(
            f"country draws of shape {draws.shape} for {len(leads)} leads; give one row of draws "
            "for each lead"
        )
    if not (np.isfinite(draws).all() and (draws >= 0).all()):
        raise InputError("country draws: deaths must be finite and not negative; correct them")
    return draws
