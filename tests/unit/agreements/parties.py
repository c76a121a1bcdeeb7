"""Records and clauses between invented parties, and a small ledger to ask in SQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert

from concord.agreements.grants import define_grants
from concord.agreements.model import Clause, Condition, Narrowing, Obligations
from concord.records.model import Envelope
from concord.vocabulary.kind import RecordKind
from concord.vocabulary.language import Language
from concord.vocabulary.marking import TLP_RANK, UN_RANK, Caveat, Marking, Tlp, UnLevel
from concord.vocabulary.status import Status

NOW = datetime(2026, 6, 1, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)
PARTIES = ("AAA", "BBB", "CCC")
KINDS = (RecordKind.EARLY_WARNING, RecordKind.PLEDGE)
AREAS = ("peacekeeping", "peacekeeping.police", "peacekeeping.training", "disaster")
PLACES = ("XAA", "XAB")
PURPOSES = ("planning", "protection")
MOMENTS = (START, NOW, END)

LEDGER = MetaData()
GRANTS = define_grants(LEDGER)
_FLAGS = [caveat.replace("-", "_") for caveat in Caveat]


class Ledger:
    """Tables as the ledger has them."""

    records = Table(
        "records",
        LEDGER,
        Column("seq", Integer, primary_key=True),
        *(Column(name, String) for name in ("id", "origin", "kind", "status")),
        *(Column(name, Integer) for name in ("tlp_rank", "un_rank", *_FLAGS)),
        *(Column(name, String) for name in ("purpose", "legal_basis")),
    )
    record_areas = Table(
        "record_areas",
        LEDGER,
        Column("seq", Integer, primary_key=True),
        Column("area", String, primary_key=True),
    )
    record_places = Table(
        "record_places",
        LEDGER,
        Column("seq", Integer, primary_key=True),
        Column("place", String, primary_key=True),
    )


def keep(db: Connection, records: Sequence[Envelope]) -> None:
    """Write the records as a ledger does, numbered from 0."""
    rows: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    for seq, record in enumerate(records):
        marking = record.marking
        rows.append(
            {
                "seq": seq,
                "tlp_rank": TLP_RANK[marking.tlp],
                "un_rank": UN_RANK[marking.level],
                **{flag: 0 for flag in _FLAGS},
                **{caveat.replace("-", "_"): 1 for caveat in marking.caveats},
                **{
                    name: getattr(record, name)
                    for name in ("id", "origin", "kind", "status", "purpose", "legal_basis")
                },
            }
        )
        areas.extend({"seq": seq, "area": area} for area in record.areas)
        places.extend({"seq": seq, "place": place} for place in record.places)
    for table, found in (
        (Ledger.records, rows),
        (Ledger.record_areas, areas),
        (Ledger.record_places, places),
    ):
        if found:
            db.execute(insert(table), found)


def record(number: int = 1, **changes: Any) -> Envelope:
    """A green warning on peacekeeping.police in XAA that AAA says, changed as told."""
    plain = Envelope(
        id=f"early-warning--00000000-0000-4000-8000-{number:012x}",
        kind=RecordKind.EARLY_WARNING,
        version=START,
        origin="AAA",
        author="Watch room",
        marking=Marking(tlp=Tlp.GREEN),
        status=Status.ACTUAL,
        body=msgspec.Raw(b"{}"),
        language=Language.EN,
        areas=("peacekeeping.police",),
        places=("XAA",),
    )
    return msgspec.structs.replace(plain, **changes)


def clause(number: int = 1, **changes: Any) -> Clause:
    """AAA gives BBB warnings on peacekeeping in XAA up to amber in 2026, changed as told."""
    plain = Clause(
        id=f"C{number}",
        agreement="AGR",
        article=f"4({number})",
        giver="AAA",
        receiver="BBB",
        kinds=(RecordKind.EARLY_WARNING,),
        areas=("peacekeeping",),
        places=("XAA",),
        ceiling=Marking(tlp=Tlp.AMBER),
        valid_from=START,
        valid_until=END,
    )
    return msgspec.structs.replace(plain, **changes)


def _some(values: Sequence[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def _often(value: Any, others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """This value two times in three, so that some cases are allowed."""
    return st.sampled_from([True, True, False]).flatmap(
        lambda usual: st.just(value) if usual else others
    )


PARTY = st.sampled_from(PARTIES)
STATUSES = st.sampled_from([*[Status.ACTUAL] * 8, Status.EXERCISE, Status.TEST])
CAVEATS = _often((), _some(list(Caveat)))
MARKINGS = st.builds(
    Marking,
    tlp=st.sampled_from(Tlp),
    level=_often(UnLevel.UNCLASSIFIED, st.sampled_from(UnLevel)),
    caveats=CAVEATS,
)
CEILINGS = st.builds(
    Marking,
    tlp=_often(Tlp.RED, st.sampled_from(Tlp)),
    level=st.sampled_from([UnLevel.STRICTLY_CONFIDENTIAL, *UnLevel]),
)
RECORDS = st.builds(
    record,
    st.integers(0, 5),
    origin=PARTY,
    kind=st.sampled_from(KINDS),
    status=STATUSES,
    marking=MARKINGS,
    areas=_often(AREAS[1:2], _some((*AREAS, "peacekeeping.navy"))),
    places=_often(PLACES[:1], _some((*PLACES, "XAC"))),
    purpose=st.sampled_from([None, "", *PURPOSES]),
    legal_basis=st.sampled_from([None, "", "Article 9"]),
)
CLAUSES = st.lists(
    st.builds(
        clause,
        giver=PARTY,
        receiver=PARTY,
        kinds=st.sampled_from([KINDS, KINDS[:1], KINDS[1:]]),
        areas=_often((), _some(AREAS)),
        places=_often((), _some(PLACES)),
        ceiling=CEILINGS,
        valid_from=st.sampled_from([START, START, NOW]),
        valid_until=st.sampled_from([None, None, NOW, END]),
        purposes=_often(PURPOSES, _some(PURPOSES)),
        conditions=_often((), _some(list(Condition))),
        onward=_often(PARTIES, _some(PARTIES)),
        obligations=st.builds(
            Obligations,
            due_diligence=st.booleans(),
            retention_days=st.sampled_from([None, 30, 90]),
        ),
        status=STATUSES,
    ),
    min_size=3,
    max_size=9,
).map(lambda found: [msgspec.structs.replace(each, id=f"C{at}") for at, each in enumerate(found)])
NARROWINGS = _often(
    [],
    st.lists(
        st.builds(
            Narrowing,
            office=st.just("Duty officer"),
            records=_some([record(number).id for number in range(6)]),
            recipients=_some(PARTIES),
            clauses=_some([f"C{number}" for number in range(12)], most=4),
        ),
        max_size=2,
    ),
)


def empty(db: Connection) -> None:
    """Forget every record and grant."""
    for table in reversed(LEDGER.sorted_tables):
        db.execute(table.delete())
