"""The brief in a terminal: the same words as the page, without its drawings.

Every text goes to rich as text, never as its markup, and without control characters
(catalogue.clean), so that a name cannot colour, move or hide anything.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from concord.locales.catalogue import Figure, Kind, clean, say, write
from concord.vocabulary.country import Gazetteer
from concord.vocabulary.language import Direction, Language
from concord.vocabulary.status import Status
from concord.warning.brief import Brief, Row, figures_of, tell_record
from concord.warning.notice import (
    Band,
    Explanation,
    Level,
    MemberView,
    Precedent,
    Sentence,
    Warning,
)
from concord.warning.wording import (
    LETTERS,
    LEVEL_NAMES,
    MEASURES,
    SITUATION_NAMES,
    STANDING,
    TREND_NAMES,
    TREND_SIGNS,
    lacks_skill,
    name_member,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

TOP_ROWS: Final = 10
_ISOLATES: Final = dict.fromkeys(map(ord, "\u2068\u2069"))
# Colour beside the letter, never alone.
_STYLES: Final = {
    Level.YELLOW: "bold black on yellow",
    Level.AMBER: "bold black on dark_orange",
    Level.RED: "bold white on red",
}
_BANNER: Final = "bold white on purple4"


def print_brief(brief: Brief, console: "Console", *, language: Language, places: Gazetteer) -> None:
    """Print the brief on a console; an exercise or a test says so above and below."""
    for part in _Terminal(language, places).parts(brief):
        console.print(part)


def print_explanation(
    explanation: Explanation,
    console: "Console",
    *,
    language: Language,
    places: Gazetteer,
    status: Status,
) -> None:
    """Print why one country's forecast is what it is: months, sentences, precedents, members."""
    for part in _Terminal(language, places).explained(explanation, status):
        console.print(part)


