"""The cells' forecast: time and memory of the largest case, and skill on the published events.

Run: python benchmarks/bench_cells.py [--data ../shared/data] [--months 1]
Without the data only time and memory are measured. The skill tables are those of
docs/subnational.md; country draws are the desk's own pool, fitted once a year and drawn from every
`--months` months, and for all violence in the Central African Republic (the pool knows
state-based deaths alone) the last 6 and 12 months, half each.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from concord.observations.model import Booking, Kind, Vintage
from concord.sources.ged import parse_ged
from concord.sources.model import Violence
from concord.vocabulary.atlas import Resolution, load_atlas
from concord.vocabulary.border import land_borders
from concord.vocabulary.country import default_gazetteer
from concord.vocabulary.month import MonthId, month_id
from concord.vocabulary.status import Status
from concord.warning.cell import CellHistory, forecast_cells
from concord.warning.cell_place import cell_history, land_cells
from concord.warning.cell_score import CellEvaluation, CellOrigin, Way, evaluate_cells
from concord.warning.forecast import Fitted, draw, fit, frozen_rule
from concord.warning.history import of_rows
from concord.warning.model import OPERATIONAL_LEADS, Forecast, History

EVENTS = {
    "CAF": "ged231_central_african_republic_to_2018.csv",
    "SYR": "ged_syria_2016_2018.csv",
}
FIRST = {"CAF": month_id(1990, 1), "SYR": month_id(2016, 1)}
LAST = month_id(2018, 12)
STATE = (Violence.STATE_BASED,)
Draws = Callable[[CellHistory, MonthId], np.ndarray]


def measure_speed() -> None:
    rng = np.random.default_rng(1)
    gids = (200 * 720 + np.arange(100)[:, None] * 720 + np.arange(1, 51)).ravel()
    deaths = rng.poisson(0.02, (5000, 348)).astype(float)
    cells = CellHistory(
        gids=gids,
        first_month=month_id(1990, 1),
        deaths=deaths,
        unplaced=np.zeros(348),
        covers_country=False,
    )
    draws = np.round(rng.lognormal(4, 2, (12, 1000)))
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    forecast = forecast_cells(cells, draws, OPERATIONAL_LEADS)
    spent = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"5,000 cells x 12 leads x 1,000 draws: {spent:.2f} CPU-s (target 2)")
    print(f"peak memory {peak / 1024:.0f} MB (target 300), of it {(peak - before) / 1024:.0f} new")
    gap = forecast.expected.sum(axis=0) + forecast.elsewhere - draws.mean(axis=1)
    print(f"largest gap to the country's expected deaths: {np.abs(gap).max():.1e}")


def read_cells(data: Path, code: str, violence: Sequence[Violence]) -> CellHistory:
    path = data / "forecasting" / "events" / EVENTS[code]
    parsed = parse_ged(path, gazetteer=default_gazetteer(), today=date(2023, 6, 1))
    vintage = Vintage(
        dataset="ged",
        version="23.1",
        kind=Kind.EVENTS,
        booking=Booking.END,
        status=Status.ACTUAL,
        released_on=date(2023, 6, 1),
        first_month=FIRST[code],
        last_month=LAST,
        source="UCDP",
        licence="CC BY 4.0",
        url=None,
        retrieved_at=datetime(2023, 6, 1, tzinfo=UTC),
        sha256="0" * 64,
        rows_in=parsed.rows_in,
        rows_kept=parsed.kept.num_rows,
        rows_quarantined=parsed.quarantined.num_rows,
    )
    land = land_cells(load_atlas(Resolution.FINE).polygons[code])
    return cell_history(parsed.kept, vintage=vintage, country=code, land=land, violence=violence)


@cache
def world(data: Path) -> History:
    path = data / "forecasting" / "ged_sb_country_month_final_to_2018-12.parquet"
    rows = pq.read_table(path).to_pydict()
    gazetteer = default_gazetteer()
    known = {views: gazetteer.by_views(views) for views in set(rows["country_id"])}
    names = [
        found.code if (found := known[views]) else f"views-{views}" for views in rows["country_id"]
    ]
    pairs = [(one, other) for one, others in land_borders().items() for other in others]
    months = np.array(rows["month_id"])
    return of_rows(names, months, np.array(rows["ged_sb"], dtype=float), pairs=pairs)


def pool_draws(data: Path) -> Draws:
    """The pool's draws, fitted on the history to the December before the origin's year."""
    history = world(data)

    @cache
    def fitted(december: MonthId) -> Fitted:
        return fit(history.until(december), OPERATIONAL_LEADS, rule=frozen_rule())

    @cache
    def drawn(origin: MonthId) -> Forecast:
        december = MonthId(origin - origin % 12)
        return draw(fitted(december), history.until(origin))

    def draws(cells: CellHistory, origin: MonthId) -> np.ndarray:
        code = "SYR" if cells.first_month == FIRST["SYR"] else "CAF"
        forecast = drawn(origin)
        return np.asarray(forecast.draws[forecast.units.index(code)])

    return draws


def recent_draws(cells: CellHistory, origin: MonthId) -> np.ndarray:
    """The country's last 6 and 12 months, half each."""
    known = cells.until(origin)
    deaths = known.deaths.sum(axis=0) + known.unplaced
    draws = np.concatenate((np.repeat(deaths[-6:], 2), deaths[-12:]))
    return np.tile(draws, (len(OPERATIONAL_LEADS), 1))


