"""Organizations: who was a member on a day, what names mean, and what is not known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.organization import (
    Organization,
    members,
    named,
    organizations,
    require_organization,
)
from concord.vocabulary.partial_date import Known, parse_partial_date

WITH_MEMBERS = [each for each in organizations().values() if each.as_of is not None]
TODAY = date(2026, 11, 22)


def roll(organization: str, day: date) -> tuple[str, ...]:
    return members(organizations()[organization], day).members


def test_csto_had_seven_members_in_april_2011_and_has_six_today() -> None:
    assert roll("CSTO", date(2011, 4, 1)) == roll("CSTO", date(2011, 4, 30))
    assert roll("CSTO", date(2011, 4, 15)) == ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK", "UZB")
    assert roll("CSTO", TODAY) == ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")


@pytest.mark.parametrize(
    ("organization", "day", "count"),
    [
        ("EU", date(2004, 4, 30), 15),  # the day before ten joined
        ("EU", date(2004, 5, 1), 25),
        ("EU", date(2020, 1, 31), 28),  # the last day of the United Kingdom
        ("EU", date(2020, 2, 1), 27),
        ("SCO", date(2016, 1, 1), 6),
        ("SCO", date(2018, 1, 1), 8),
        ("SCO", date(2024, 1, 1), 9),
        ("NATO", date(1991, 1, 1), 16),
        ("NATO", date(2025, 1, 1), 32),
        ("ECOWAS", date(2026, 1, 1), 12),
        ("CSTO", date(2001, 1, 1), 6),  # under the treaty, before the organization
        ("CSTO", date(1990, 1, 1), 0),
    ],
)
def test_members_on_a_day(organization: str, day: date, count: int) -> None:
    assert len(roll(organization, day)) == count


def test_within_a_year_of_which_no_day_is_known_membership_is_in_doubt() -> None:
    found = members(organizations()["CSTO"], date(2012, 5, 1))

    assert "UZB" not in found.members
    assert [(each.country, each.spell.until) for each in found.doubts] == [("UZB", "2012")]


def test_a_member_without_a_date_of_joining_is_in_doubt_before_the_list_was_made() -> None:
    before = members(organizations()["SADC"], date(2010, 1, 1))
    after = members(organizations()["SADC"], TODAY)

    assert before.members == ()
    assert len(before.doubts) == len(after.members) == 16
    assert after.doubts == ()


def test_nobody_is_a_member_before_the_foundation() -> None:
    found = members(organizations()["SADC"], date(1980, 1, 1))

    assert (found.members, found.doubts) == ((), ())


@pytest.mark.parametrize("organization", WITH_MEMBERS, ids=lambda each: each.id)
@given(day=st.dates(min_value=date(1940, 1, 1), max_value=date(2030, 1, 1)))
def test_nobody_is_both_known_and_in_doubt(organization: Organization, day: date) -> None:
    found = members(organization, day)

    assert not set(found.members) & {each.country for each in found.doubts}
    assert len(set(found.members)) == len(found.members)


@pytest.mark.parametrize("organization", WITH_MEMBERS, ids=lambda each: each.id)
def test_every_member_is_a_country_and_the_count_is_the_source_s(
    organization: Organization,
) -> None:
    world = default_gazetteer()
    found = members(organization, TODAY)

    assert all(world.by_code(code) is not None for code in found.members)
    assert not organization.counts or organization.counts[0].members == len(found.members)


def test_two_sources_that_count_differently_stand_side_by_side() -> None:
    assert [each.members for each in organizations()["SCO"].counts] == [10, 9]
    assert len({each.source for each in organizations()["SCO"].counts}) == 2


def test_armenia_stays_a_member_with_its_freeze_noted() -> None:
    spell = next(each for each in organizations()["CSTO"].spells if each.country == "ARM")

    assert "frozen" in (spell.note or "")
    assert "ARM" in roll("CSTO", TODAY)


@pytest.mark.parametrize("organization", organizations().values(), ids=lambda each: each.id)
def test_every_record_has_a_name_a_source_and_a_parent_that_is_there(
    organization: Organization,
) -> None:
    assert organization.name_in(Language.EN)
    assert organization.source
    assert organization.parent is None or organization.parent in organizations()


@pytest.mark.parametrize(
    ("text", "language", "ids"),
    [
        ("OTSC", None, ["CSTO"]),
        ("ОДКБ", Language.RU, ["CSTO"]),
        ("CEI", None, ["CIS", "CEI-EUR"]),  # the trap: two meanings
        ("CEI", Language.FR, ["CIS"]),
        ("CEI", Language.EN, ["CEI-EUR"]),
        ("dpko", None, ["DPO"]),
        ("Ligue des États arabes", Language.FR, ["LAS"]),
        ("nobody", None, []),
    ],
)
def test_names_and_acronyms_find_every_organization_they_may_mean(
    text: str, language: Language | None, ids: list[str]
) -> None:
    assert [each.id for each in named(text, language)] == ids


def test_an_acronym_with_two_meanings_is_refused_with_both_named() -> None:
    with pytest.raises(InputError, match=r"'CEI': it may be any of CIS, CEI-EUR"):
        require_organization("CEI")


def test_an_organization_outside_the_registry_is_refused() -> None:
    with pytest.raises(InputError, match="not in the registry"):
        require_organization("SPECTRE")


def test_an_office_has_no_list_of_members() -> None:
    with pytest.raises(InputError, match="CTED: the registry holds no list"):
        members(organizations()["CTED"], TODAY)


@pytest.mark.parametrize(
    ("text", "day", "reached"),
    [
        ("2012", date(2011, 12, 31), Known.NO),
        ("2012", date(2012, 1, 1), Known.UNSURE),
        ("2012", date(2012, 12, 31), Known.UNSURE),
        ("2012", date(2013, 1, 1), Known.YES),
        ("2012-02", date(2012, 2, 29), Known.UNSURE),
        ("2012-02", date(2012, 3, 1), Known.YES),
        ("2012-02-29", date(2012, 2, 29), Known.YES),  # a day known is reached on that day
    ],
)
def test_a_partial_date_says_what_it_does_not_know(text: str, day: date, reached: Known) -> None:
    assert parse_partial_date(text).reached(day) is reached


@pytest.mark.parametrize("text", ["", "12", "2012-13", "2012-02-30", "2012/02", "0000", "2012-2"])
def test_a_date_written_otherwise_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InputError, match="such as 2012, 2012-06 or 2012-06-28"):
        parse_partial_date(text)
