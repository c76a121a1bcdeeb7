"""The world as a GED file: the real reader keeps all of it but the rows broken on purpose."""

import csv
import io
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from concord.exercise.ged_csv import COLUMNS, GedFile, ged_file
from concord.exercise.model import World
from concord.exercise.release import Version, release
from concord.exercise.world import build_world
from concord.observations.booking import book_in_memory
from concord.observations.model import Booking
from concord.sources.ged import parse_ged
from concord.sources.model import Parsed
from concord.vocabulary.grid import gid_of
from concord.vocabulary.month import month_id

TODAY = date(2025, 1, 15)


def short_world(seed: int) -> World:
    return build_world(seed, first_month=month_id(2010, 1), last_month=month_id(2013, 12))


@pytest.fixture(scope="module")
def file(world: World) -> GedFile:
    return ged_file(world, release(world, "EX.2"))


@pytest.fixture(scope="module")
def rows(file: GedFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.text, newline="")))


@pytest.fixture(scope="module")
def sound(file: GedFile, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that are not broken."""
    broken = {one.row for one in file.broken}
    return [row for number, row in enumerate(rows, start=1) if number not in broken]


@pytest.fixture(scope="module")
def parsed(world: World, file: GedFile, tmp_path_factory: pytest.TempPathFactory) -> Parsed:
    path = tmp_path_factory.mktemp("exercise") / "EXERCISE.csv"
    file.save(path)
    return parse_ged(path, gazetteer=world.gazetteer(), today=TODAY)


def test_the_header_is_geds(shared_data: Path) -> None:
    sample = shared_data / "forecasting" / "events" / "ged231_sample_1000.csv"
    with sample.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader(lines))

    assert list(COLUMNS) == header
    assert len(COLUMNS) == 49


def test_there_is_a_row_for_each_event_and_each_broken_one(
    world: World, file: GedFile, rows: list[dict[str, str]]
) -> None:
    assert len(rows) == file.rows == len(world.events) + len(file.broken)


def test_every_row_says_exercise(rows: list[dict[str, str]]) -> None:
    for name in ("source_article", "source_headline", "side_a", "conflict_name", "region"):
        assert all("EXERCISE" in row[name].upper() for row in rows), name


def test_some_article_texts_have_a_line_break_inside_their_quotes(
    file: GedFile, rows: list[dict[str, str]]
) -> None:
    broken = sum("\n" in row["source_article"] for row in rows)

    assert 0.1 < broken / len(rows) < 0.2
    assert file.text.count("\n") == 1 + len(rows) + broken


def test_rows_tell_the_events(world: World, sound: list[dict[str, str]]) -> None:
    events = world.events

    assert [int(row["id"]) for row in sound] == events.id.tolist()
    assert [int(row["best"]) for row in sound] == events.best.tolist()
    assert [row["date_end"] for row in sound] == np.datetime_as_string(events.end).tolist()
    assert [float(row["latitude"]) for row in sound] == pytest.approx(events.lat.tolist(), abs=1e-6)
    gw = [world.countries[country].gw for country in events.country.tolist()]
    assert [int(row["country_id"]) for row in sound] == gw


def test_the_four_kinds_of_victims_sum_to_the_best_estimate(sound: list[dict[str, str]]) -> None:
    kinds = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")

    for row in sound:
        counts = [int(row[kind]) for kind in kinds]
        assert min(counts) >= 0
        assert sum(counts) == int(row["best"])


def test_the_grid_cell_is_the_one_of_the_coordinates(sound: list[dict[str, str]]) -> None:
    for row in sound[::50]:
        gid = gid_of(float(row["latitude"]), float(row["longitude"]))
        assert int(row["priogrid_gid"]) == gid
        assert row["geom_wkt"] == f"POINT ({row['longitude']} {row['latitude']})"


def test_vague_rows_name_no_more_than_is_known(sound: list[dict[str, str]]) -> None:
    for row in sound:
        if row["where_prec"] == "6":
            assert row["adm_1"] == ""
            assert row["where_coordinates"] == row["country"]
        elif row["where_prec"] == "4":
            assert row["where_coordinates"] == row["adm_1"]
        else:
            assert row["where_coordinates"].endswith(" town")


def test_one_conflict_has_one_name_and_one_pair_of_sides(sound: list[dict[str, str]]) -> None:
    keys = ("conflict_new_id", "conflict_name", "dyad_new_id", "side_a", "side_b", "gwnoa")
    conflicts = {tuple(row[key] for key in keys) for row in sound}

    assert len({conflict[0] for conflict in conflicts}) == len(conflicts)


def test_the_reader_keeps_every_event_and_quarantines_every_broken_row(
    world: World, file: GedFile, parsed: Parsed
) -> None:
    assert parsed.rows_in == file.rows
    assert parsed.kept.num_rows == len(world.events)
    found = [(row["row"], row["field"]) for row in parsed.quarantined.to_pylist()]
    assert found == [(one.row, one.field) for one in file.broken]


def test_the_reader_gives_each_country_its_deaths(world: World, parsed: Parsed) -> None:
    kept = parsed.kept.to_pydict()
    total: dict[str, int] = {}
    for country, best in zip(kept["country"], kept["best"], strict=True):
        total[country] = total.get(country, 0) + best

    truth = np.bincount(world.events.country, world.events.best, len(world.countries))
    assert total == {
        country.code: int(deaths)
        for country, deaths in zip(world.countries, truth, strict=True)
        if country.code in total
    }
    assert sum(total.values()) == world.events.best.sum()


def booked(world: World, parsed: Parsed, booking: Booking) -> np.ndarray:
    """Deaths by country and month, as the observations book the file's events."""
    cells = book_in_memory(parsed.kept, booking=booking).to_pydict()
    deaths = np.zeros_like(world.truth.deaths)
    for code, month, count in zip(cells["country"], cells["month"], cells["deaths"], strict=True):
        deaths[world.country(code), month - world.first_month] = count
    return deaths


def test_the_file_booked_at_the_end_is_the_truth_of_every_country_month(
    world: World, parsed: Parsed
) -> None:
    assert (booked(world, parsed, Booking.END) == world.truth.deaths).all()


@pytest.mark.parametrize("booking", [Booking.START, Booking.SPREAD])
def test_other_bookings_move_a_summarys_deaths_and_lose_none(
    world: World, parsed: Parsed, booking: Booking
) -> None:
    moved = booked(world, parsed, booking)

    assert (moved.sum(axis=1) == world.truth.deaths.sum(axis=1)).all()
    assert (moved != world.truth.deaths).any()


def test_each_way_of_breaking_a_row_is_there_once(file: GedFile) -> None:
    assert [one.fault for one in file.broken] == [
        "negative deaths",
        "date outside the range",
        "coordinates off the earth",
        "unknown country",
        "not a number",
        "duplicate id",
    ]


def test_broken_rows_have_ids_no_event_has_but_for_the_duplicate(
    world: World, file: GedFile, rows: list[dict[str, str]]
) -> None:
    real = set(world.events.id.tolist())

    for one in file.broken:
        assert rows[one.row - 1]["id"] == str(one.event_id)
        assert (one.event_id in real) == (one.fault == "duplicate id")


def test_a_duplicate_comes_after_the_row_it_repeats(
    file: GedFile, rows: list[dict[str, str]]
) -> None:
    (duplicate,) = [one for one in file.broken if one.fault == "duplicate id"]
    first = next(n for n, row in enumerate(rows, 1) if row["id"] == str(duplicate.event_id))

    assert first < duplicate.row


@pytest.mark.parametrize("version", list(Version))
def test_one_seed_writes_one_file_byte_for_byte(version: Version) -> None:
    one, other = short_world(5), short_world(5)

    assert ged_file(one, release(one, version)) == ged_file(other, release(other, version))


def test_the_two_releases_of_a_world_and_two_worlds_write_different_files() -> None:
    texts = {
        ged_file(world, release(world, version)).text
        for world in (short_world(5), short_world(6))
        for version in Version
    }

    assert len(texts) == 4


def test_a_file_is_saved_as_utf_8_with_line_feeds(file: GedFile, tmp_path: Path) -> None:
    file.save(tmp_path / "EXERCISE.csv")

    saved = (tmp_path / "EXERCISE.csv").read_bytes()
    assert saved == file.text.encode("utf-8")
    assert b"\r" not in saved