def origins(
    cells: CellHistory, first: MonthId, last: MonthId, step: int, draws: Draws
) -> Iterator[CellOrigin]:
    """Origins whose forecasts fall in the test months, each cut to the leads that do."""
    for month in range(first - 12, last, step):
        origin = MonthId(month)
        if origin - cells.first_month + 1 < 18:
            continue
        leads = tuple(lead for lead in OPERATIONAL_LEADS if first <= origin + lead <= last)
        kept = draws(cells, origin)[[OPERATIONAL_LEADS.index(lead) for lead in leads]]
        yield CellOrigin(month=origin, leads=leads, draws=kept)


def show(name: str, result: CellEvaluation) -> None:
    print(f"\n{name}: {result.cell_months:,} forecasts, {100 * result.base_rate:.2f} % hit")
    print("way            log score  ratio   brier    ratio   avg prec  hits forecast")
    for way, scores in result.scores.items():
        print(
            f"{way:14} {scores.log_score:8.5f}  {result.ratio(way, 'log_score'):5.3f}"
            f"  {scores.brier:8.6f}  {result.ratio(way, 'brier'):5.3f}"
            f"  {scores.average_precision or 0:8.3f}  {scores.expected_hits:8.2f}"
        )


def measure_skill(data: Path, step: int) -> None:
    pool = pool_draws(data)
    test_car, test_syria = month_id(2015, 1), month_id(2017, 7)
    cases = (
        ("CAR, all violence, 2015-2018", "CAF", tuple(Violence), test_car, recent_draws),
        ("CAR, state-based, 2015-2018", "CAF", STATE, test_car, pool),
        ("Syria, state-based, 2017-07 to 2018-12", "SYR", STATE, test_syria, pool),
    )
    for name, code, violence, first, draws in cases:
        cells = read_cells(data, code, violence)
        chosen = list(origins(cells, first, LAST, step, draws))
        show(name, evaluate_cells(cells, chosen))
        for lead in (1, 3, 6, 12):
            cut = [
                CellOrigin(month=it.month, leads=(lead,), draws=it.draws[[it.leads.index(lead)]])
                for it in chosen
                if lead in it.leads
            ]
            if cut:
                result = evaluate_cells(cells, cut)
                ratios = [
                    f"{way} {result.ratio(way, 'log_score'):.3f} {result.ratio(way, 'brier'):.3f}"
                    for way in (Way.CONFLICTOLOGY, Way.SHARE, Way.UNIFORM)
                ]
                print(f"  lead {lead:2}: log score and brier to " + ", ".join(ratios))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=beside)
    parser.add_argument("--months", type=int, default=1, help="months between origins")
    asked = parser.parse_args()
    measure_speed()
    if not asked.data.is_dir():
        sys.exit("no skill measured: give --data, the folder of published data")
    measure_skill(asked.data, asked.months)


if __name__ == "__main__":
    main()
