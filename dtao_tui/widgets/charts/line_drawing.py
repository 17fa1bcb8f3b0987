"""Base of charts on the line API, redrawn only when size, colours or content have changed."""

from textual.strip import Strip
from textual.widget import Widget


class LineDrawing(Widget):
    """Keeps what was drawn; a chart says how it is drawn."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []
        self._drawn: tuple[int, int] | None = None

    def draw(self, width: int, height: int) -> list[Strip]:
        """All lines for this size; fewer than the height leave the rest blank."""
        raise NotImplementedError

    def redraw(self) -> None:
        """What is shown has changed."""
        self._drawn = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw again in other colours."""
        super().notify_style_update()
        self._drawn = None

    def render_line(self, y: int) -> Strip:
        """One line of the drawing."""
        wanted = (self.size.width, self.size.height)
        if self._drawn != wanted:
            self._strips = self.draw(*wanted)
            self._drawn = wanted
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)