class _Terminal:
    """Words and tables in one language, as a terminal shows them."""

    def __init__(self, language: Language, places: Gazetteer) -> None:
        self.language = language
        self.places = places

    def parts(self, brief: Brief) -> Iterable["RenderableType"]:
        """The brief from top to bottom."""
        yield from self.standing(brief.status)
        yield self.text(f"{self.say('brief-title')} · {clean(brief.organization)}", "bold")
        yield self.text(self.period(brief))
        yield self.text(self.say("brief-origin", month=brief.origin), "dim")
        yield self.text(self.say("brief-made", moment=brief.made_at), "dim")
        yield self.heading("heading-short")
        yield from (self.text(self.tell(sentence)) for sentence in brief.short)
        yield self.heading("heading-warnings")
        yield self.warnings(brief) if brief.warnings else self.text(self.say("warnings-none"))
        yield from self.reasons(brief)
        yield self.heading("table-map")
        yield self.rows(
            sorted(brief.rows, key=lambda row: (-row.chance_25, row.country))[:TOP_ROWS]
        )
        yield from self.quality(brief)
        yield from self.data(brief)
        yield self.text("")
        yield self.text(self.say("people-decide"), "bold")
        yield from self.standing(brief.status)

    def standing(self, status: Status) -> Iterable["Text"]:
        """A band that says EXERCISE or TEST; nothing for what is actual."""
        if status in STANDING:
            word, note = STANDING[status]
            yield self.text(f" {self.say(word)}   {self.say(note)} ", _BANNER)

    def warnings(self, brief: Brief) -> "Table":
        """The warnings, the gravest first."""
        table = self.table(
            ("column-level", False),
            ("column-country", False),
            ("column-situation", False),
            ("column-threshold", True),
            ("column-share", True),
            ("column-peak", False),
        )
        for warning in brief.warnings:
            table.add_row(
                self.level(warning.level),
                self.text(self.figure(Kind.COUNTRY, warning.country)),
                self.text(self.say(SITUATION_NAMES[warning.situation])),
                self.text(self.figure(Kind.AMOUNT, warning.threshold)),
                self.text(self.figure(Kind.SHARE, warning.probability)),
                self.text(self.figure(Kind.MONTH, warning.peak_month)),
            )
        return table

    def reasons(self, brief: Brief) -> Iterable["RenderableType"]:
        """Country by country: what is warned of, the record of such warnings, and why."""
        if not brief.fans:
            return
        yield self.heading("heading-why")
        for fan in brief.fans:
            yield self.text(self.figure(Kind.COUNTRY, fan.country), "bold")
            for warning in brief.warnings_of(fan.country):
                yield from self.warned(warning)
            explanation = brief.explanation_of(fan.country)
            for sentence in explanation.sentences if explanation else ():
                yield self.item(self.tell(sentence))

    def explained(self, why: Explanation, status: Status) -> Iterable["RenderableType"]:
        """One country's explanation from top to bottom."""
        yield from self.standing(status)
        yield self.text(self.figure(Kind.COUNTRY, why.country), "bold")
        yield self.text(self.say("brief-origin", month=why.origin), "dim")
        yield from (self.item(self.tell(sentence)) for sentence in why.sentences)
        yield self.heading("heading-months")
        yield self.months(why.bands)
        if why.precedents:
            yield self.heading("heading-precedents")
            yield self.precedents(why.precedents)
        yield self.heading("heading-members")
        yield self.members(why.members)
        yield self.text(self.say("people-decide"), "bold")
        yield from self.standing(status)

    def months(self, bands: Iterable[Band]) -> "Table":
        """The distribution of each month."""
        table = self.table(
            ("column-month", False), ("column-mean", True), ("column-interval", True),
            ("column-share-25", True),
        )  # fmt: skip
        for band in bands:
            low, high = (self.figure(Kind.AMOUNT, end) for end in (band.q05, band.q95))
            table.add_row(
                self.text(self.figure(Kind.MONTH, band.month)),
                self.text(self.figure(Kind.AMOUNT, band.mean)),
                self.text(f"{low} – {high}"),
                self.text(self.figure(Kind.SHARE, band.chance_25)),
            )
        return table

    def precedents(self, precedents: Iterable[Precedent]) -> "Table":
        """Past situations like this one, with what followed each."""
        table = self.table(
            ("column-country", False), ("column-month", False), ("column-weight", True),
            ("column-before", True), ("column-followed", True),
        )  # fmt: skip
        for each in precedents:
            table.add_row(
                self.text(self.figure(Kind.COUNTRY, each.country)),
                self.text(self.figure(Kind.MONTH, each.month)),
                self.text(self.figure(Kind.SHARE, each.weight)),
                self.text(self.figure(Kind.AMOUNT, each.before)),
                self.text(self.figure(Kind.AMOUNT, each.followed)),
            )
        return table

    def members(self, members: Iterable[MemberView]) -> "Table":
        """What each member of the pool says alone."""
        table = self.table(
            ("column-member", False), ("column-mean", True), ("column-share-25", True)
        )
        for each in members:
            table.add_row(
                self.text(name_member(each.model, self.language)),
                self.text(self.figure(Kind.AMOUNT, each.mean)),
                self.text(self.figure(Kind.SHARE, each.chance_25)),
            )
        return table

    def warned(self, warning: Warning) -> Iterable["RenderableType"]:
        """What a warning says first, and what came of others like it."""
        for sentence in warning.drivers[:1]:
            yield self.item(self.tell(sentence))
        record = " ".join(self.tell(sentence) for sentence in tell_record(warning.record))
        yield self.item(record, "dim")

    def rows(self, rows: Iterable[Row]) -> "Table":
        """Countries with their figures."""
        table = self.table(
            ("column-country", False),
            ("column-level", False),
            ("column-past-year", True),
            ("column-share-25", True),
            ("column-trend", False),
        )
        for row in rows:
            trend = row.trend and f"{TREND_SIGNS[row.trend]} {self.say(TREND_NAMES[row.trend])}"
            table.add_row(
                self.text(self.figure(Kind.COUNTRY, row.country)),
                self.level(row.level) if row.level else self.text(self.say("none"), "dim"),
                self.text(self.figure(Kind.WHOLE, row.past_year)),
                self.text(self.figure(Kind.SHARE, row.chance_25)),
                self.text(trend or self.say("not-known")),
            )
        return table

    def quality(self, brief: Brief) -> Iterable["RenderableType"]:
        """How forecasts of this rule did, beside the benchmark; or that it is not known."""
        yield self.heading("heading-quality")
        found = brief.evaluation
        if found is None:
            yield self.text(self.say("not-known"))
            return
        yield self.text(
            self.say(
                "quality-windows",
                first_year=found.windows[0].year,
                last_year=found.windows[-1].year,
                won=found.overall.windows_won,
                number=len(found.windows),
            )
        )
        for message in lacks_skill(found):
            yield self.text(self.say(message), "bold")
        table = self.table(
            ("column-measure", False), ("column-forecast", True), ("column-benchmark", True)
        )
        for field, message, kind in MEASURES:
            scores = (getattr(found.overall, field), getattr(found.overall.conflictology, field))
            table.add_row(
                self.text(self.say(message)),
                *(self.text(self.figure(kind, score)) for score in scores),
            )
        yield table

    def data(self, brief: Brief) -> Iterable["RenderableType"]:
        """What it was made from."""
        from rich.table import Table

        yield self.heading("heading-data")
        counts = brief.counts
        rows = self.say(
            "data-rows-line",
            rows_in=counts.rows_in,
            rows_kept=counts.rows_kept,
            rows_quarantined=counts.rows_quarantined,
        )
        lines = Table.grid(padding=(0, 2))
        for message, value in (
            ("data-vintage", clean(brief.vintage)),
            ("data-until", self.figure(Kind.MONTH, brief.origin)),
            ("data-rows", rows),
            ("data-source", clean(brief.source)),
            ("data-licence", clean(brief.licence)),
            ("data-rule", " · ".join(clean(rule) for rule in brief.rules)),
        ):
            lines.add_row(self.text(self.say(message), "dim"), self.text(value))
        yield lines

    def table(self, *columns: tuple[str, bool]) -> "Table":
        """An empty table; each column with its heading and whether it holds numbers."""
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for message, is_number in columns:
            table.add_column(self.text(self.say(message)), justify="right" if is_number else "left")
        return table

    def heading(self, message: str) -> "Text":
        """A heading with a line above it."""
        return self.text(f"\n{self.say(message)}", "bold underline")

    def item(self, words: str, style: str = "") -> "RenderableType":
        """One line of a list, its further lines set in."""
        from rich.table import Table

        line = Table.grid(padding=(0, 1))
        line.add_row(self.text(" –", style), self.text(words, style))
        return line

    def level(self, level: Level) -> "Text":
        """A level by its letter and its name."""
        from rich.text import Text

        letter = Text(f" {self.say(LETTERS[level])} ", _STYLES[level])
        return Text.assemble(letter, " ", self.say(LEVEL_NAMES[level]))

    def text(self, words: str, style: str = "") -> "Text":
        """Text as it is; isolates only where lines run from right to left."""
        from rich.text import Text

        is_rtl = self.language.writing.direction is Direction.RTL
        return Text(words if is_rtl else words.translate(_ISOLATES), style)

    def period(self, brief: Brief) -> str:
        """The months forecast."""
        return self.say("brief-period", first_month=brief.months[0], last_month=brief.months[-1])

    def say(self, message: str, **figures: Figure) -> str:
        """A message in the language."""
        return say(message, self.language, figures, places=self.places)

    def tell(self, sentence: Sentence) -> str:
        """A sentence in the language."""
        return self.say(sentence.message, **figures_of(sentence))

    def figure(self, kind: Kind, value: Figure | None) -> str:
        """One figure in the language."""
        if value is None:
            return self.say("not-known")
        return write(kind, value, self.language, places=self.places)
