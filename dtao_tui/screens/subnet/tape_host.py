"""Screens that show the tape of a subnet: events of blocks are read while such a screen is seen, and no longer."""

from textual import events, on, work

from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.base import BaseScreen
from dtao_tui.services.block_events.events_follower import MOST_FILLED, Interest
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.tape.tape_panel import TapePanel
from dtao_tui.widgets.tape.tape_view import TapeView

INTEREST = "the tape"
"""The name under which screens need events."""


class TapeHost(BaseScreen):
    """A screen with a tape in it; it says by `tape_panel` whether that is shown."""

    netuid: int
    _interest: Interest | None = None

    @property
    def tape_panel(self) -> TapePanel | None:
        """The panel of the tape, or None where none is shown."""
        raise NotImplementedError

    async def toggle_tape(self) -> None:
        """Show the tape, or close it."""
        raise NotImplementedError

    @on(events.Mount)
    def follow_tape(self) -> None:
        """Show each change of the tape."""
        follow(self, "tape_changes", self.show_tape)

    @on(events.ScreenResume)
    def resume_tape(self) -> None:
        """Read events again, where the tape is shown."""
        self.show_tape()

    @on(events.ScreenSuspend)
    @on(events.Unmount)
    def end_tape(self) -> None:
        """Read no events for this screen."""
        if self._interest is not None:
            self._interest.end()
            self._interest = None

    def show_tape(self) -> None:
        """Bring the panel to what is known; begin to read events where it is shown, end it where it is not."""
        panel = self.tape_panel
        if panel is None or not self.is_seen:
            self.end_tape()
            return
        if self._interest is None:
            self._interest = self.app.parts.events.want(INTEREST, back=MOST_FILLED)
        view = self._tape_view()
        if view is not None:
            panel.show(view)

    def _tape_view(self) -> TapeView | None:
        snapshot, parts = self.app.snapshot, self.app.parts
        subnet = snapshot.subnets.get(self.netuid) if snapshot else None
        if snapshot is None or subnet is None:
            return None
        if not parts.tape.is_restored(subnet.id):
            self._recall(snapshot.genesis, subnet.id)
        now = snapshot.time_ms
        heard = parts.desk.validators_last_heard(self.netuid, snapshot)
        if heard is None:
            self._learn_names()
        return TapeView(
            subnet=subnet,
            lines=parts.tape.lines(subnet.id),
            pressure=parts.tape.pressure(subnet.id, now or 0),
            usual=parts.tape.usual(subnet.id),
            now_ms=now,
            since_ms=parts.tape.since(subnet.id),
            names={validator.hotkey: validator.name for validator in heard or () if validator.name},
            mine=parts.session.addresses(),
        )

    @work(group="recall", exclusive=True, exit_on_error=True)
    async def _recall(self, genesis: str, subnet: SubnetId) -> None:
        """Put what is recorded before what was read in this session, once."""
        tape, recorder = self.app.parts.tape, self.app.parts.tape_recorder
        recorded = await recorder.recorded(genesis, subnet)
        if not tape.is_restored(subnet):
            tape.restore(subnet, recorded)
            self.show_tape()

    @work(group="names", exclusive=True, exit_on_error=True)
    async def _learn_names(self) -> None:
        """Ask for the validators' names; the desk keeps the answer, and without it hotkeys stand in their place."""
        snapshot = self.app.snapshot
        if snapshot is None:
            return
        try:
            await self.app.parts.desk.validators(self.netuid, snapshot)
        except Trouble:
            return
        self.show_tape()
