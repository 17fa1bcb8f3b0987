"""A widget of text whose lines depend on its width, as high as the width makes it that it is going to have."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class FittedText(Widget):
    """Draws `text_at` its width; its height is asked for before it has that width, and is not the last one's."""

    def on_resize(self) -> None:
        """Its height depends on its width."""
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # the base class's signature
        """The lines that the text takes at this width."""
        return self.text_at(width).get_height(self.styles.get_rules(), width) if width else 0

    def render(self) -> Content:
        """The text."""
        return self.text_at(self.content_size.width)

    def text_at(self, width: int) -> Content:
        """The text in lines of this width; each kind of widget has its own."""
        raise NotImplementedError
