"""A small made-up brief: four square countries, written down, not fitted."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np

from concord.skill.calibration import ReliabilityBin
from concord.skill.proportion import proportion
from concord.skill.record import Basis, TrackRecord
from concord.vocabulary.country import Country, Gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.month import MonthId, month_id
from concord.vocabulary.status import Status
from concord.warning.brief import Brief, compose
from concord.warning.evaluate import Evaluation, Overall, Scores, Window
from concord.warning.explain import bands
from concord.warning.map import Outlines
from concord.warning.model import Forecast, History
from concord.warning.notice import (
    Explanation,
    Figure,
    Level,
    MemberView,
    Precedent,
    Sentence,
    Situation,
    Warning,
)
from concord.warning.store import Kept, Run

CODES = ("XAA", "XAB", "XAC", "XAD")
FIRST = month_id(2013, 1)
ORIGIN = month_id(2018, 10)
HOSTILE = "<script>alert(1)</script>\"'&[red]\x1b[31m\u202e"


def country(code: str, name: str, longitude: float) -> Country:
    """A country whose label stands in the middle of its square."""
    return Country(
        code=code,
        name=name,
        latitude=-35.0,
        longitude=longitude,
        names=((Language.AR, f"بلد {code}"), (Language.ZH, f"国家{code}")),
    )


PLACES = Gazetteer.of(
    country(code, f"Land {code}", -120.0 + 10 * index) for index, code in enumerate(CODES)
)
HOSTILE_PLACES = Gazetteer.of(
    country(code, f"{HOSTILE}{code}", -120.0 + 10 * index) for index, code in enumerate(CODES)
)


def square(west: float) -> tuple[tuple[np.ndarray, ...], ...]:
    """One polygon of ten degrees."""
    ring = [(west, -40), (west + 10, -40), (west + 10, -30), (west, -30), (west, -40)]
    return ((np.array(ring, dtype=float),),)


OUTLINES: Outlines = {code: square(-125.0 + 10 * index) for index, code in enumerate(CODES)}


def history() -> History:
    """Calm, war, one spike, and a country no one observed in its first year."""
    months = ORIGIN - FIRST + 1
    counts = np.zeros((4, months))
    counts[1] = 40 + 30 * np.sin(np.arange(months))
    counts[2, -3] = 900
    counts[3] = 2
    counts[3, :48] = np.nan
    borders = np.zeros((4, 4))
    borders[0, 1] = borders[1, 0] = 1
    return History(units=CODES, first_month=FIRST, counts=np.round(counts), borders=borders)


def forecast(origin: MonthId = ORIGIN, *, more: float = 1.0) -> Forecast:
    """Draws of 12 months: few, many, a few hundred, a handful."""
    rng = np.random.default_rng(7)
    mean = np.array([0.2, 60.0, 20.0, 3.0])[:, None, None] * more
    draws = rng.negative_binomial(0.5, 0.5 / (0.5 + mean), (4, 12, 120))
    return Forecast(
        units=CODES,
        origin=origin,
        leads=tuple(range(1, 13)),
        draws=draws.astype(np.int64),
        models=("window-6", "analogs", "boosted", "something-new"),
        rule="pool-1",
    )


def sentence(message: str, **figures: float | str) -> Sentence:
    pairs = tuple(Figure(name=name, value=value) for name, value in figures.items())
    return Sentence(message=message, figures=pairs)


def record(*, warnings: int = 40, came_true: int = 26, lead: float | None = 4.5) -> TrackRecord:
    """What came of past warnings."""
    few = warnings < 10
    return TrackRecord(
        level="amber",
        group="escalation",
        cases=1000,
        events=60,
        warnings=warnings,
        came_true=came_true,
        caught=30,
        missed=30,
        base_rate=proportion(60, 1000),
        false_alarm_ratio=None if few else proportion(warnings - came_true, warnings),
        hit_rate=proportion(30, 60),
        median_lead_time_months=lead,
        minimum_cases=10,
        confidence=0.9,
        basis=Basis(windows="2009-2018", vintage="v", rule="warn-1", event="25 deaths or more"),
    )


def warning(
    made: Forecast,
    code: str,
    level: Level,
    situation: Situation,
    driver: Sentence,
    *,
    found: TrackRecord | None = None,
) -> Warning:
    return Warning(
        id=f"early-warning--{code}",
        rule="warn-1",
        situation=situation,
        level=level,
        country=code,
        origin=made.origin,
        first_month=made.months[0],
        last_month=made.months[-1],
        peak_month=made.months[2],
        threshold=25,
        probability=0.63,
        bands=bands(made, code),
        drivers=(driver, sentence("why-neighbours-unknown")),
        record=found,
        status=Status.EXERCISE,
    )


def warnings(made: Forecast) -> tuple[Warning, ...]:
    peak = float(made.months[2])
    return (
        warning(
            made,
            "XAB",
            Level.RED,
            Situation.ESCALATION,
            sentence("warn-escalation", share=0.63, deaths=25, month=peak, before=12.5),
            found=record(),
        ),
        warning(
            made,
            "XAC",
            Level.AMBER,
            Situation.SURGE,
            sentence("warn-surge", deaths=900, expected=0.02, month=float(ORIGIN - 2)),
            found=record(warnings=3, came_true=1, lead=None),
        ),
        warning(
            made,
            "XAA",
            Level.YELLOW,
            Situation.ONSET,
            sentence("warn-onset", share=0.11, deaths=1, month=peak),
        ),
    )


def explanations(made: Forecast) -> tuple[Explanation, ...]:
    """One for each country but XAA."""
    said = (
        sentence("why-level-active", mean=40.0, deaths=480, months=12),
        sentence("why-neighbours-active", countries="XAA XAC", mean=0.4),
        sentence("why-precedents", number=5, share=0.4),
        sentence("why-members-differ", low=1.0, high=55.0),
    )
    precedents = (
        Precedent(country="XAC", month=month_id(2015, 3), weight=0.2, before=3, followed=410),
    )
    members = tuple(MemberView(model=model, mean=9.5, chance_25=0.1) for model in made.models)
    return tuple(
        Explanation(
            country=code,
            origin=made.origin,
            bands=bands(made, code),
            sentences=said,
            precedents=precedents if code == "XAB" else (),
            members=members,
        )
        for code in CODES[1:]
    )


def scores(crps: float, auc: float = 0.81) -> Scores:
    return Scores(
        crps=crps,
        ign=0.6,
        mis=100.0,
        coverage90=0.9,
        log_crps=0.2,
        brier25=0.02,
        onset_ap=None,
        onset_auc=auc,
    )


def evaluation(*, crps: float = 9.0, auc: float = 0.81) -> Evaluation:
    """Two windows; conflictology's CRPS is 10."""
    windows = tuple(
        Window(
            year=year,
            units=4,
            deaths=1000.0,
            conflictology=scores(10.0),
            crps_ratio=crps / 10,
            dominating="XAB",
            crps_ratio_without=0.95,
            cpu_seconds=1.0,
            **msgspec.structs.asdict(scores(crps)),
        )
        for year in (2017, 2018)
    )
    given: dict[str, Any] = {
        "rule": "pool-1",
        "windows": windows,
        "status": Status.EXERCISE,
        "overall": Overall(
            conflictology=scores(10.0),
            crps_ratio=crps / 10,
            crps_ratio_without=0.95,
            windows_won=2 if crps < 10 else 0,
            cpu_seconds=2.0,
            **msgspec.structs.asdict(scores(crps, auc)),
        ),
    }
    needed = {field.name for field in msgspec.structs.fields(Evaluation) if field.required}
    given |= {name: () for name in needed - given.keys()}
    return Evaluation(**given)


