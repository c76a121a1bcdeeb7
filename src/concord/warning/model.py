"""The nouns of the warning desk: a history to learn from, the rule, a forecast's draws."""

from typing import Annotated, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from concord.vocabulary.month import MonthId, label

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CHALLENGE_LEADS: Final = tuple(range(3, 15))
OPERATIONAL_LEADS: Final = tuple(range(1, 13))


class RecentWindow(msgspec.Struct, frozen=True, kw_only=True):
    """A recent-window model: the last months as they were; stretched where they saw no death."""

    months: Annotated[int, msgspec.Meta(ge=1)]
    stretched_to: Annotated[int, msgspec.Meta(ge=1)]


class Analogs(msgspec.Struct, frozen=True, kw_only=True):
    """The analog forest: how it is grown and at which level an outcome is told again."""

    trees: Annotated[int, msgspec.Meta(ge=1)]
    leaf: Annotated[int, msgspec.Meta(ge=1)]
    features_tried: Annotated[float, msgspec.Meta(gt=0, le=1)]
    level_months: Annotated[int, msgspec.Meta(ge=1)]
    usual_months: Annotated[int, msgspec.Meta(ge=1)]
    every_months: Annotated[int, msgspec.Meta(ge=1)]


class Boosted(msgspec.Struct, frozen=True, kw_only=True):
    """The gradient-boosted quantiles: which quantiles, how large the trees."""

    quantiles: tuple[float, ...]
    rounds: Annotated[int, msgspec.Meta(ge=1)]
    leaves: Annotated[int, msgspec.Meta(ge=2)]
    learning_rate: Annotated[float, msgspec.Meta(gt=0, le=1)]
    leaf_rows: Annotated[int, msgspec.Meta(ge=1)]
    features_tried: Annotated[float, msgspec.Meta(gt=0, le=1)]
    leads_drawn: Annotated[int, msgspec.Meta(ge=1)]
    level_months: Annotated[int, msgspec.Meta(ge=1)]
    every_months: Annotated[int, msgspec.Meta(ge=1)]


class PoolRule(msgspec.Struct, frozen=True, kw_only=True):
    """The frozen forecasting rule: an equal-weight linear pool of models that fail differently."""

    id: str
    frozen_on_windows_until: int
    first_origin_months: Annotated[int, msgspec.Meta(ge=12)]
    windows: tuple[RecentWindow, ...]
    analogs: Analogs
    boosted: Boosted


class History(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Deaths per unit and month, and who borders whom: all a forecast is made from.

    units: n names; counts: (n, t) deaths, NaN where the state did not exist or nobody observed;
    borders: (n, n) of 0 and 1; covariates: (n, t, k) further features known at each month, or None.
    """

    units: tuple[str, ...]
    first_month: MonthId
    counts: Floats
    borders: Floats
    covariates: Floats | None = None

    @property
    def last_month(self) -> MonthId:
        """The month of the last column."""
        return MonthId(self.first_month + self.counts.shape[1] - 1)

    def column(self, month: MonthId) -> int:
        """The column of a month; it may lie outside."""
        return month - self.first_month

    def until(self, month: MonthId) -> "History":
        """What was known at the end of a month: nothing after it."""
        stop = self.column(month) + 1
        return History(
            units=self.units,
            first_month=self.first_month,
            counts=self.counts[:, :stop],
            borders=self.borders,
            covariates=None if self.covariates is None else self.covariates[:, :stop],
        )


class Forecast(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Predictive draws of deaths per unit and lead.

    origin: the last month known; leads: months ahead of it; draws: (n, leads, m) whole deaths,
    equally likely, marginal to each month (draw 7 of two months is not one future); models: the
    pool's members, each holding an equal run of the draws, in this order.
    """

    units: tuple[str, ...]
    origin: MonthId
    leads: tuple[int, ...]
    draws: NDArray[np.int64]
    models: tuple[str, ...]
    rule: str

    @property
    def months(self) -> tuple[MonthId, ...]:
        """The months forecast."""
        return tuple(MonthId(self.origin + lead) for lead in self.leads)

    def probability(self, deaths: float) -> Floats:
        """The probability of at least so many deaths in the month, (n, leads)."""
        return np.asarray((self.draws >= deaths).mean(axis=2))

    def expected(self) -> Floats:
        """The mean of the draws, deaths, (n, leads)."""
        return np.asarray(self.draws.mean(axis=2))

    def of_model(self, model: str) -> NDArray[np.int64]:
        """The draws one member of the pool gave, (n, leads, m / members)."""
        share = self.draws.shape[2] // len(self.models)
        start = self.models.index(model) * share
        return self.draws[:, :, start : start + share]

    def __str__(self) -> str:
        return f"{len(self.units)} units from {label(self.origin)}, {len(self.leads)} leads"
