"""The list of alerts: two lines each, with value, limit and state in columns."""

import re
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets.option_list import Option

from dtao_tui.domain.text import cells, cleaned
from dtao_tui.widgets.alerts.alert_words import AlertView, state_words, value_words
from dtao_tui.widgets.inputs.choice_list import RowList
from dtao_tui.widgets.keys.key_bindings import bindings
from dtao_tui.widgets.keys.key_table import ROWS

SIGN, NOW, LIMIT, STATE, GAP = 2, 11, 13, 14, 3
"""Cells of the columns behind the name; the unit stands below value and limit together."""

_LABEL = re.compile(r"(?:^|: )\d+ (\S+) ")
"""A subnet's number, symbol and name at the end of a line."""

PADDING = 1
"""Cells before each line, as the style sheet sets them."""


class AlertList(RowList):
    """The alerts, the one under the cursor by its id."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(ROWS)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._views: tuple[AlertView, ...] = ()
        self._is_spaced = True

    @property
    def chosen(self) -> str | None:
        """The id of the alert under the cursor."""
        option = self.highlighted_option
        return None if option is None else option.id

    def show(self, views: Sequence[AlertView], *, is_spaced: bool) -> None:
        """Show these alerts, with a blank line between them or without; the cursor stays on its alert."""
        same = [view.alert.id for view in views] == [view.alert.id for view in self._views]
        if not same or is_spaced != self._is_spaced:
            chosen = self.chosen
            self._views, self._is_spaced = tuple(views), is_spaced
            self.clear_options()
            self.add_options(self._lines_of_all())
            self._choose_again(chosen)
            return
        before, self._views = self._views, tuple(views)
        for old, new in zip(before, self._views, strict=True):
            if old != new:
                self.replace_option_prompt(new.alert.id, self._drawn(new))

    def choose(self, alert_id: str) -> None:
        """Put the cursor on the alert of this id, if there is one."""
        if alert_id in [view.alert.id for view in self._views]:
            self.highlighted = self.get_option_index(alert_id)

    def on_resize(self, _: events.Resize) -> None:
        """Draw the lines for the new width."""
        for view in self._views:
            self.replace_option_prompt(view.alert.id, self._drawn(view))

    def _lines_of_all(self) -> list[Option]:
        options: list[Option] = []
        for view in self._views:
            if options and self._is_spaced:
                options.append(Option(Content(""), disabled=True))
            options.append(Option(self._drawn(view), id=view.alert.id))
        return options

    def _choose_again(self, chosen: str | None) -> None:
        if not self._views:
            return
        ids = [view.alert.id for view in self._views]
        self.highlighted = self.get_option_index(chosen if chosen in ids and chosen else ids[0])

    def _drawn(self, view: AlertView) -> Content:
        return row_lines(view, max(self.scrollable_content_region.width - PADDING, 1))


class AlertHeading(Widget):
    """The names of the columns above the list."""

    def render(self) -> Content:
        """Two lines, as wide as those of the list."""
        return heading(max(self.content_size.width, 1))


def heading(width: int) -> Content:
    """The names of the columns."""
    names = max(width - NOW - LIMIT - STATE - GAP, 1)
    first = f"{'  Alert':<{names}}{'Now':>{NOW}}{'Limit':>{LIMIT}}{' ' * GAP}{'State':<{STATE}}"
    second = f"{'  where':<{names}}{'':>{NOW + LIMIT + GAP}}{'last':<{STATE}}"
    return Content.assemble((first, "$muted"), "\n", (second, "$dim"))


def row_lines(view: AlertView, width: int) -> Content:
    """The two lines of an alert."""
    state, (value, limit, unit) = state_words(view), value_words(view)
    room = max(width - SIGN - NOW - LIMIT - STATE - GAP, 4)
    is_off = not view.alert.is_on
    name_style = "$muted" if is_off else "bold $bright" if view.is_unread else ""
    is_beyond = view.verdict is None or view.verdict.is_true is True
    value_style = "$muted" if is_off else "bold $note" if view.is_unread and is_beyond else ""
    where = f"{view.where}: {view.value_of}" if view.value_of else view.where
    return Content.assemble(
        (f"{state.sign} ", state.style),
        (_left(view.alert.name, room), name_style),
        (f"{value:>{NOW}}", value_style),
        (f"{limit:>{LIMIT}}", "$muted" if not view.is_unread else ""),
        " " * GAP,
        (_left(state.word, STATE), state.style),
        "\n  ",
        _where(where, room),
        (_right(unit, NOW + LIMIT), "$dim"),
        " " * GAP,
        (_left(state.below, STATE), "$dim"),
    )


def _where(words: str, width: int) -> Content:
    """The subnets in words; the symbol of one in a span of its own, as few fonts have all of them."""
    shown = _left(words, width)
    found = _LABEL.search(shown)
    if found is None:
        return Content.styled(shown, "$muted")
    return Content.assemble((shown[: found.start(1)], "$muted"), (found[1], "$lead"), (shown[found.end(1) :], "$muted"))


def _left(text: str, width: int) -> str:
    shown = cleaned(text, width)
    return shown + " " * (width - cells(shown))


def _right(text: str, width: int) -> str:
    shown = cleaned(text, width)
    return " " * (width - cells(shown)) + shown
