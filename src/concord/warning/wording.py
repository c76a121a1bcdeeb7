"""Which message names what the desk shows: the tables both faces of the brief read."""

from collections.abc import Mapping
from typing import Final

from concord.locales.catalogue import Kind, clean, say
from concord.vocabulary.language import Language
from concord.vocabulary.status import Status
from concord.warning.brief import Trend
from concord.warning.evaluate import Evaluation
from concord.warning.notice import Level, Situation

LEVEL_NAMES: Final[Mapping[Level, str]] = {
    Level.YELLOW: "level-yellow",
    Level.AMBER: "level-amber",
    Level.RED: "level-red",
}
LETTERS: Final[Mapping[Level, str]] = {
    Level.YELLOW: "letter-yellow",
    Level.AMBER: "letter-amber",
    Level.RED: "letter-red",
}
SITUATION_NAMES: Final[Mapping[Situation, str]] = {
    Situation.ONSET: "situation-onset",
    Situation.ESCALATION: "situation-escalation",
    Situation.SURGE: "situation-surge",
}
TREND_NAMES: Final[Mapping[Trend, str]] = {
    Trend.UP: "trend-up",
    Trend.DOWN: "trend-down",
    Trend.FLAT: "trend-flat",
}
TREND_SIGNS: Final[Mapping[Trend, str]] = {Trend.UP: "▲", Trend.DOWN: "▼", Trend.FLAT: "="}
STANDING: Final[Mapping[Status, tuple[str, str]]] = {
    Status.EXERCISE: ("status-exercise", "status-exercise-note"),
    Status.TEST: ("status-test", "status-test-note"),
}
"""The word and the note for what is not actual; what is actual bears none."""

MEASURES: Final[tuple[tuple[str, str, Kind], ...]] = (
    ("crps", "measure-crps", Kind.SCORE),
    ("brier25", "measure-brier", Kind.SCORE),
    ("coverage90", "measure-coverage", Kind.SHARE),
    ("onset_ap", "measure-onset-precision", Kind.SCORE),
    ("onset_auc", "measure-onset-auc", Kind.SCORE),
)
"""Fields of evaluate.Scores that the brief shows, how each is named and written."""

CHANCE_AUC: Final = 0.5
_MEMBERS: Final[Mapping[str, str]] = {"analogs": "member-analogs", "boosted": "member-boosted"}
_WINDOW: Final = "window-"


def name_member(model: str, language: Language) -> str:
    """What a member of the pool is called; its own id where the catalogues do not know it."""
    months = model.removeprefix(_WINDOW)
    if model.startswith(_WINDOW) and months.isdecimal():
        return say("member-window", language, {"months": int(months)})
    known = _MEMBERS.get(model)
    return say(known, language) if known else clean(model)


def lacks_skill(found: Evaluation) -> tuple[str, ...]:
    """The messages that say where forecasts were no better than the benchmark or than chance."""
    said = []
    if found.overall.crps >= found.overall.conflictology.crps:
        said.append("no-skill")
    if found.overall.onset_auc is not None and found.overall.onset_auc <= CHANCE_AUC:
        said.append("no-skill-onset")
    return tuple(said)
