"""Lines of styled text in a widget that repaints only those lines that changed."""

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget


class LineList(Widget):
    """A column of lines, each cut at the widget's width. Another number of lines lays the screen out again."""

    DEFAULT_CSS = "LineList { text-wrap: nowrap; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.auto_links = False
        self._lines: list[Content] = []
        self._strips: dict[int, Strip] = {}
        self._strips_width = 0
        self._style: Style | None = None
        """Of what is painted; found anew with the colours."""

    @property
    def lines(self) -> Sequence[Content]:
        """The lines that are shown."""
        return self._lines

    def show_lines(self, lines: list[Content]) -> None:
        """Show these lines; those that are there already are not painted again."""
        before, self._lines = self._lines, lines
        changed = [y for y, line in enumerate(lines) if y >= len(before) or not line.is_same(before[y])]
        if len(before) != len(lines) and self.styles.auto_dimensions:
            self._strips.clear()
            self.refresh(layout=True)
            return
        changed += range(len(lines), len(before))
        if changed:
            for y in changed:
                self._strips.pop(y, None)
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # the base class's signature
        """A row for each line."""
        return len(self._lines)

    def notify_style_update(self) -> None:
        """Paint all lines again in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._style = None

    def render(self) -> Content:
        """All lines as one text, for selecting and copying."""
        return Content("\n").join(self._lines)

    def render_line(self, y: int) -> Strip:
        """One line, painted where it has changed or the width is another."""
        if self._strips_width != self.size.width:
            self._strips.clear()
            self._strips_width, self._style = self.size.width, None
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._painted(y)
        return strip

    def _painted(self, y: int) -> Strip:
        if self._style is None:
            self._style = self.visual_style
        width, style = self.size.width, self._style
        if y < len(self._lines) and self._lines[y]:
            painted = Visual.to_strips(self, self._lines[y], width, 1, style, pad=True)
            if painted:
                return painted[0]
        return Strip.blank(width, style.rich_style)
