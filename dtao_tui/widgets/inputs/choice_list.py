"""A list to choose from that takes every key from its first moment."""

from textual.widgets import OptionList

PAGING = ("page_up", "page_down")


class ChoiceList(OptionList):
    """An option list whose page keys wait until its lines are laid out; Textual's own would end the app before that."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Page only where there are lines."""
        if action in PAGING:
            return can_page(self)
        return super().check_action(action, parameters)


class RowList(ChoiceList):
    """A list that is a screen's rows: it takes the keys that a table's rows have."""

    def action_scroll_top(self) -> None:
        """Go to the first row."""
        self.action_first()

    def action_scroll_bottom(self) -> None:
        """Go to the last row."""
        self.action_last()

    def action_scroll_columns(self, _step: int) -> None:
        """All columns have room."""

    def action_select_cursor(self) -> None:
        """Open the row under the cursor."""
        self.action_select()


def can_page(options: OptionList) -> bool:
    """Whether the lines of an option list are known: without room it has none, and paging through them fails."""
    return bool(options.scrollable_content_region)
