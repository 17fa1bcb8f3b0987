"""The ways out of what stands in an order's way: what it is about in one sentence, and a row for each key."""

import re
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style

from dtao_tui.domain.text import cells
from dtao_tui.widgets.line_list import LineList
from dtao_tui.widgets.text_lines import wrapped

_INDENT = "  "
_PERCENT = re.compile(r"<?[\d.,]+ %")


@dataclass(frozen=True, slots=True)
class WayOut:
    """What a key, or a click, writes into the ticket."""

    key: str
    number: str
    unit: str
    words: str
    """What it is, such as "largest that fills"."""

    text: str
    """What is written into the field."""

    before: str = ""
    """Words before the number, such as "sell all"."""

    brief: str = ""
    """A word in the place of `words`, where there is little room; none where the number says enough."""

    is_tolerance: bool = False
    """Whether it is written into the tolerance rather than the amount."""


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways out, and what they are about."""

    ways: tuple[WayOut, ...] = ()
    sentence: str = ""
    brief_sentence: str = ""

    def of(self, key: str) -> WayOut | None:
        """The way that a key takes."""
        return next((way for way in self.ways if way.key == key), None)


class WaysList(LineList):
    """The sentence, a blank row, and a row per way; where rows are few, all in one or two."""

    @dataclass
    class Taken(Message):
        """A way was clicked."""

        way: WayOut

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ways = Ways()
        self._is_brief = False

    @property
    def ways(self) -> Ways:
        """What is shown."""
        return self._ways

    @property
    def has_sentence(self) -> bool:
        """Whether it begins with a sentence, which goes on from what is above it."""
        return bool(self._ways.sentence)

    @property
    def whole_rows(self) -> int:
        """The rows that it takes with all words."""
        return len(self._whole())

    def show(self, ways: Ways) -> None:
        """Show these ways, as brief as before."""
        if ways != self._ways:
            self._ways = ways
            self._redraw()

    def fit(self, *, is_brief: bool) -> None:
        """Draw with all words or with few."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self._redraw()

    @property
    def rows(self) -> int:
        """The rows that it takes."""
        return len(self.lines)

    def on_resize(self) -> None:
        """Wrap the sentence for the new width."""
        self._redraw()

    def on_click(self, event: events.Click) -> None:
        """Take the way that was clicked."""
        way = self._ways.of(str(event.style.meta.get("way", "")))
        if way is not None:
            event.stop()
            self.post_message(self.Taken(way))

    def _redraw(self) -> None:
        self.show_lines(self._brief() if self._is_brief else self._whole())

    @property
    def _width(self) -> int:
        return self.content_size.width or 44

    def _whole(self) -> list[Content]:
        ways = self._ways.ways
        if not ways and not self._ways.sentence:
            return []
        lines = (
            [_sentence(line) for line in wrapped(self._ways.sentence, self._width - 2)] if self._ways.sentence else []
        )
        edge = max((cells(_numbered(way)) for way in ways), default=0)
        key_cells = max((cells(way.key) for way in ways), default=0)
        rows = [_row(way, key_cells, edge, self._width) for way in ways]
        return [*lines, *([Content("")] if lines and rows else []), *rows]

    def _brief(self) -> list[Content]:
        sentence = self._ways.brief_sentence or self._ways.sentence
        lines = [_sentence(line) for line in wrapped(sentence, self._width - 2)] if sentence else []
        rows = [_brief_row(way) for way in self._ways.ways]
        together = Content.assemble(_INDENT, Content("  ").join(rows))
        if len(rows) > 1 and together.cell_length <= self._width:
            return [*lines, together]
        return [*lines, *(Content.assemble(_INDENT, row) for row in rows)]


def _sentence(line: str) -> Content:
    """A muted line with its numbers in plain."""
    content = Content.styled(_INDENT + line, "$muted")
    for found in _PERCENT.finditer(content.plain):
        content = content.stylize("$foreground", found.start(), found.end())
    return content


def _numbered(way: WayOut) -> str:
    return f"{way.before} {way.number}" if way.before else way.number


def _row(way: WayOut, key_cells: int, edge: int, width: int) -> Content:
    """Key, words, number at a common edge, unit, and what it is; the last gives way where there is no room."""
    space = edge - cells(way.before) - cells(way.number)
    row = Content.assemble(
        _INDENT,
        (way.key + " " * (key_cells - cells(way.key)), "bold $lead"),
        "  ",
        (way.before, ""),
        " " * space,
        (way.number, "bold $bright"),
        (f" {way.unit}", "$dim"),
    )
    room = width - row.cell_length - cells(way.words)
    if room > 0:
        row += Content.styled(" " * min(room, 2) + way.words, "$muted")
    return row.stylize(Style.from_meta({"way": way.key}))


def _brief_row(way: WayOut) -> Content:
    row = Content.assemble(
        (way.key, "bold $lead"),
        f" {way.before or ('to' if way.is_tolerance else '')}".rstrip(),
        (f" {way.number}", "bold $bright"),
        (f" {way.unit}", "$dim"),
        (f" {way.brief}" if way.brief else "", "$muted"),
    )
    return row.stylize(Style.from_meta({"way": way.key}))
