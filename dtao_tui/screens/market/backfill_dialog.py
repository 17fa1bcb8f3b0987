"""The dialog of the backfill: what is read and what that costs before it begins, then where it is."""

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from dtao_tui.domain.history.backfills import (
    USUAL_DAYS,
    USUAL_RATE,
    USUAL_STEP,
    BackfillProgress,
    BackfillRefused,
    BackfillState,
    BackfillWish,
    wish_of,
)
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.backfill.backfill_desk import BackfillDesk
from dtao_tui.services.context import AppContext
from dtao_tui.settings import NotASetting
from dtao_tui.widgets.inputs.edit_keys import FIELD_KEYS
from dtao_tui.widgets.inputs.text_field import TextField
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.panels.backfill_lines import before_line, cost_lines, progress_lines
from dtao_tui.widgets.text_lines import key_and_word, put, stacked

_BODY_CELLS = 66
_WORDS = (
    "Reads what the market did before it was recorded here, from an archive: an endpoint that keeps old states. "
    "What was recorded stays as it is; nothing read so sets off an alert."
)
_GOES_ON = "The backfill goes on. The command backfill shows it."


class BackfillDialog(Dialog[None]):
    """Fields and cost where none is under way, else its progress; closing it ends nothing."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *FIELD_KEYS,
        Binding("escape", "leave", "Back", show=False),
        Binding("p", "pause", "Pause", show=False),
        Binding("c", "cancel", "Cancel", show=False),
        Binding("n", "again", "Again", show=False),
    ]

    title_word = "Backfill"

    def __init__(self, parts: AppContext, desk: BackfillDesk) -> None:
        super().__init__(parts)
        self._desk = desk
        self._is_asking = not desk.is_under_way
        self._before = Content("")

    def body(self) -> ComposeResult:
        """The fields with the cost, the progress, and the keys."""
        with VerticalScroll(classes="fitting", can_focus=False):
            with Vertical(id="backfill-form"):
                yield Static(Content(_WORDS), classes="words")
                for caption, name, value in self._fields():
                    yield Static(Content(caption), classes="caption")
                    yield TextField(value, id=f"backfill-{name}", placeholder="wss://…" if name == "url" else "")
                yield Static(id="backfill-cost", classes="spaced")
            yield Static(id="backfill-progress")
            yield Static(id="backfill-said", classes="spaced")
        yield Static(id="backfill-keys", classes="keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Show what is so, and follow it."""
        self._show()
        follow(self, "beats", self._show_progress)
        self._tell_cost()

    @on(Input.Changed)
    def ask_again(self, event: Input.Changed) -> None:
        """Tell the cost of what is wanted now."""
        event.stop()
        self._say("")
        self._tell_cost()

    @on(Input.Submitted)
    def start(self, event: Input.Submitted) -> None:
        """Begin; Enter does the same in each field, since the cost stands below them."""
        event.stop()
        try:
            self._desk.begin(self._text("url"), self._wish())
        except (BackfillRefused, NotASetting, ChainTrouble) as trouble:
            self._say(str(trouble))
            return
        self._is_asking = False
        self._show()
        watch_backfill(self.app, self._desk)

    def action_pause(self) -> None:
        """Pause, or go on."""
        progress = self._desk.progress
        if progress is not None and progress.state is BackfillState.PAUSED:
            self._desk.resume()
        elif self._desk.is_under_way:
            self._desk.pause()
        self._show_progress()

    def action_cancel(self) -> None:
        """End it; what was read stays."""
        if self._desk.is_under_way:
            self._cancel()

    def action_again(self) -> None:
        """Show the fields again, once it is over."""
        if not self._desk.is_under_way and not self._is_asking:
            self._is_asking = True
            self._say("")
            self._show()
            self._tell_cost()

    def action_leave(self) -> None:
        """Close; what is under way goes on."""
        self.dismiss(None)
        if self._desk.is_under_way:
            self.app.notify(_GOES_ON, title="Backfill", markup=False)

    def title_aside(self) -> str:
        """What it is of."""
        return "the market's past"

    @work(group="backfill-cancel", exclusive=True, exit_on_error=True)
    async def _cancel(self) -> None:
        await self._desk.cancel()
        self._show_progress()

    @work(group="backfill-cost", exclusive=True, exit_on_error=True)
    async def _tell_cost(self) -> None:
        """What it costs, as far as the record and the newest block tell."""
        snapshot = self.app.snapshot
        if not self._is_asking or snapshot is None:
            return
        try:
            cost = await self._desk.cost(snapshot, self._wish())
            self._before = before_line(await self._desk.before(snapshot.genesis))
        except (BackfillRefused, RecordTrouble) as trouble:
            put(self.query_one("#backfill-cost", Static), Content.styled(str(trouble), "$loss"))
            return
        lines = [Content.styled("This chain tells no time.", "$loss")] if cost is None else cost_lines(cost)
        put(self.query_one("#backfill-cost", Static), stacked([*lines, *([self._before] if self._before else [])]))

    def _show(self) -> None:
        """Show the fields or the progress."""
        self.query_one("#backfill-form").display = self._is_asking
        self.query_one("#backfill-progress").display = not self._is_asking
        if self._is_asking:
            fields = list(self.query(TextField))
            self.set_focus(next((field for field in fields if not field.value), fields[-1]))
        else:
            self.set_focus(None)
        self._show_progress()

    def _show_progress(self) -> None:
        progress = self._desk.progress
        if not self._is_asking and progress is not None:
            width = min(self.size.width - 6, _BODY_CELLS)
            put(self.query_one("#backfill-progress", Static), stacked(progress_lines(progress, width)))
            self._say(progress.sentence, "$loss" if progress.state is BackfillState.FAILED else "$muted")
        put(self.query_one("#backfill-keys", Static), self._keys(progress))

    def _keys(self, progress: BackfillProgress | None) -> Content:
        if self._is_asking:
            keys = [("enter", "Begin"), ("tab", "Next field"), ("esc", "Back")]
        elif progress is None or progress.state.is_over:
            keys = [("n", "Another"), ("esc", "Back")]
        else:
            paused = progress.state is BackfillState.PAUSED
            keys = [("p", "Go on" if paused else "Pause"), ("c", "Cancel"), ("esc", "Close, it goes on")]
        return Content("   ").join(key_and_word(key, word) for key, word in keys)

    def _say(self, sentence: str, style: str = "$loss") -> None:
        put(self.query_one("#backfill-said", Static), Content.styled(sentence, style))

    def _fields(self) -> list[tuple[str, str, str]]:
        return [
            ("Archive", "url", self._desk.usual),
            ("Days back", "days", str(USUAL_DAYS)),
            ("A bar: 10m, 1h or 1d", "step", USUAL_STEP),
            ("Requests a second, at most", "rate", f"{USUAL_RATE:g}"),
        ]

    def _text(self, name: str) -> str:
        return self.query_one(f"#backfill-{name}", TextField).value.strip()

    def _wish(self) -> BackfillWish:
        try:
            days, rate = int(self._text("days")), float(self._text("rate"))
        except ValueError:
            raise BackfillRefused("Days are a whole number, and the rate a number.") from None
        return wish_of(self._text("step"), days, rate)


def show_backfill(app: AppState) -> None:
    """Open the dialog, where the market is recorded and there is a chain."""
    desk = app.parts.backfills
    if desk is None or app.snapshot is None:
        app.notify("Not connected yet: the past is that of a chain.", title="Backfill", markup=False)
        return
    app.push_screen(BackfillDialog(app.parts, desk))


def watch_backfill(app: AppState, desk: BackfillDesk) -> None:
    """Tell a person how the backfill ended, whatever is shown then, and show what it brought."""

    async def wait() -> None:
        progress = await desk.ended()
        await app.parts.memory.read_again()
        app.past_reads += 1
        if progress is not None and progress.state is BackfillState.DONE:
            app.notify(progress.sentence, title="Backfill", markup=False, timeout=12)
        elif progress is not None and progress.state is BackfillState.FAILED:
            app.notify(progress.sentence, title="Backfill", severity="warning", markup=False, timeout=12)

    app.run_worker(wait(), name="backfill", group="backfill", exclusive=True, exit_on_error=True)
