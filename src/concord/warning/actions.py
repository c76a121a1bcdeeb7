"""What the warning desk does: forecast, judge itself, and keep what it said."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from concord.observations.model import Panel, Vintage
from concord.vocabulary.month import MonthId
from concord.vocabulary.progress import Progress, silent
from concord.vocabulary.status import Status
from concord.warning.backtest import Backtest, attached_backtest, backtest
from concord.warning.evaluate import Evaluation, evaluate
from concord.warning.explain import explain_all, why_changed
from concord.warning.forecast import SEED, draw, fit, frozen_rule
from concord.warning.history import of_counts
from concord.warning.model import OPERATIONAL_LEADS, Forecast, History
from concord.warning.notice import Change
from concord.warning.store import Kept, Run, RunStore
from concord.warning.warn import frozen_rules, raise_warnings


class Material(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """What a forecast is made from: the panel, the vintages behind it, who borders whom."""

    panel: Panel
    vintages: tuple[Vintage, ...]
    borders: tuple[tuple[str, str], ...]
    status: Status

    def history(self) -> History:
        """The panel as the desk's models read it."""
        return of_counts(
            self.panel.units, self.panel.first_month, self.panel.values, pairs=self.borders
        )

    def until(self, month: MonthId) -> "Material":
        """The same without the months after one."""
        kept = self.panel.values[:, : month - self.panel.first_month + 1]
        panel = dataclasses.replace(self.panel, values=kept)
        return msgspec.structs.replace(self, panel=panel)


def run_forecast(
    material: Material,
    store: RunStore,
    *,
    now: datetime,
    leads: Sequence[int] = OPERATIONAL_LEADS,
    seed: int = SEED,
    progress: Progress = silent,
) -> Kept:
    """Forecast from the newest month, explain each country, propose warnings, and keep it all."""
    history = material.history()
    rule, warn_rules = frozen_rule(), frozen_rules()
    fitted = fit(history, leads, rule=rule, seed=seed, progress=progress)
    forecast = draw(fitted, history)
    progress("comparing with the last forecast", 0, 2)
    changes = _changes(store, history, forecast, seed=seed)
    progress("explaining each country", 1, 2)
    explanations = explain_all(history, fitted, forecast, changes=changes)
    known = store.backtest()
    if known is None and material.status is Status.ACTUAL:
        known = attached_backtest()
    warnings = raise_warnings(
        history,
        forecast,
        warn_rules,
        records=known.by_rule() if known else {},
        drivers={each.country: each.sentences for each in explanations},
        status=material.status,
    )
    kept = Kept(
        run=_run(material, forecast, warn_rules.id, seed=seed, now=now),
        forecast=forecast,
        warnings=warnings,
        explanations=explanations,
        recorded=history,
    )
    store.keep(kept)
    progress("kept", 2, 2)
    return kept


def measure_skill(
    material: Material,
    store: RunStore,
    years: Sequence[int],
    *,
    clock: Callable[[], float],
    seed: int = SEED,
    progress: Progress = silent,
) -> Evaluation:
    """Measure how good forecasts would have been in past windows of this history, and keep it."""
    found = evaluate(
        material.history(),
        years,
        rule=frozen_rule(),
        clock=clock,
        status=material.status,
        seed=seed,
        progress=progress,
    )
    store.keep_evaluation(found)
    return found


def measure_record(
    material: Material,
    store: RunStore,
    years: Sequence[int],
    *,
    seed: int = SEED,
    progress: Progress = silent,
) -> Backtest:
    """Measure what past warnings by the rules came to on this history, and keep it."""
    measured = backtest(
        material.history(),
        years,
        rule=frozen_rule(),
        warn_rules=frozen_rules(),
        data=str(material.panel.vintage),
        status=material.status,
        seed=seed,
        progress=progress,
    )
    store.keep_backtest(measured)
    return measured


def _changes(
    store: RunStore, history: History, forecast: Forecast, *, seed: int
) -> Mapping[str, Change]:
    """Why each country's forecast changed since the newest one from an earlier month."""
    earlier = store.before(forecast.origin)
    if earlier is None or earlier.forecast.origin < history.first_month + 12:
        return {}
    known = history.until(earlier.forecast.origin)
    revised = draw(fit(known, earlier.forecast.leads, rule=frozen_rule(), seed=seed), known)
    found = {
        country: why_changed(earlier.forecast, revised, forecast, country)
        for country in forecast.units
    }
    return {country: change for country, change in found.items() if change is not None}


def _run(
    material: Material, forecast: Forecast, warn_rule: str, *, seed: int, now: datetime
) -> Run:
    vintages = material.vintages
    return Run(
        made_at=now,
        status=material.status,
        vintage=str(material.panel.vintage),
        source="; ".join(dict.fromkeys(each.source for each in vintages)),
        licence="; ".join(dict.fromkeys(each.licence for each in vintages)),
        rows_in=sum(each.rows_in for each in vintages),
        rows_kept=sum(each.rows_kept for each in vintages),
        rows_quarantined=sum(each.rows_quarantined for each in vintages),
        first_month=material.panel.first_month,
        origin=forecast.origin,
        leads=forecast.leads,
        units=forecast.units,
        models=forecast.models,
        rule=forecast.rule,
        warn_rule=warn_rule,
        seed=seed,
    )
