"""Measure contenders, each in its own fresh process: processor seconds, peak memory, ratios."""

import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Contender = Callable[[Path], float]
"""Does the job on a path and gives one number by which the answers are compared."""

KILOBYTES_A_MEGABYTE = 1024


def run_one(contenders: Mapping[str, Contender], name: str, path: Path) -> None:
    """In the fresh process: do the job, then say what the whole process took."""
    answer = contenders[name](path)
    used = resource.getrusage(resource.RUSAGE_SELF)
    took = {"cpu": used.ru_utime + used.ru_stime, "mb": peak_mb()}
    print(json.dumps(took | {"answer": answer}))


def peak_mb(process: int | str = "self") -> float:
    """The most memory a process had resident.

    From /proc where there is one: ru_maxrss begins at what the process that started this one had.
    """
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_MEGABYTE
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / KILOBYTES_A_MEGABYTE


def measure(
    script: str, names: Sequence[str], path: Path, rounds: int, show: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Medians over rounds, the contenders taking turns; stops where two answers differ."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            command = [sys.executable, script, "--run", name, "--path", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{name} failed:\n{done.stderr}")
            runs[name].append(json.loads(done.stdout.splitlines()[-1]))
            show(f"round {number + 1}/{rounds} {name}: {runs[name][-1]}")
    answers = {name: found[0]["answer"] for name, found in runs.items()}
    if len(set(answers.values())) > 1:
        sys.exit(f"the contenders do not agree: {answers}")
    return {name: _medians(found) for name, found in runs.items()}


def _medians(found: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    return {
        "cpu_seconds": round(statistics.median(it["cpu"] for it in found), 2),
        "cpu_seconds_best": round(min(it["cpu"] for it in found), 2),
        "peak_mb": round(statistics.median(it["mb"] for it in found)),
        "answer": found[0]["answer"],
    }


def table(found: Mapping[str, Mapping[str, Any]], ours: str) -> str:
    """The medians as lines; ratio: how many times our processor seconds a contender took."""
    lines = [f"{'contender':<28}{'CPU s':>8}{'best':>8}{'peak MB':>9}{'ratio':>8}"]
    base = found[ours]["cpu_seconds"]
    for name, it in found.items():
        lines.append(
            f"{name:<28}{it['cpu_seconds']:>8.2f}{it['cpu_seconds_best']:>8.2f}"
            f"{it['peak_mb']:>9}{it['cpu_seconds'] / base:>8.2f}"
        )
    return "\n".join(lines)
