"""A share of cases with what its number of cases leaves uncertain.

Wilson's score interval: E. B. Wilson 1927, doi:10.1080/01621459.1927.10502953; recommended for few
cases and shares near 0 or 1 by Brown, Cai & DasGupta 2001, doi:10.1214/ss/1009213286.
"""

import math
from statistics import NormalDist

import msgspec

from concord.vocabulary.errors import InputError


class Proportion(msgspec.Struct, frozen=True, kw_only=True):
    """A share of counted cases, with its interval."""

    share: float
    low: float
    high: float
    cases: int


def proportion(count: int, cases: int, *, confidence: float = 0.9) -> Proportion | None:
    """The share `count` of `cases` with its Wilson interval; None without a case, never 0.

    >>> half = proportion(5, 10)
    >>> half.share, round(half.low, 3), round(half.high, 3)
    (0.5, 0.269, 0.731)
    """
    if not 0 <= count <= cases:
        raise InputError(f"share of {count} in {cases} cases: the count must lie within the cases")
    if not 0 < confidence < 1:
        raise InputError(f"confidence {confidence}: give a share between 0 and 1, for example 0.9")
    if cases == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / cases
    weight = 1 + z**2 / cases
    centre = (share + z**2 / (2 * cases)) / weight
    half = z * math.sqrt(share * (1 - share) / cases + z**2 / (4 * cases**2)) / weight
    return Proportion(
        share=share,
        low=0.0 if count == 0 else centre - half,
        high=1.0 if count == cases else centre + half,
        cases=cases,
    )
