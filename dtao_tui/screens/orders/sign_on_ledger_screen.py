"""Dialog that waits while an order is approved on the account's Ledger."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.screens.dialog import Dialog
from dtao_tui.screens.orders.away_lines import OVER, blocks_left, time_line
from dtao_tui.screens.orders.call_lines import LABEL_CELLS, Names, call_lines
from dtao_tui.services.context import AppContext
from dtao_tui.services.orders.outside_orders import AwayOrder
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.fitted_text import FittedText
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.text_lines import address_in_groups, key_and_word, labelled, stacked

WAITS = "Compare this order with what the Ledger shows, and approve it there."
LEFT = "Nothing was sent, and a signature that is made now goes nowhere. Reject the order on the Ledger, too."


class SignOnLedgerScreen(Dialog[Review | None]):
    """Asks the Ledger as soon as it opens; returns the review with its signature, or None where it was left."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("enter", "ask_again", show=False),
    ]

    title_word = "Sign on the Ledger"

    def __init__(self, parts: AppContext, away: AwayOrder, names: Mapping[str, str]) -> None:
        """`names` are the validators' own, by hotkey."""
        super().__init__(parts)
        self._away = away
        self._names = names
        self._is_waiting = False

    def title_aside(self) -> str:
        """The kind of order."""
        return f"{self._away.review.intent.op}, number {self._away.laid_out.unsigned.nonce}"

    def body(self) -> ComposeResult:
        """What to do, the time that is left, the order as the device should show it, and the keys."""
        with VerticalScroll(classes="fitting"):
            yield Static(id="ledger-says", markup=False)
            yield Static(id="ledger-time")
            yield OrderOnDevice(self._away, Names(self._names, self.parts.session.account_names))
        yield Static(id="ledger-keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Ask, and follow the blocks, which take its time away."""
        follow(self, "snapshot", self._show_time)
        self._show_time()
        self.action_ask_again()

    def action_ask_again(self) -> None:
        """Ask the Ledger, unless it is being asked or the order's time is over."""
        if self._is_waiting:
            return
        blocks = blocks_left(self._away, self.app.snapshot)
        if blocks == 0:
            self._say(OVER)
        else:
            self._ask(blocks * self._away.block_seconds)

    def action_leave(self) -> None:
        """Close; a process that waits for the device is ended, and a signature that comes later goes nowhere."""
        if self._is_waiting:
            self.app.notify(LEFT, title="The order was left", markup=False)
        self.dismiss(None)

    @work(group="ledger", exclusive=True, exit_on_error=True)
    async def _ask(self, seconds: float) -> None:
        self._is_waiting = True
        self._say("")
        try:
            signed = await self.parts.outside.signed_on_ledger(self._away, seconds)
        except WalletTrouble as trouble:
            self._is_waiting = False
            self._say(str(trouble))
        else:
            self.dismiss(signed)

    def _show_time(self) -> None:
        self.query_one("#ledger-time", Static).update(time_line(self._away, self.app.snapshot))

    def _say(self, trouble: str) -> None:
        """Say what the device needs, or that it waits for the person, and offer the keys for that."""
        says = self.query_one("#ledger-says", Static)
        says.set_class(bool(trouble), "-answer")
        says.update(trouble or WAITS)
        again = [] if self._is_waiting else [key_and_word("enter", "Ask it again")]
        keys = Content("   ").join([*again, key_and_word("esc", "Cancel")])
        self.query_one("#ledger-keys", Static).update(keys)


class OrderOnDevice(FittedText):
    """The call with every argument, and the key that signs it."""

    def __init__(self, away: AwayOrder, names: Names) -> None:
        super().__init__()
        self._away = away
        self._names = names

    def text_at(self, width: int) -> Content:
        """The lines of the review that the device shows, too."""
        review = self._away.review
        signs = labelled("signs", address_in_groups(review.unsigned.signer), LABEL_CELLS)
        path = labelled("", Content.styled(str(review.account.keyholder.ledger), "$muted"), LABEL_CELLS)
        return stacked([*call_lines(review, self._names, width), Content(""), signs, path])
