"""concord forecast: forecast, judge, explain, and score anyone's draws."""

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import cyclopts
from cyclopts import Parameter

from concord.cli.answer import figure, print_json, print_table
from concord.cli.progress import shown
from concord.cli.window import parse_span
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

if TYPE_CHECKING:
    from concord.warning.evaluate import Evaluation, Overall, Window

app = cyclopts.App(name="forecast", help="Forecast deaths by country, judge and explain it.")

Json = Annotated[bool, Parameter(name="--json", negative="", help="Answer in JSON.")]


@app.command
def run(
    *,
    as_of: date | None = None,
    dataset: str | None = None,
    leads: str = "1-12",
    json: Json = False,
) -> None:
    """Forecast every country from the newest month known, explain it and propose warnings.

    Parameters
    ----------
    as_of
        Use what had been released by this day, by default today.
    dataset
        The data set to forecast from, by default the latest that covers the world.
    leads
        Months ahead, such as 1-12.
    """
    from concord.cli.home import open_node
    from concord.node.ledger import keep_warnings
    from concord.vocabulary.month import label
    from concord.warning.actions import run_forecast

    ahead, node, now = parse_span(leads, "leads"), open_node(), datetime.now(UTC)
    with shown() as progress:
        material = node.material(day=as_of or now.date(), dataset=dataset)
        kept = run_forecast(material, node.runs, now=now, leads=ahead, progress=progress)
        keep_warnings(node, kept.warnings, now=now)
    if json:
        print_json({"run": kept.run, "warnings": kept.warnings})
        return
    rows = [
        [
            each.country,
            each.situation,
            each.level,
            f"{each.probability:.0%}",
            label(each.peak_month),
        ]
        for each in kept.warnings
    ]
    title = f"{kept.run.name}: {len(kept.run.units)} countries, {len(rows)} proposals to warn"
    print_table(
        title,
        ["country", "situation", "level", "chance", "highest in"],
        rows,
        words=3,
        status=kept.run.status,
    )


@app.command
def evaluate(
    *,
    windows: str,
    history: Path | None = None,
    out: Path | None = None,
    json: Json = False,
) -> None:
    """Score walk-forward forecasts of past years beside conflictology, the benchmark to beat.

    Parameters
    ----------
    windows
        The years to forecast, such as 2009-2018: each from data to October of the year before.
    history
        A country-month Parquet file (month_id, country_id, ged_sb); by default this node's data.
    out
        A folder for the predictions in the VIEWS challenge's layout; needs --history.
    """
    from concord.cli.home import open_node
    from concord.warning.actions import measure_skill
    from concord.warning.challenge import evaluate_file

    years, node = parse_span(windows, "windows"), open_node()
    with shown() as progress:
        if history is not None:
            found = evaluate_file(
                history,
                years,
                gazetteer=node.places.gazetteer,
                pairs=node.places.borders,
                clock=time.process_time,
                status=node.settings.status,
                out=out,
                progress=progress,
            )
        elif out is not None:
            raise InputError("--out: predictions are written from --history FILE; name the file")
        else:
            material = node.material(day=datetime.now(UTC).date())
            found = measure_skill(
                material, node.runs, years, clock=time.process_time, progress=progress
            )
    if json:
        print_json(found)
        return
    _print_evaluation(found)


@app.command
def score(*, predictions: Path, actuals: Path, out: Path | None = None, json: Json = False) -> None:
    """Score anyone's draws in the VIEWS challenge's layout: CRPS, ignorance, interval score.

    Parameters
    ----------
    predictions
        A Parquet file of month_id, country_id, draw, outcome.
    actuals
        A Parquet file of month_id, country_id, outcome.
    out
        A CSV file for the score of each country-month.
    """
    from concord.warning.challenge import score_files

    tally = score_files(predictions, actuals, out)
    if json:
        print_json(tally)
        return
    row = [str(tally.rows), str(tally.draws), *map(figure, (tally.crps, tally.ign, tally.mis))]
    print_table(predictions.name, ["rows", "draws", "crps", "ign", "mis"], [row])


