"""A widget that draws one value as text, as high as its width makes it."""

from typing import Generic, TypeVar

from textual.content import Content

from dtao_tui.widgets.fitted_text import FittedText

View = TypeVar("View")


class DrawnView(FittedText, Generic[View]):
    """Draws the value that was shown last, by `drawn`; nothing before the first."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: View | None = None

    def show(self, view: View) -> None:
        """Show this value; an equal one lays nothing out."""
        if view != self._view:
            self._view = view
            self.refresh(layout=True)

    def text_at(self, width: int) -> Content:
        """The value as text."""
        return Content("") if self._view is None else self.drawn(self._view, width)

    def drawn(self, view: View, width: int) -> Content:
        """The value as text of this width; each kind of widget has its own."""
        raise NotImplementedError
