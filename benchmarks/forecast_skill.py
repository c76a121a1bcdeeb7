"""The honest table and the calibration plots of docs/calibration.md, from any history.

    uv run --group bench python benchmarks/forecast_skill.py HISTORY 2009-2018 --plots docs/images

Prints Markdown. Every window is forecast as if it lay ahead; nothing is tuned here.
"""

import argparse
import time
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt

from concord.cli.window import parse_span
from concord.skill.calibration import (
    ReliabilityBin,
    interval_coverage,
    pit_histogram,
    reliability_curve,
)
from concord.vocabulary.border import land_borders
from concord.vocabulary.country import default_gazetteer
from concord.warning.challenge import history_of_file
from concord.warning.evaluate import Evaluation, Scored, evaluate
from concord.warning.forecast import frozen_rule

INK, QUIET = "#1f2933", "#7b8794"


def main() -> None:
    """Evaluate, print the table, draw the plots."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("history", type=Path)
    asked.add_argument("windows")
    asked.add_argument("--plots", type=Path)
    given = asked.parse_args()
    pairs = [(one, other) for one, near in land_borders().items() for other in near]
    history = history_of_file(given.history, gazetteer=default_gazetteer(), pairs=pairs)
    kept: list[Scored] = []
    found = evaluate(
        history,
        parse_span(given.windows, "windows"),
        rule=frozen_rule(),
        clock=time.process_time,
        keep=kept.append,
    )
    print_table(found)
    print_coverage(kept)
    if given.plots:
        given.plots.mkdir(parents=True, exist_ok=True)
        draw_all(kept, given.plots)


def print_table(found: Evaluation) -> None:
    """The scores by window, beside the benchmark's."""
    print(
        "| window | CRPS | conflictology | ratio | ratio without | dominating | ign | ign, c. |"
        " MIS | MIS, c. | 90 % held | log CRPS | Brier 25 | onset AP | onset AUC | CPU-s |"
    )
    print("|---|" + "---:|" * 15)
    for window in found.windows:
        ours, theirs = window, window.conflictology
        cells = [
            f"{ours.crps:.2f}", f"{theirs.crps:.2f}", f"{window.crps_ratio:.3f}",
            f"{window.crps_ratio_without:.3f}", window.dominating, f"{ours.ign:.3f}",
            f"{theirs.ign:.3f}", f"{ours.mis:.0f}", f"{theirs.mis:.0f}",
            f"{ours.coverage90:.3f}", f"{ours.log_crps:.3f}", f"{ours.brier25:.4f}",
            f"{ours.onset_ap:.3f}", f"{ours.onset_auc:.3f}", f"{window.cpu_seconds:.1f}",
        ]  # fmt: skip
        print(f"| {window.year} | " + " | ".join(cells) + " |")
    ours, theirs = found.overall, found.overall.conflictology
    print(
        f"| **all** | {ours.crps:.2f} | {theirs.crps:.2f} | **{ours.crps_ratio:.3f}** | "
        f"**{ours.crps_ratio_without:.3f}** | | {ours.ign:.3f} | {theirs.ign:.3f} | "
        f"{ours.mis:.0f} | {theirs.mis:.0f} | {ours.coverage90:.3f} | {ours.log_crps:.3f} | "
        f"{ours.brier25:.4f} | {ours.onset_ap:.3f} | {ours.onset_auc:.3f} | "
        f"{ours.cpu_seconds:.1f} |"
    )
    print(
        f"\nconflictology: log CRPS {theirs.log_crps:.3f}, Brier 25 {theirs.brier25:.4f}, "
        f"90 % held {theirs.coverage90:.3f}, onset AP {theirs.onset_ap:.3f}"
    )


def print_coverage(kept: list[Scored]) -> None:
    """How often intervals held, by level, of active and quiet countries."""
    draws, deaths, group = [], [], []
    for each in kept:
        months = each.actual.shape[1]
        draws.append(each.forecast.draws.reshape(-1, each.forecast.draws.shape[2]))
        deaths.append(each.actual.ravel())
        group += np.repeat(np.where(each.was_active, "active", "quiet"), months).tolist()
    rows = interval_coverage(np.concatenate(draws), np.concatenate(deaths), group=group)
    print("\n| countries | interval | held | 90 % range of the share |\n|---|---:|---:|---|")
    for row in rows:
        print(
            f"| {row.group} | {row.level:.0%} | {row.held.share:.3f} | "
            f"{row.held.low:.3f} to {row.held.high:.3f} |"
        )


def draw_all(kept: list[Scored], folder: Path) -> None:
    """Reliability at 1 and at 25 deaths, and the PIT of active countries."""
    mpl.use("svg")
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "concord", "font.size": 9})
    for threshold in (1, 25):
        chance = np.concatenate([each.forecast.probability(threshold).ravel() for each in kept])
        came = np.concatenate([(each.actual >= threshold).ravel() for each in kept])
        draw_reliability(reliability_curve(chance, came), threshold, folder)
    active = [(each.forecast.draws[each.was_active], each.actual[each.was_active]) for each in kept]
    draws = np.concatenate([part.reshape(-1, part.shape[2]) for part, _ in active])
    deaths = np.concatenate([part.ravel() for _, part in active])
    draw_pit(pit_histogram(draws, deaths).shares, folder)


def draw_reliability(bins: tuple[ReliabilityBin, ...], threshold: int, folder: Path) -> None:
    """Chance given against share that came, with the number of cases written at each point."""
    figure, axes = plt.subplots(figsize=(4.2, 4.2))
    axes.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle="--")
    for each in bins:
        if each.observed is None or each.forecast_mean is None:
            continue
        x, held = each.forecast_mean, each.observed
        axes.plot([x, x], [held.low, held.high], color=INK, linewidth=1)
        axes.plot([x], [held.share], "o", color=INK, markersize=4)
        axes.annotate(f"{each.cases:,}", (x, held.high), fontsize=7, color=QUIET,
                      textcoords="offset points", xytext=(3, 3))  # fmt: skip
    words = "any death" if threshold == 1 else f"{threshold} deaths or more"
    axes.set(xlabel=f"chance given: {words} in the month", ylabel="share that came",
             xlim=(0, 1), ylim=(0, 1))  # fmt: skip
    save(figure, folder / f"reliability-{threshold}.svg")


def draw_pit(shares: tuple[float, ...], folder: Path) -> None:
    """Where the deaths of active countries fell in their forecasts; flat is calibrated."""
    figure, axes = plt.subplots(figsize=(4.2, 3.0))
    edges = np.linspace(0, 1, len(shares) + 1)
    axes.bar(edges[:-1], shares, width=1 / len(shares), align="edge", color="#cbd2d9",
             edgecolor=INK, linewidth=0.8)  # fmt: skip
    axes.axhline(1 / len(shares), color=QUIET, linewidth=1, linestyle="--")
    axes.set(xlabel="place in the forecast (PIT)", ylabel="share of country-months", xlim=(0, 1))
    save(figure, folder / "pit-active.svg")


def save(figure: "mpl.figure.Figure", path: Path) -> None:
    """Write the drawing without a date, so that the same figures give the same file."""
    for side in ("top", "right"):
        figure.axes[0].spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