@app.command
def explain(country: str, /, *, language: Language | None = None, json: Json = False) -> None:
    """Say why the newest forecast of a country is what it is, and why it changed.

    Parameters
    ----------
    country
        Its alpha-3 code, such as CAF.
    language
        en, fr, ru, es, ar or zh; by default the node's.
    """
    from rich.console import Console

    from concord.cli.home import open_node
    from concord.warning.brief_text import print_explanation

    node = open_node()
    kept = node.runs.latest()
    found = next((each for each in kept.explanations if each.country == country.upper()), None)
    if found is None:
        raise InputError(f"country {country}: not in the newest forecast; write its alpha-3 code")
    if json:
        print_json(found)
        return
    print_explanation(
        found,
        Console(),
        language=language or node.settings.language,
        places=node.places.gazetteer,
        status=kept.run.status,
    )


@app.command
def cells(
    country: str,
    /,
    *,
    dataset: str = "ged",
    top: int = 20,
    json: Json = False,
) -> None:
    """Say where in a country the newest forecast expects deaths, by PRIO-GRID cell.

    Parameters
    ----------
    country
        Its alpha-3 code, such as CAF.
    dataset
        The data set of events with coordinates.
    top
        How many cells to print.
    """
    from concord.cli.home import open_node
    from concord.node.cells import forecast_where

    today = datetime.now(UTC).date()
    found = forecast_where(open_node(), country.upper(), day=today, dataset=dataset)
    if json:
        print_json(found)
        return
    rows = [
        [
            str(each.gid),
            f"{each.latitude:.2f}",
            f"{each.longitude:.2f}",
            figure(each.expected, 1),
            f"{each.chance_any:.0%}",
            f"{each.chance_25:.0%}",
        ]
        for each in found.rows[:top]
    ]
    heads = ["cell", "latitude", "longitude", "expected", "any", "25 deaths"]
    title = f"{found.country}, {len(found.rows)} cells from {found.vintage}"
    print_table(title, heads, rows, status=found.status)


@app.command
def record(*, years: str, dataset: str | None = None, json: Json = False) -> None:
    """Measure what warnings by the rules came to in past years; later warnings carry it.

    Parameters
    ----------
    years
        The years to have warned in, such as 2009-2017.
    dataset
        The data set to measure on, by default the latest that covers the world.
    """
    from concord.cli.home import open_node
    from concord.warning.actions import measure_record

    node = open_node()
    with shown() as progress:
        material = node.material(day=datetime.now(UTC).date(), dataset=dataset)
        found = measure_record(material, node.runs, parse_span(years, "years"), progress=progress)
    if json:
        print_json(found)
        return
    rows = [
        [
            each.group,
            each.level,
            *(str(count) for count in (each.cases, each.events, each.warnings, each.came_true)),
            figure(each.false_alarm_ratio.share if each.false_alarm_ratio else None, 2),
            figure(each.hit_rate.share if each.hit_rate else None, 2),
            figure(each.median_lead_time_months, 1),
        ]
        for each in found.records
    ]
    heads = ["situation", "level", "cases", "events", "warned", "true"]
    print_table(found.data, [*heads, "false", "hit", "lead"], rows, words=2, status=found.status)


def _print_evaluation(found: "Evaluation") -> None:
    heads = ["window", "crps", "benchmark", "ratio", "ign", "mis", "90 % held", "log crps"]
    named: list[tuple[str, Window | Overall]] = [(str(each.year), each) for each in found.windows]
    rows = []
    for name, ours in [*named, ("all", found.overall)]:
        beside = (ours.crps, ours.conflictology.crps, ours.crps_ratio)
        values = (ours.ign, ours.mis, ours.coverage90, ours.log_crps)
        onset = (ours.brier25, ours.onset_ap, ours.onset_auc)
        rows.append([name, *map(figure, (*beside, *values, *onset))])
    title = f"{found.rule}, {found.overall.cpu_seconds:.0f} CPU-seconds; benchmark: conflictology"
    print_table(title, [*heads, "brier 25", "onset AP", "onset AUC"], rows, status=found.status)
