"""The exercise world: always the same for a seed, fictional throughout, quick to build."""

import hashlib
import os
import subprocess
import sys
import time
from datetime import date

import numpy as np
import pytest

from concord.exercise.ged_csv import ged_file
from concord.exercise.model import World
from concord.exercise.release import release
from concord.exercise.world import SHORTEST, build_world
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language
from concord.vocabulary.month import label, month_id
from concord.vocabulary.status import Status

DIGEST = """
import hashlib
from concord.exercise.ged_csv import ged_file
from concord.exercise.release import release
from concord.exercise.world import build_world
world = build_world(3, first_month=241, last_month=300)
print(hashlib.sha256(ged_file(world, release(world, "EX.1")).text.encode()).hexdigest())
"""


def test_one_seed_makes_one_world_in_every_process() -> None:
    world = build_world(3, first_month=month_id(2000, 1), last_month=month_id(2004, 12))
    text = ged_file(world, release(world, "EX.1")).text

    other = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert other.stdout.strip() == hashlib.sha256(text.encode()).hexdigest()


def test_two_seeds_make_two_worlds() -> None:
    one, other = build_world(7), build_world(8)

    assert len(one.events) != len(other.events)
    assert (one.provinces[0].lon[:3] != other.provinces[0].lon[:3]).any()


def test_the_default_is_35_years_of_24_countries(world: World) -> None:
    assert (label(world.first_month), label(world.last_month)) == ("1990-01", "2024-12")
    assert [country.code for country in world.countries][:2] == ["XAA", "XAB"]
    assert len(world.countries) == 24
    assert len(world.provinces) > 100


def test_everything_says_exercise(world: World) -> None:
    everything = [world, *world.countries, *world.provinces, *world.organizations]

    assert {one.status for one in everything} == {Status.EXERCISE}
    assert "exercise" in world.name.lower()


def test_two_organizations_have_members_in_the_world(world: World) -> None:
    centre, community = world.organizations

    codes = [country.code for country in world.countries]
    assert centre.members == tuple(codes)
    assert set(community.members) < set(codes)
    assert len(community.members) == 12


def test_the_gazetteer_finds_a_country_by_each_of_its_codes(world: World) -> None:
    gazetteer = world.gazetteer()

    for country in world.countries:
        found = gazetteer.require(country.code)
        assert gazetteer.by_gw(country.gw, date(2001, 5, 5)) == found
        assert gazetteer.by_views(country.views) == found
        assert gazetteer.by_alpha2(country.alpha2) == found
        assert (found.longitude, found.latitude) == country.label
        assert found.note is not None
        assert found.note.startswith("EXERCISE")
    assert gazetteer.require("XAE").name_in(Language.RU) == "Эскария"


def test_the_gazetteer_holds_no_real_country(world: World) -> None:
    assert len(world.gazetteer().countries) == 24
    assert world.gazetteer().by_code("FRA") is None


def test_a_country_is_found_by_code(world: World) -> None:
    assert world.countries[world.country("XAX")].code == "XAX"


@pytest.mark.parametrize("code", ["FRA", "XAY", "", "xaa"])
def test_a_country_that_is_not_in_the_world_is_refused_by_name(world: World, code: str) -> None:
    with pytest.raises(InputError, match=rf"exercise country '{code}': .* XAA to XAX"):
        world.country(code)


def test_months_can_be_chosen() -> None:
    world = build_world(1, first_month=month_id(2010, 1), last_month=month_id(2012, 12))

    assert world.truth.deaths.shape == (24, 36)
    assert world.events.start.min() >= np.datetime64("2010-01-01")
    assert world.events.end.max() <= np.datetime64("2012-12-31")
    assert len(world.truth.plants) >= 4


@pytest.mark.parametrize("seed", [0, 2**63, 10**30])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    world = build_world(seed, first_month=month_id(2010, 1), last_month=month_id(2012, 12))

    assert world.seed == seed
    assert len(world.countries) == 24


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(InputError, match="seed -1: give a whole number from 0 up"):
        build_world(-1)


@pytest.mark.parametrize("last", [month_id(2012, 11), month_id(2009, 12)])
def test_too_short_a_history_is_refused_by_its_months(last: int) -> None:
    with pytest.raises(InputError, match=rf"exercise from 2010-01.*at least {SHORTEST} months"):
        build_world(1, first_month=month_id(2010, 1), last_month=last)


def test_a_world_is_built_in_two_seconds() -> None:
    started = time.process_time()

    build_world(9)

    assert time.process_time() - started < 2
