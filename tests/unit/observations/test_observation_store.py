import os
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from concord.observations.model import Booking, Kind
from concord.observations.store import ObservationStore
from concord.sources.model import country_month_schema, event_schema
from concord.vocabulary.errors import InputError
from concord.vocabulary.month import MonthId
from concord.vocabulary.status import Status


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_rows_come_back_as_they_were_parsed(make: Any, store: ObservationStore, load: Any) -> None:
    kept = make.events([make.event("SYR", best=3), make.event("AFG", gid=180_000)])

    vintage = load(kept=kept)

    assert store.read(vintage).equals(kept)
    assert store.read(vintage).schema.equals(event_schema())


def test_some_columns_can_be_read_alone(make: Any, store: ObservationStore, load: Any) -> None:
    kept = make.events([make.event("SYR", best=3)])

    found = store.read(load(kept=kept), ["best", "country"])

    assert found.to_pylist() == [{"country": "SYR", "best": 3}]


def test_vintage_says_what_was_loaded(make: Any, store: ObservationStore, load: Any) -> None:
    events = [make.event(start="2018-03-10", end="2018-05-02"), make.event(start="2018-01-31")]

    vintage = load(events, refused=[(7, "best", "negative deaths", "-1")])

    assert vintage.id == "ged/19.1/start"
    assert (vintage.kind, vintage.booking) == (Kind.EVENTS, Booking.START)
    assert (vintage.first_month, vintage.last_month) == (457, 461)
    assert (vintage.rows_in, vintage.rows_kept, vintage.rows_quarantined) == (3, 2, 1)
    assert store.vintages() == (vintage,)
    assert ObservationStore(store.folder).get(vintage.id) == vintage


def test_quarantined_rows_can_be_looked_at_with_their_reason(
    store: ObservationStore, load: Any
) -> None:
    vintage = load(refused=[(7, "best", "negative deaths", "-1")])

    assert store.quarantine(vintage).to_pylist() == [
        {"row": 7, "field": "best", "reason": "negative deaths", "text": "-1"}
    ]


def test_key_stands_on_every_row_of_the_file(store: ObservationStore, load: Any, make: Any) -> None:
    vintage = load([make.event(), make.event()])

    stored = pq.ParquetFile(store.path(vintage)).read()

    assert store.path(vintage).relative_to(store.folder).parts[:3] == ("ged", "19.1", "start")
    assert stored.column("vintage").to_pylist() == ["ged/19.1/start"] * 2


def test_country_months_are_kept_with_their_gaps(
    make: Any, store: ObservationStore, load: Any
) -> None:
    kept = make.counts([("SYR", 457, 3.0), ("SSD", 377, None)])

    vintage = load(kept=kept, dataset="views-country-month", booking=None)

    assert vintage.id == "views-country-month/19.1/monthly"
    assert (vintage.kind, vintage.first_month, vintage.last_month) == (
        Kind.COUNTRY_MONTHS,
        377,
        457,
    )
    assert store.read(vintage).equals(kept)
    assert store.read(vintage).schema.equals(country_month_schema())


def test_loading_twice_changes_no_byte_and_says_so(store: ObservationStore, load: Any) -> None:
    first = load()
    before = tree(store.folder)
    said: list[str] = []

    again = load(progress=lambda doing, done, total: said.append(doing))

    assert again == first
    assert tree(store.folder) == before
    assert said[-1] == "ged/19.1/start: already loaded, nothing changed"


def test_load_reports_its_steps_to_the_end(load: Any) -> None:
    steps: list[tuple[int, int]] = []

    load(progress=lambda doing, done, total: steps.append((done, total)))

    assert steps == sorted(steps)
    assert steps[-1] == (4, 4)


def test_same_release_under_two_bookings_is_two_vintages(
    store: ObservationStore, load: Any
) -> None:
    load()
    load(booking=Booking.SPREAD)

    assert [it.id for it in store.vintages()] == ["ged/19.1/spread", "ged/19.1/start"]


