"""From the numbers and codes of other sources to alpha-3 codes, for a whole column at once.

The gazetteer is asked once for each number and spell, not once for each row.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from concord.sources import arrow

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from concord.vocabulary.country import Gazetteer

    Ints = npt.NDArray[np.int64]

UNKNOWN: Final = -1
_EPOCH: Final = date(1970, 1, 1).toordinal()
_SPAN: Final = date.max.toordinal() + 1


class CountryLookup:
    """Indices into one list of alpha-3 codes, by number and day; UNKNOWN where there is none."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Lay the gazetteer out as sorted arrays."""
        self.codes: Final = tuple(sorted(country.code for country in gazetteer.countries))
        self._index = {code: index for index, code in enumerate(self.codes)}
        segments = sorted(_segments(gazetteer, self._index))
        self._keys = np.array([s.number * _SPAN + s.first for s in segments], np.int64)
        self._ends = np.array([s.number * _SPAN + s.last for s in segments], np.int64)
        self._targets = np.array([s.target for s in segments], np.int64)
        views = sorted(
            (country.views, self._index[country.code])
            for country in gazetteer.countries
            if country.views is not None
        )
        self._views_ids = np.array([views_id for views_id, _ in views], np.int64)
        self._views_targets = np.array([target for _, target in views], np.int64)
        self._gazetteer = gazetteer

    def by_gw(self, numbers: Ints, days: Ints) -> Ints:
        """Country indices (n,) of Gleditsch-Ward numbers (n,) on days (n,), days since 1970."""
        if not len(self._keys):
            return np.full(len(numbers), UNKNOWN, np.int64)
        ordinals = days + _EPOCH
        sane = (numbers > 0) & (numbers < 1_000_000) & (ordinals > 0) & (ordinals < _SPAN)
        wanted = np.where(sane, numbers, 0) * _SPAN + np.where(sane, ordinals, 0)
        at = np.searchsorted(self._keys, wanted, side="right") - 1
        hit = (at >= 0) & (wanted <= self._ends[at])
        return np.where(hit, self._targets[at], UNKNOWN)

    def by_views(self, ids: Ints) -> Ints:
        """Country indices (n,) of VIEWS country ids (n,)."""
        if not len(self._views_ids):
            return np.full(len(ids), UNKNOWN, np.int64)
        at = np.minimum(np.searchsorted(self._views_ids, ids), len(self._views_ids) - 1)
        return np.where(self._views_ids[at] == ids, self._views_targets[at], UNKNOWN)

    def by_code(self, codes: Iterable[str]) -> Ints:
        """Country indices of alpha-3 codes; a former code finds the same state's present one."""
        return np.array([self._of_code(code) for code in codes], np.int64)

    def column(self, indices: Ints) -> pa.Array:
        """The alpha-3 codes at these indices as an Arrow string column; none may be UNKNOWN."""
        import pyarrow as pa

        return arrow.strings(self.codes).take(arrow.column(indices, pa.int64()))

    def _of_code(self, code: str) -> int:
        country = self._gazetteer.by_code(code)
        return UNKNOWN if country is None else self._index[country.code]


class _Segment(NamedTuple):
    """Days, as ordinals and both included, on which a number means one country."""

    number: int
    first: int
    last: int
    target: int


def _segments(gazetteer: Gazetteer, index: dict[str, int]) -> list[_Segment]:
    """Every stretch of days on which a number means one country."""
    starts: dict[int, set[int]] = {}
    for country in gazetteer.countries:
        for spell in country.gw:
            days = starts.setdefault(spell.number, {date.min.toordinal()})
            if spell.first is not None:
                days.add(spell.first.toordinal())
            if spell.last is not None and spell.last < date.max:
                days.add(spell.last.toordinal() + 1)
    found: list[_Segment] = []
    for number, days in starts.items():
        for first, after in pairwise([*sorted(days), _SPAN]):
            meant = gazetteer.by_gw(number, on=date.fromordinal(first))
            if meant is not None:
                found.append(_Segment(number, first, after - 1, index[meant.code]))
    return found
