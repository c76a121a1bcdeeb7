"""Instruments: parties, dates and status, each with its source and certainty."""

import pytest

from concord.agreements.instrument import (
    Instrument,
    InstrumentStatus,
    instruments,
    instruments_of,
    require_instrument,
)
from concord.vocabulary.area import parse_area
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.organization import Certainty, organizations

ALL = instruments().values()


@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.id)
def test_every_record_has_title_party_source_and_known_areas(instrument: Instrument) -> None:
    assert instrument.title_in(Language.EN)
    assert instrument.parties
    assert instrument.source
    assert all(parse_area(area).id == area for area in instrument.areas)


@pytest.mark.parametrize("instrument", ALL, ids=lambda each: each.id)
def test_links_between_instruments_lead_somewhere(instrument: Instrument) -> None:
    for link in (instrument.part_of, instrument.supersedes):
        assert link is None or link in instruments()


def test_every_instrument_an_organization_names_is_there() -> None:
    missing = {
        named
        for each in organizations().values()
        for named in each.instruments
        if named not in instruments()
    }

    assert missing == set()


def test_dates_that_disagree_stand_side_by_side_with_their_sources() -> None:
    found = require_instrument("INS-OAS-AGR-1995")

    assert found.sources_disagree
    assert [claim.date for claim in found.dates] == ["1995-04-17", "1995-04-18"]
    assert len({claim.source for claim in found.dates}) == 2
    assert [each.id for each in ALL if each.sources_disagree] == ["INS-OAS-AGR-1995"]


def test_a_date_known_to_the_month_is_kept_as_a_month() -> None:
    assert [each.date for each in require_instrument("INS-CSTO-DPKO-2012").dates] == ["2012-09"]
    assert require_instrument("INS-CSTO-UNODC").dates == ()


def test_the_joint_declaration_of_2010_is_between_the_un_and_csto() -> None:
    found = require_instrument(" ins-csto-jd-2010 ")

    assert found.parties == ("UN", "CSTO")
    assert found.status is InstrumentStatus.IN_EFFECT
    assert found.certainty is Certainty.HIGH
    assert "peacekeeping" in found.areas
    assert "ОДКБ" in found.title_in(Language.RU)


def test_a_former_party_and_an_observer_are_still_found() -> None:
    assert "INS-CSTO-CST-1992" in [each.id for each in instruments_of("UZB")]
    assert "INS-JPOA-2011" in [each.id for each in instruments_of("UZB")]
    assert "UZB" not in require_instrument("INS-CSTO-CST-1992").parties


def test_an_instrument_outside_the_registry_is_refused() -> None:
    with pytest.raises(InputError, match="'INS-NONE': not in the registry"):
        require_instrument("INS-NONE")
