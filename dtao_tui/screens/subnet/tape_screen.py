"""The tape of one subnet on a screen of its own, for where it has no room beside the chart."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.getters import query_one

from dtao_tui.domain.market import Snapshot
from dtao_tui.screens.subnet.tape_host import TapeHost
from dtao_tui.trading.ticket.shown_subnet import ShownSubnet
from dtao_tui.widgets.keys.key_table import ROWS, TAPE
from dtao_tui.widgets.tape.tape_panel import TapePanel


class TapeScreen(TapeHost):
    """The trades of one subnet as they happen."""

    own_scopes = (TAPE, ROWS)
    AUTO_FOCUS: ClassVar[str | None] = "#tape-rows"

    panel = query_one(TapePanel)

    def __init__(self, netuid: int) -> None:
        super().__init__()
        self.netuid = netuid
        self._meant = ShownSubnet(netuid)

    def body(self) -> ComposeResult:
        """The tape alone."""
        yield TapePanel(id="tape", is_alone=True)

    @property
    def traded_netuid(self) -> int | None:
        """This subnet."""
        return self.netuid

    @property
    def tape_panel(self) -> TapePanel | None:
        """The panel, which is always shown."""
        return self.panel if self.is_mounted else None

    async def toggle_tape(self) -> None:
        """Close this screen."""
        await self.app.pop_screen()

    @on(events.Resize)
    def lay_out(self) -> None:
        """Fit the columns once the width is known."""
        self.call_after_refresh(self.show_tape)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Bring the share of buys and the title to this block."""
        trouble = self._meant.follow(snapshot)
        if trouble:
            self.notify(
                f"{trouble} All that is shown is of that one now.", severity="warning", markup=False, timeout=12
            )
        if self.netuid not in snapshot.subnets:
            gone = Content(f"{self.netuid}  this subnet is gone")
            self.panel.put_titles(gone, Content.styled("what is shown is its last block", "$note"))
            return
        self.show_tape()