def reliability() -> tuple[ReliabilityBin, ...]:
    """Three bins, one of them empty."""
    return (
        ReliabilityBin(low=0, high=0.3, cases=50, forecast_mean=0.1, observed=proportion(6, 50)),
        ReliabilityBin(low=0.3, high=0.6, cases=0, forecast_mean=None, observed=None),
        ReliabilityBin(low=0.6, high=1, cases=20, forecast_mean=0.8, observed=proportion(15, 20)),
    )


def kept(*, status: Status = Status.EXERCISE, quiet: bool = False, text: str = "") -> Kept:
    """The run; quiet: without a warning; text: put into every field that is free text."""
    made = forecast()
    run = Run(
        made_at=datetime(2018, 11, 1, 6, 30, tzinfo=UTC),
        status=status,
        vintage=f"exercise/EX.2/spread{text}",
        source=f"Exercise world{text}",
        licence=f"none{text}",
        rows_in=41234,
        rows_kept=41230,
        rows_quarantined=4,
        first_month=FIRST,
        origin=ORIGIN,
        leads=made.leads,
        units=made.units,
        models=made.models,
        rule=f"pool-1{text}",
        warn_rule="warn-1",
        seed=1,
    )
    return Kept(
        run=run,
        forecast=made,
        warnings=() if quiet else warnings(made),
        explanations=explanations(made),
        recorded=history(),
    )


def brief(
    *,
    status: Status = Status.EXERCISE,
    quiet: bool = False,
    text: str = "",
    judged: bool = True,
    crps: float = 9.0,
    auc: float = 0.81,
) -> Brief:
    """The whole brief; judged: with the evaluation and calibration."""
    return compose(
        kept(status=status, quiet=quiet, text=text),
        history(),
        organization=f"Exercise Centre{text}",
        last=forecast(MonthId(ORIGIN - 1), more=0.5),
        evaluation=evaluation(crps=crps, auc=auc) if judged else None,
        reliability=reliability() if judged else (),
    )