@pytest.mark.parametrize("booking", [Booking.START, Booking.END])
def test_release_with_other_content_is_refused_naming_both(
    make: Any, store: ObservationStore, load: Any, booking: Booking
) -> None:
    load(content="as published")
    before = tree(store.folder)

    with pytest.raises(InputError) as refused:
        load(content="as altered", booking=booking)

    assert make.provenance("as published").sha256 in str(refused.value)
    assert make.provenance("as altered").sha256 in str(refused.value)
    assert tree(store.folder) == before


def test_other_content_under_a_new_version_is_another_vintage(
    store: ObservationStore, load: Any
) -> None:
    load(content="as published")
    load(content="as corrected", version="19.1.1")

    assert [it.version for it in store.vintages()] == ["19.1", "19.1.1"]


@pytest.mark.parametrize(
    ("there", "comes"),
    [
        (Status.ACTUAL, Status.EXERCISE),
        (Status.EXERCISE, Status.ACTUAL),
        (Status.ACTUAL, Status.TEST),
    ],
)
def test_store_holds_one_status_and_refuses_the_others(
    store: ObservationStore, load: Any, there: Status, comes: Status
) -> None:
    load(status=there)

    with pytest.raises(InputError, match=f"it is {comes} data.* holds {there} data"):
        load(status=comes, dataset="exercise")

    assert len(store.vintages()) == 1


def test_as_of_gives_the_release_known_on_the_day(store: ObservationStore, load: Any) -> None:
    load(version="18.1", released_on=date(2018, 6, 1))
    load(version="19.1", released_on=date(2019, 6, 1), content="next")

    assert store.as_of(date(2019, 5, 31)).version == "18.1"
    assert store.as_of(date(2019, 6, 1)).version == "19.1"
    assert store.as_of(date(2030, 1, 1)).version == "19.1"


def test_as_of_keeps_to_the_data_set_named(store: ObservationStore, load: Any) -> None:
    load(version="18.1", released_on=date(2018, 6, 1))
    load(dataset="ged-candidate", version="19.0.3", released_on=date(2019, 4, 20))

    assert store.as_of(date(2019, 5, 1)).dataset == "ged-candidate"
    assert store.as_of(date(2019, 5, 1), "ged").version == "18.1"


def test_as_of_before_the_first_release_is_refused(store: ObservationStore, load: Any) -> None:
    load(released_on=date(2019, 6, 1))

    with pytest.raises(InputError, match="none released by 2019-05-31"):
        store.as_of(date(2019, 5, 31), "ged")


