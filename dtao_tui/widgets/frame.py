"""A framed container that repaints only its border when its titles change."""

from typing import Self

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region

from dtao_tui.widgets.text_lines import put_titles


class Frame(Vertical):
    """A panel whose titles change with every block; Textual alone would draw all that is inside it again."""

    _is_titling = False

    def put_titles(self, title: Content, subtitle: Content) -> None:
        """Show these in the upper and the lower border."""
        self._is_titling = True
        try:
            put_titles(self, title, subtitle)
        finally:
            self._is_titling = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Ask for a repaint; while titles are set, of the two border lines."""
        if self._is_titling and not regions:
            width, height = self.outer_size
            top = -self.content_offset.y
            regions = (Region(-1, top, width, 1), Region(-1, top + height - 1, width, 1))
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
