"""Warnings: rules as data, the highest level that holds, a proposal and not a verdict."""

import msgspec
import numpy as np
import pytest

from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status
from concord.warning.history import of_counts
from concord.warning.model import Forecast, History
from concord.warning.notice import Level, Sentence, Situation, Warning
from concord.warning.warn import assess, frozen_rules, raise_warnings


def world(*pasts: float) -> History:
    """Countries that had so many deaths each month of the last three years."""
    units = tuple(f"T{place:02d}" for place in range(len(pasts)))
    return of_counts(units, MonthId(121), np.repeat(np.array(pasts)[:, None], 36, 1), pairs=())


def outlook(history: History, *chances: float, deaths: int) -> Forecast:
    """A forecast that gives each country so many deaths in a month with a chance."""
    draws = np.zeros((len(chances), 2, 1000), dtype=np.int64)
    for unit, chance in enumerate(chances):
        draws[unit, 1, : round(chance * 1000)] = deaths
    return Forecast(
        units=history.units,
        origin=history.last_month,
        leads=(1, 2),
        draws=draws,
        models=("all",),
        rule="test",
    )


def raised(history: History, forecast: Forecast) -> tuple[Warning, ...]:
    return raise_warnings(
        history, forecast, frozen_rules(), records={}, drivers={}, status=Status.EXERCISE
    )


def onset_ladder() -> list[tuple[float, Level | None]]:
    rules = frozen_rules().of(Situation.ONSET)
    steps: list[tuple[float, Level | None]] = [(rules[0].chance - 0.01, None)]
    steps += [(rule.chance, rule.level) for rule in rules]  # the threshold itself counts
    return [*steps, (1.0, rules[-1].level)]


@pytest.mark.parametrize(("chance", "level"), onset_ladder())
def test_the_highest_level_whose_chance_is_reached_holds(
    chance: float, level: Level | None
) -> None:
    quiet = world(0.0)

    found = raised(quiet, outlook(quiet, chance, deaths=1))

    assert [each.level for each in found] == ([level] if level else [])


def test_a_quiet_country_is_warned_of_onset_and_a_violent_one_of_escalation() -> None:
    history = world(0.0, 100.0)

    found = raised(history, outlook(history, 0.9, 0.9, deaths=5000))

    assert {each.country: each.situation for each in found} == {
        "T00": Situation.ONSET,
        "T01": Situation.ESCALATION,
    }


def test_a_war_that_goes_on_as_it_was_is_no_escalation() -> None:
    history = world(100.0)

    assert raised(history, outlook(history, 1.0, deaths=150)) == ()


def test_a_surge_is_a_count_above_its_own_past() -> None:
    history = world(3.0, 3.0)
    counts = history.counts + np.random.default_rng(2).poisson(1.0, history.counts.shape)
    counts[1, -1] = 90
    surged = msgspec.structs.replace(history, counts=counts)

    found = raised(surged, outlook(surged, 0.0, 0.0, deaths=1))

    assert [(each.country, each.situation) for each in found] == [("T01", Situation.SURGE)]
    assert found[0].drivers[0].message == "warn-surge"


def test_a_warning_says_where_when_how_likely_and_by_which_rule() -> None:
    quiet = world(0.0)
    driver = Sentence(message="why-neighbours-quiet")

    (found,) = raise_warnings(
        quiet,
        outlook(quiet, 0.5, deaths=40),
        frozen_rules(),
        records={},
        drivers={"T00": [driver]},
        status=Status.EXERCISE,
    )

    assert found.peak_month == quiet.last_month + 2
    assert (found.first_month, found.last_month) == (quiet.last_month + 1, quiet.last_month + 2)
    assert found.probability == 0.5
    assert found.threshold == 1
    assert found.rule == frozen_rules().id
    assert found.status is Status.EXERCISE
    assert found.record is None  # never measured is not known, not zero
    assert found.drivers[-1] == driver
    assert len(found.bands) == 2


def test_the_same_forecast_gives_a_warning_the_same_id_and_another_month_another() -> None:
    quiet = world(0.0)
    forecast = outlook(quiet, 0.9, deaths=9)
    later = msgspec.structs.replace(forecast, origin=MonthId(forecast.origin + 1))

    ids = [raised(quiet, each)[0].id for each in (forecast, forecast, later)]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("early-warning--")


def test_the_gravest_stand_first() -> None:
    history = world(*[0.0] * 6)

    found = raised(history, outlook(history, 0.11, 0.95, 0.3, 0.2, 0.99, 0.12, deaths=3))

    grades = [list(Level).index(each.level) for each in found]
    assert grades == sorted(grades, reverse=True)
    assert found[0].country == "T04"


def test_levels_of_a_situation_rise_with_their_chance() -> None:
    for situation in (Situation.ONSET, Situation.ESCALATION):
        chances = [rule.chance for rule in frozen_rules().of(situation)]
        assert chances == sorted(set(chances))


def test_assessing_more_deaths_never_lowers_a_grade() -> None:
    history = world(0.0, 0.0, 50.0, 50.0)
    few = outlook(history, 0.2, 0.3, 0.2, 0.3, deaths=120)
    more = msgspec.structs.replace(few, draws=few.draws * 2)

    for before, after in zip(
        assess(history, few, frozen_rules()), assess(history, more, frozen_rules()), strict=True
    ):
        assert (after.grade >= before.grade).all()
