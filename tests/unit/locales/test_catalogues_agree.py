"""The six catalogues hold the same messages, with the same figures, and none in vain."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import ast, parse
from fluent.syntax.visitor import Visitor

import concord
from brief_sample import PLACES
from concord.locales.catalogue import FIGURES, Kind, catalogue_text, say
from concord.vocabulary.language import Language
from concord.vocabulary.month import month_id

# What the desk's modules hand over with each sentence; a catalogue may use fewer.
SENTENCES: Mapping[str, set[str]] = {
    "why-level-quiet": {"months"},
    "why-level-active": {"mean", "deaths", "months"},
    "why-trend-up": {"ratio", "mean", "before"},
    "why-trend-down": {"ratio", "mean", "before"},
    "why-trend-flat": {"mean"},
    "why-spike": {"month", "deaths", "share"},
    "why-neighbours-active": {"countries", "mean"},
    "why-neighbours-quiet": set(),
    "why-neighbours-unknown": set(),
    "why-precedents": {"number", "share"},
    "why-precedents-none": set(),
    "why-members-agree": set(),
    "why-members-differ": {"low", "high"},
    "change-up": {"before", "mean"},
    "change-down": {"before", "mean"},
    "change-flat": {"mean"},
    "change-by-revision": {"deaths"},
    "change-by-new-months": {"deaths"},
    "warn-onset": {"share", "deaths", "month"},
    "warn-escalation": {"share", "deaths", "month", "before"},
    "warn-surge": {"deaths", "expected", "month"},
    "record-known": {"number", "share", "months"},
    "record-unknown": set(),
}
SAMPLE: Mapping[Kind, float | str] = {
    Kind.AMOUNT: 12.5,
    Kind.WHOLE: 3,
    Kind.SHARE: 0.4,
    Kind.RATIO: 2.5,
    Kind.SCORE: 0.123,
    Kind.MONTH: month_id(2018, 10),
    Kind.COUNTRY: "XAA",
    Kind.COUNTRIES: "XAA XAB",
    Kind.TEXT: "text",
}


class _References(Visitor):
    """The figures and the other messages that an entry names, and its variants."""

    def __init__(self) -> None:
        self.figures: set[str] = set()
        self.messages: set[str] = set()
        self.functions: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.figures.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802
        self.functions.add(node.id.name)
        self.generic_visit(node)


@cache
def entries(language: Language) -> Mapping[str, _References]:
    """What each message of a catalogue refers to; the test fails on anything that is not Fluent."""
    found: dict[str, _References] = {}
    for entry in parse(catalogue_text(language)).body:
        assert not isinstance(entry, ast.Junk), f"{language}.ftl: {entry.content}"
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{language}.ftl: {entry.id.name} twice"
            found[entry.id.name] = _References()
            found[entry.id.name].visit(entry)
    return found


def figures(language: Language, message: str) -> set[str]:
    """The figures a message needs, with those of the messages it is made of."""
    entry = entries(language)[message]
    return entry.figures.union(*(figures(language, part) for part in entry.messages))


@pytest.mark.parametrize("language", Language)
def test_every_language_holds_every_message(language: Language) -> None:
    assert set(entries(language)) == set(entries(Language.EN))


@pytest.mark.parametrize("language", Language)
def test_every_language_uses_the_same_figures(language: Language) -> None:
    for message in entries(Language.EN):
        assert figures(language, message) == figures(Language.EN, message), message


@pytest.mark.parametrize("message", SENTENCES)
def test_sentences_need_no_figure_that_the_desk_does_not_give(message: str) -> None:
    assert figures(Language.EN, message) <= SENTENCES[message]


@pytest.mark.parametrize("language", Language)
def test_every_figure_has_a_kind(language: Language) -> None:
    named = set().union(*(figures(language, message) for message in entries(language)))

    assert named <= set(FIGURES)


@pytest.mark.parametrize("language", Language)
def test_every_message_can_be_said(language: Language) -> None:
    from datetime import UTC, datetime

    now = datetime(2018, 11, 1, tzinfo=UTC)
    for message in entries(language):
        given = {name: SAMPLE.get(FIGURES[name], now) for name in figures(language, message)}
        said = say(message, language, given, places=PLACES)
        assert said.strip(), message
        assert "{" not in said, message


@pytest.mark.parametrize("language", Language)
def test_counted_nouns_have_every_plural_form_of_the_language(language: Language) -> None:
    # CLDR's forms for the numbers that occur: whole ones and one decimal.
    forms = {
        Language.EN: {"one", "other"},
        Language.FR: set(),  # mois and décès do not vary
        Language.RU: {"one", "few", "many", "other"},
        Language.ES: {"one", "other"},
        Language.AR: {"zero", "one", "two", "few", "many", "other"},
        Language.ZH: set(),
    }[language]
    for message in ("part-deaths", "part-mean", "part-high", "part-months", "part-signed"):
        assert _variants(language, message) == forms, message


def _variants(language: Language, message: str) -> set[str]:
    (entry,) = [
        entry
        for entry in parse(catalogue_text(language)).body
        if isinstance(entry, ast.Message) and entry.id.name == message
    ]
    return {
        variant.key.name
        for element in entry.value.elements
        if isinstance(element, ast.Placeable)
        and isinstance(element.expression, ast.SelectExpression)
        for variant in element.expression.variants
    }


def test_no_message_is_unused() -> None:
    folder = Path(concord.__file__).parent
    sources = [*folder.rglob("*.py"), *folder.rglob("*.j2")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r"[\"'`]([a-z][a-z0-9-]+)[\"'`]", code)) | set(SENTENCES)
    parts = set().union(*(entry.messages for entry in entries(Language.EN).values()))

    assert set(entries(Language.EN)) - named - parts == set()


@pytest.mark.parametrize("language", Language)
def test_words_stay_calm(language: Language) -> None:
    text = catalogue_text(language)

    assert not re.search(r"[!！]", text)


@pytest.mark.parametrize("language", [Language.RU, Language.AR, Language.ZH])
def test_no_english_is_left_over(language: Language) -> None:
    allowed = {"Conflictology", "CRPS", "ROC", "SIGNED"}
    for line in catalogue_text(language).splitlines():
        if line.startswith("#") or " = " not in line:
            continue
        words = re.sub(r"\{[^}]*\}?", " ", line.split(" = ", 1)[1])
        assert set(re.findall(r"[A-Za-z]{2,}", words)) <= allowed, line


def test_levels_of_one_language_have_different_letters() -> None:
    for language in Language:
        letters = {say(f"letter-{level}", language) for level in ("yellow", "amber", "red")}
        assert len(letters) == 3, language


def test_only_the_named_functions_are_called() -> None:
    # The browser reads the same catalogues and must bring the same functions.
    for language in Language:
        called = set().union(*(entry.functions for entry in entries(language).values()))
        assert called == {"SIGNED"}


GLOSSARY = Path(__file__).resolve().parents[3] / "docs" / "reference" / "glossary.md"
# Terms whose message is the bare word.
TERMS = {
    "onset": "situation-onset",
    "escalation": "situation-escalation",
    "surge": "situation-surge",
    "yellow": "level-yellow",
    "amber": "level-amber",
    "red": "level-red",
    "level": "column-level",
    "chance": "column-share",
    "forecast": "column-forecast",
    "median": "key-median",
    "not known": "not-known",
    "vintage": "data-vintage",
    "exercise": "status-exercise",
    "test": "status-test",
}


@pytest.mark.parametrize(("term", "message"), TERMS.items())
def test_the_catalogues_use_the_glossarys_terms(term: str, message: str) -> None:
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines()]
    (row,) = [[cell.strip() for cell in cells] for cells in rows if cells[1:2] == [f" {term} "]]

    fixed = [row[1], *row[3:8]]
    order = (Language.EN, Language.FR, Language.RU, Language.ES, Language.AR, Language.ZH)
    for word, language in zip(fixed, order, strict=True):
        said = say(message, language).casefold().removeprefix("ال")
        assert said == word.casefold().removeprefix("ال"), language


def test_the_page_on_the_brief_names_every_figure_under_its_kind() -> None:
    page = (GLOSSARY.parents[1] / "brief.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]

    for name, kind in FIGURES.items():
        listed = [
            row
            for row in rows
            if re.match(rf"\| [\w, ]*\b{kind}\b", row) and re.search(rf"\b{name}\b", row)
        ]
        assert listed, name


def test_the_page_on_the_brief_gives_each_levels_letters() -> None:
    page = (GLOSSARY.parents[1] / "brief.md").read_text(encoding="utf-8")

    for level in ("yellow", "amber", "red"):
        order = (Language.EN, Language.FR, Language.RU, Language.ES, Language.AR, Language.ZH)
        letters = " ".join(say(f"letter-{level}", language) for language in order)
        assert re.search(rf"\| {level} \| \w+ \| {letters} \|", page), level