def test_as_of_asks_which_booking_when_a_release_has_two(
    store: ObservationStore, load: Any
) -> None:
    load(booking=Booking.END)
    load(booking=Booking.START)

    with pytest.raises(InputError, match="name the booking"):
        store.as_of(date(2020, 1, 1))
    assert store.as_of(date(2020, 1, 1), booking=Booking.END).booking is Booking.END


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"dataset": "../outside"}, "dataset"),
        ({"dataset": ".hidden"}, "dataset"),
        ({"version": "19/1"}, "version"),
        ({"version": ""}, "version"),
        ({"booking": None}, "say how events that span months are booked"),
    ],
)
def test_release_that_cannot_be_a_key_is_refused(
    store: ObservationStore, load: Any, change: dict[str, Any], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        load(**change)

    assert store.vintages() == ()


def test_country_months_take_no_booking(make: Any, load: Any) -> None:
    with pytest.raises(InputError, match="country-months take none"):
        load(kept=make.counts([("SYR", 457, 1.0)]), booking=Booking.END)


def test_release_of_which_no_row_was_kept_is_refused(load: Any) -> None:
    with pytest.raises(InputError, match="of 1 rows in none was kept"):
        load([], refused=[(1, "best", "negative deaths", "-1")])


def test_month_without_events_can_be_loaded_when_its_months_are_said(
    store: ObservationStore, load: Any
) -> None:
    vintage = load([], covers=(MonthId(457), MonthId(457)))

    assert (vintage.first_month, vintage.last_month) == (457, 457)
    assert store.read(vintage).num_rows == 0


def test_rows_of_neither_kind_are_a_programming_error(make: Any, load: Any) -> None:
    with pytest.raises(ValueError, match="neither events nor country-months"):
        load(kept=make.events([make.event()]).drop_columns(["best"]))


def test_vintage_never_loaded_is_refused_by_name(store: ObservationStore) -> None:
    with pytest.raises(InputError, match=r"vintage ged/19\.1/start: not in"):
        store.get("ged/19.1/start")


@pytest.mark.parametrize("name", ["", "ged", "ged/19.1", "../x/y", "/etc/x/y", ".loading/a/b"])
def test_text_that_is_no_key_opens_no_folder(store: ObservationStore, load: Any, name: Any) -> None:
    load()

    with pytest.raises(InputError, match="load it first"):
        store.get(name)


def test_broken_parquet_is_one_clear_error(store: ObservationStore, load: Any) -> None:
    vintage = load()
    store.path(vintage).write_bytes(b"PAR1 and then nothing")

    with pytest.raises(InputError, match=r"observations\.parquet: broken or missing"):
        store.read(vintage)


def test_missing_parquet_is_one_clear_error(store: ObservationStore, load: Any) -> None:
    vintage = load()
    (store.path(vintage).parent / "quarantine.parquet").unlink()

    with pytest.raises(InputError, match=r"quarantine\.parquet: broken or missing"):
        store.quarantine(vintage)


def test_flipped_bit_in_the_deaths_is_found(make: Any, store: ObservationStore, load: Any) -> None:
    vintage = load([make.event(best=number * 7919 % 1000) for number in range(2000)])
    path = store.path(vintage)
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(10)
    content = bytearray(path.read_bytes())
    content[chunk.data_page_offset + chunk.total_compressed_size // 2] ^= 4
    path.write_bytes(content)

    with pytest.raises(InputError, match="load the release again"):
        store.read(vintage)


def test_file_with_fewer_rows_than_loaded_is_found(store: ObservationStore, load: Any) -> None:
    vintage = load()
    rows = pq.ParquetFile(store.path(vintage)).read()
    pq.write_table(rows.slice(0, 0), store.path(vintage))

    with pytest.raises(InputError, match="0 rows where 1 were loaded"):
        store.read(vintage)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"{", b"\xff\xfe", b'{"dataset": "ged"}'])
def test_missing_or_broken_manifest_is_one_clear_error(
    store: ObservationStore, load: Any, content: bytes | None
) -> None:
    vintage = load()
    manifest = store.path(vintage).parent / "vintage.json"
    manifest.unlink() if content is None else manifest.write_bytes(content)

    with pytest.raises(InputError, match=r"vintage\.json is missing or broken.*remove the folder"):
        store.vintages()


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "observations"
    path.write_text("not a folder")

    with pytest.raises(InputError, match="cannot be used"):
        ObservationStore(path)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs Linux's /proc")
def test_folder_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(InputError, match="name a folder that can be written"):
        ObservationStore(Path("/proc/observations"))


def test_failing_disk_leaves_no_vintage_and_is_one_clear_error(
    store: ObservationStore, load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left on device"):
        load()
    monkeypatch.undo()

    assert store.vintages() == ()
    assert load().id == "ged/19.1/start"


def test_open_clears_what_a_killed_load_left(store: ObservationStore, load: Any) -> None:
    left = store.folder / ".loading"
    left.mkdir()
    (left / "observations.parquet").write_bytes(b"half a file")

    ObservationStore(store.folder)

    assert not left.exists()


def test_stray_files_beside_the_vintages_are_not_vintages(
    store: ObservationStore, load: Any
) -> None:
    vintage = load()
    (store.folder / "notes.txt").write_text("mine")
    (store.folder / "ged" / "19.1" / "notes.txt").write_text("mine")

    assert store.vintages() == (vintage,)
