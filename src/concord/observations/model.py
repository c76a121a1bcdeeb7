"""Observations by vintage: which release said what, and the dense panels made from it.

The same month looks different in the releases of two years, so the vintage is part of the key.
Booking: UCDP codes an event with an interval of days (GED codebook, date_start, date_end,
date_prec); a summary event can span months, and no source says which month its deaths belong to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final, NewType

import msgspec

from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VintageId = NewType("VintageId", str)
"""dataset/version/booking, for example ged/23.1/spread; joined pieces stand with + between."""

PLAIN_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
"""What a data set's name and a version's label may look like: they are folders' names too."""

Count = Annotated[int, msgspec.Meta(ge=0)]


class Booking(StrEnum):
    """In which months the deaths of an event that spans months are booked."""

    START = "start"
    END = "end"
    SPREAD = "spread"


class Kind(StrEnum):
    """What one row of a vintage is."""

    EVENTS = "events"
    COUNTRY_MONTHS = "country-months"


_NUMBER: Final = re.compile(r"(\d+)")

BOOKED_BY_SOURCE: Final = "monthly"
"""Stands for the booking in the key of data that came as months."""


class Vintage(msgspec.Struct, frozen=True, kw_only=True):
    """One release of one data set as it was loaded, with the count of every row that came in.

    released_on: the day the source published it, which decides what was known "as of" a day;
    first_month, last_month: the months it observes, so that a month without a row is a zero and a
    month outside is not known; booking: None for data that came as months; sha256: of the source.
    """

    dataset: Annotated[str, msgspec.Meta(pattern=PLAIN_NAME)]
    version: Annotated[str, msgspec.Meta(pattern=PLAIN_NAME)]
    kind: Kind
    booking: Booking | None
    status: Status
    released_on: date
    first_month: MonthId
    last_month: MonthId
    source: str
    licence: str
    url: str | None
    retrieved_at: datetime
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    rows_in: Count
    rows_kept: Count
    rows_quarantined: Count

    @property
    def id(self) -> VintageId:
        """The key: dataset/version/booking."""
        return vintage_id(self.dataset, self.version, self.booking)

    @property
    def order(self) -> tuple[object, ...]:
        """What sorts vintages by release: the day, then the version, its numbers as numbers."""
        parts = _NUMBER.split(self.version)
        version = tuple((it.isdigit(), int(it) if it.isdigit() else it) for it in parts)
        return self.released_on, version, self.id


def vintage_id(dataset: str, version: str, booking: Booking | None) -> VintageId:
    """The key of a vintage, which is also its folder in the store."""
    return VintageId(f"{dataset}/{version}/{booking or BOOKED_BY_SOURCE}")


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """Deaths of every unit in every month, dense.

    units: n alpha-3 codes, ascending; values: (n, m) deaths as float64, NaN where nobody observed
    or the state did not exist; first_month: the month of column 0; vintage: what they come from.
    """

    units: tuple[str, ...]
    first_month: MonthId
    values: npt.NDArray[np.float64]
    vintage: VintageId

    def __post_init__(self) -> None:
        _hold_shape(len(self.units), self.values.shape)

    @property
    def months(self) -> range:
        """The month of every column."""
        return range(self.first_month, self.first_month + self.values.shape[1])

    @property
    def last_month(self) -> MonthId:
        """The month of the last column."""
        return MonthId(self.first_month + self.values.shape[1] - 1)

    @property
    def row(self) -> Mapping[str, int]:
        """The row of each unit."""
        return MappingProxyType({unit: index for index, unit in enumerate(self.units)})


@dataclass(frozen=True, kw_only=True, eq=False)
class GridPanel:
    """Deaths of every PRIO-GRID cell asked for in every month, dense whole numbers.

    gids: (n,) ascending; deaths: (n, m) int32; outside: deaths of the same months that no asked
    cell holds (no coordinates, or another cell), so that nothing is lost in silence.
    """

    gids: npt.NDArray[np.int32]
    first_month: MonthId
    deaths: npt.NDArray[np.int32]
    outside: int
    vintage: VintageId

    def __post_init__(self) -> None:
        _hold_shape(len(self.gids), self.deaths.shape)

    @property
    def months(self) -> range:
        """The month of every column."""
        return range(self.first_month, self.first_month + self.deaths.shape[1])

    @property
    def last_month(self) -> MonthId:
        """The month of the last column."""
        return MonthId(self.first_month + self.deaths.shape[1] - 1)


def _hold_shape(units: int, shape: tuple[int, ...]) -> None:
    if len(shape) != 2 or shape[0] != units or shape[1] < 1:
        raise ValueError(f"{units} units need values of shape ({units}, months), not {shape}")
