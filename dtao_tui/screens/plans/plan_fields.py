"""Fields of a plan's dock: a choice beside what is typed, and a share for each subnet."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from dtao_tui.domain.text import cleaned
from dtao_tui.screens.plans.plan_forms import FormRow, Way
from dtao_tui.widgets.inputs.text_field import PausingField

NAME_CELLS = 18


class WayField(Widget, can_focus=True):
    """A choice of few, such as how an amount is shared; space and the arrows go on to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,down,right", "turn(1)", "Next", show=False),
        Binding("up,left", "turn(-1)", "Previous", show=False),
        Binding("enter", "submit", "Show plan", show=False),
    ]

    class Changed(Message):
        """Another way was chosen."""

    class Submitted(Message):
        """Enter was pressed, as in a field of text."""

    def __init__(self, ways: tuple[Way, ...]) -> None:
        super().__init__()
        self._ways = ways
        self._at = 0

    @property
    def way(self) -> Way | None:
        """The way that is chosen; None where there is none."""
        return self._ways[self._at] if self._ways else None

    def action_turn(self, step: int) -> None:
        """Choose the next way."""
        self._at = (self._at + step) % len(self._ways)
        self.refresh()
        self.post_message(self.Changed())

    def action_submit(self) -> None:
        """Post Submitted."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """Choose the next way."""
        event.stop()
        self.action_turn(1)

    def render(self) -> Content:
        """The way in words."""
        return Content.assemble(self.way.value if self.way else "", ("  space", "$dim"))


class ShareRows(VerticalScroll, can_focus=False):
    """One field for each subnet."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[FormRow, ...] = ()
        self._typed: dict[int, str] = {}

    def compose(self) -> ComposeResult:
        """Nothing before the first block."""
        yield from ()

    @property
    def texts(self) -> Mapping[int, str]:
        """What is typed, by netuid, in the order of the rows."""
        return {row.netuid: self._typed.get(row.netuid, "") for row in self._rows}

    async def show(self, rows: tuple[FormRow, ...]) -> None:
        """Show these rows; what was typed for a subnet stays, and fields are made again only where subnets change."""
        if [row.netuid for row in rows] == [row.netuid for row in self._rows]:
            self._rows = rows
            for row in rows:
                now = self.query_one(f"#share-now-{row.netuid}", Static)
                now.update(Content.styled(row.now, "$muted"))
                now.display = bool(row.now)
            return
        self._rows = rows
        await self.remove_children()
        await self.mount_all([self._line(row) for row in rows])

    def keep(self, netuid: int, text: str) -> None:
        """Keep what was typed for a subnet."""
        self._typed[netuid] = text

    def _line(self, row: FormRow) -> Horizontal:
        name = Static(Content(cleaned(row.label, NAME_CELLS)), classes="share-name")
        now = Static(Content.styled(row.now, "$muted"), classes="share-now", id=f"share-now-{row.netuid}")
        now.display = bool(row.now)
        placeholder = "new" if row.now else "share"
        written = PausingField(self._typed.get(row.netuid, ""), placeholder=placeholder, id=f"share-{row.netuid}")
        return Horizontal(name, now, written, Static("%", classes="unit"), classes="field share-row")
