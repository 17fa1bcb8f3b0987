"""Putting text into a widget with no more work than the change needs."""

from textual.content import Content
from textual.widgets import Static


def put(widget: Static, content: Content) -> None:
    """Show this content if it is new; the screen is laid out again only if the text takes another room."""
    before = widget.content
    if before == content:
        return
    is_same_size = isinstance(before, Content) and _size(before) == _size(content)
    widget.update(content, layout=not is_same_size)


def _size(content: Content) -> tuple[int, int]:
    lines = content.split("\n", allow_blank=True)
    return len(lines), max((line.cell_length for line in lines), default=0)
