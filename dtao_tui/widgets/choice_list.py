"""A list to choose from that takes every key from its first moment."""

from textual.widgets import OptionList


class ChoiceList(OptionList):
    """An option list whose page keys wait until its lines are laid out; Textual's own would end the app before that."""

    def action_page_up(self) -> None:
        """Go one page up."""
        if can_page(self):
            super().action_page_up()

    def action_page_down(self) -> None:
        """Go one page down."""
        if can_page(self):
            super().action_page_down()


def can_page(options: OptionList) -> bool:
    """Whether the lines of an option list are known: without room it has none, and paging through them fails."""
    return bool(options.scrollable_content_region.area)
