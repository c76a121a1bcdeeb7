"""The record of past warnings: counted right, from what was known then, and attached."""

import msgspec
import numpy as np
import pytest

from concord.vocabulary.errors import InputError
from concord.vocabulary.month import month_id
from concord.warning.backtest import Backtest, attached_backtest, backtest
from concord.warning.forecast import frozen_rule
from concord.warning.model import History
from concord.warning.notice import Level, Situation
from concord.warning.warn import frozen_rules
from unit.warning.worlds import SMALL_RULE, some_history


def measured(history: History, years: list[int]) -> Backtest:
    return backtest(
        history, years, rule=SMALL_RULE, warn_rules=frozen_rules(), data="made for this test"
    )


@pytest.fixture(scope="module")
def record() -> Backtest:
    return measured(some_history(units=30, months=120), [1997, 1998])


def test_origins_are_every_three_months_while_a_year_ahead_is_known(record: Backtest) -> None:
    assert record.first_origin == month_id(1996, 12)
    assert record.last_origin == month_id(1998, 9)
    assert record.origins == 8


def test_every_situation_and_level_of_the_rules_has_its_record(record: Backtest) -> None:
    wanted = {(rule.situation, rule.level) for rule in frozen_rules().rules}

    assert set(record.by_rule()) == wanted | {(Situation.SURGE, frozen_rules().surge.level)}


def test_counts_add_up(record: Backtest) -> None:
    for each in record.records:
        assert each.came_true <= each.warnings <= each.cases
        assert each.caught + each.missed == each.events


def test_months_after_the_last_judged_one_change_nothing(record: Backtest) -> None:
    history = some_history(units=30, months=120)
    counts = history.counts.copy()
    counts[:, history.column(month_id(1999, 10)) :] = 12345.0

    again = measured(msgspec.structs.replace(history, counts=counts), [1997, 1998])

    assert again == record


def test_a_world_that_escalates_gives_warnings_that_come_true() -> None:
    history = some_history(units=30, months=120)
    counts = np.zeros_like(history.counts)
    rhythm = np.arange(120) % 24
    counts[:15] = np.where(rhythm < 12, 3.0, 300.0)  # every second year is a war

    found = measured(msgspec.structs.replace(history, counts=counts), [1998]).records

    escalation = [each for each in found if each.group == Situation.ESCALATION]
    assert sum(each.came_true for each in escalation) > 10
    assert sum(each.came_true for each in escalation) < sum(each.cases for each in escalation)


def test_years_that_the_history_does_not_hold_are_refused() -> None:
    with pytest.raises(InputError, match=r"backtest 1998-2004: needs"):
        measured(some_history(months=120), [1998, 2004])


def test_the_attached_backtest_is_of_the_frozen_rules() -> None:
    attached = attached_backtest()

    assert attached.rule == frozen_rule().id
    assert attached.warn_rule == frozen_rules().id
    assert "2018-12" in attached.data
    assert {rule.level for rule in frozen_rules().rules} == set(Level)
    assert set(attached.by_rule()) >= {(r.situation, r.level) for r in frozen_rules().rules}


def test_the_attached_backtest_says_that_higher_levels_came_true_more_often() -> None:
    by_rule = attached_backtest().by_rule()

    for situation in (Situation.ONSET, Situation.ESCALATION):
        shares = [
            by_rule[situation, level].came_true / by_rule[situation, level].warnings
            for level in Level
        ]
        assert shares == sorted(shares)
