"""Deaths of a country-month become events: places, days, precision, low and high counts.

Shares of precision codes follow the published UCDP GED sample (version 23.1) roughly.
"""

from typing import Any, Final

import numpy as np

from concord.exercise.model import Days, Events, ExerciseCountry, Floats, Ints, Province
from concord.vocabulary.month import MonthId, first_day

# GED where_prec: 1 exact place, 2 near it, 3 district, 4 province, 6 country only.
_WHERE: Final = {1: 0.50, 2: 0.25, 3: 0.12, 4: 0.11, 6: 0.02}
PROVINCE_ONLY: Final = 4
COUNTRY_ONLY: Final = 6
# GED date_prec: 1 exact day, 2 to six days, 3 a week, 4 a month, 5 more than a month.
_WHEN: Final = {1: 0.85, 2: 0.10, 3: 0.02, 4: 0.02, 5: 0.01}
_UNCONFIRMED: Final = 0.02  # share of events whose deaths nobody could confirm: best = 0


def make_events(
    deaths: Ints,
    *,
    first_id: int,
    first_month: MonthId,
    months: tuple[MonthId, MonthId],
    countries: tuple[ExerciseCountry, ...],
    provinces: tuple[Province, ...],
    share: Floats,
    rng: np.random.Generator,
) -> Events:
    """Events whose best counts sum to the deaths of each type, country and month.

    deaths: (3, c, m) by type of violence less one, for the months first to last of `months`.
    first_month: the world's first, before which no event may start. Ids run from first_id in
    the order of (end day, draw).
    """
    violence, country, offset, best = _split(deaths, rng)
    month = offset + months[0]
    where = _whereabouts(country, countries, provinces, share, rng)
    when = _times(month, first_month, rng)
    low, high = _bounds(best, rng)
    events = Events(
        id=np.arange(len(best), dtype=np.int64),
        country=country,
        violence=violence,
        month=month,
        best=best,
        low=low,
        high=high,
        civilians=_civilians(violence, best, rng),
        **where,
        **when,
    )
    return events.take(np.lexsort((events.id, events.end))).renumbered(first_id)


def _whereabouts(
    country: Ints,
    countries: tuple[ExerciseCountry, ...],
    provinces: tuple[Province, ...],
    share: Floats,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """The columns of Events about the place."""
    province, settlement = _places(country, provinces, countries, share, rng)
    where = rng.choice(list(_WHERE), len(country), p=list(_WHERE.values()))
    lon, lat = _coordinates(
        where, country, province, settlement, countries=countries, provinces=provinces
    )
    return {
        "province": province,
        "settlement": settlement,
        "where_precision": where,
        "lon": lon,
        "lat": lat,
    }


def _times(month: Ints, first_month: MonthId, rng: np.random.Generator) -> dict[str, Any]:
    """The columns of Events about the days."""
    when = rng.choice(list(_WHEN), len(month), p=list(_WHEN.values()))
    start, end = _days(month, when, first_month, rng)
    return {"date_precision": when, "start": start, "end": end}


def _split(deaths: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints]:
    """Type, country, month offset and best count of each event; one in fifty counts zero."""
    kinds, countries, offsets = np.nonzero(deaths)
    totals = deaths[kinds, countries, offsets]
    counts = np.minimum(totals, 1 + rng.poisson(0.9 * totals**0.55))
    spare = rng.poisson(_UNCONFIRMED * counts)
    best = []
    for total, count, zeros in zip(totals, counts, spare, strict=True):
        weight = rng.gamma(0.6, 1.0, count) + 1e-9
        confirmed = 1 + rng.multinomial(total - count, weight / weight.sum())
        best.append(np.concatenate([confirmed, np.zeros(zeros, dtype=np.int64)]))
    repeat = counts + spare
    return (
        np.repeat(kinds + 1, repeat),
        np.repeat(countries, repeat),
        np.repeat(offsets, repeat),
        np.concatenate([np.empty(0, dtype=np.int64), *best]),
    )


def _places(
    country: Ints,
    provinces: tuple[Province, ...],
    countries: tuple[ExerciseCountry, ...],
    share: Floats,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """A province of its country for each event by share, and a settlement: the first ones more."""
    codes = np.array([province.country for province in provinces])
    draw = rng.random(len(country))
    province = np.zeros(len(country), dtype=np.int64)
    for position, one in enumerate(countries):
        own = np.flatnonzero(codes == one.code)
        mine = country == position
        ladder = share[own].cumsum()[:-1]
        province[mine] = own[np.searchsorted(ladder, draw[mine], side="right")]
    towns = np.array([len(one.settlements) for one in provinces])[province]
    settlement = np.minimum(rng.geometric(0.4, len(country)) - 1, towns - 1)
    return province, settlement


def _coordinates(
    where: Ints,
    country: Ints,
    province: Ints,
    settlement: Ints,
    *,
    countries: tuple[ExerciseCountry, ...],
    provinces: tuple[Province, ...],
) -> tuple[Floats, Floats]:
    """Longitude and latitude as the precision allows: settlement, province or country."""
    towns = np.array([one.settlements for one in provinces])
    point = towns[province, settlement]
    centres = np.array([one.centre for one in provinces])
    labels = np.array([one.label for one in countries])
    point = np.where((where == PROVINCE_ONLY)[:, None], centres[province], point)
    point = np.where((where == COUNTRY_ONLY)[:, None], labels[country], point)
    return point[:, 0], point[:, 1]


def _days(
    month: Ints, when: Ints, first_month: MonthId, rng: np.random.Generator
) -> tuple[Days, Days]:
    """First and last day; the last one lies in `month`, summaries start one to three before."""
    opens = (month - 1 + 120).astype("datetime64[M]").astype("datetime64[D]")  # 1980-01 is 120
    closes = (month + 120).astype("datetime64[M]").astype("datetime64[D]") - 1
    length = (closes - opens).astype(np.int64) + 1
    end = opens + np.minimum((rng.random(len(month)) * length).astype(np.int64), length - 1)
    reach = np.select([when == 2, when == 3], [rng.integers(1, 6, len(month)), 6], default=0)
    start = np.maximum(end - reach, opens)
    early = (month - 1 + 120 - rng.integers(1, 4, len(month))).astype("datetime64[M]")
    earliest = np.datetime64(first_day(first_month), "D")
    start = np.where(when == 4, opens, start)
    start = np.where(when == 5, np.maximum(early.astype("datetime64[D]"), earliest), start)
    end = np.where(when >= 4, closes, end)
    return start, end


def _bounds(best: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Low and high estimates: equal to best two times in three, else apart from it."""
    sure = rng.random(len(best)) < 0.65
    below = rng.binomial(best, 0.25)
    above = rng.poisson(0.5 * best + 1)
    high = best + np.where(sure & (best > 0), 0, np.maximum(above, best == 0))
    return best - np.where(sure, 0, below), high


def _civilians(violence: Ints, best: Ints, rng: np.random.Generator) -> Ints:
    """Deaths of civilians: all in one-sided violence, a tenth elsewhere."""
    return np.where(violence == 3, best, rng.binomial(best, 0.1))
