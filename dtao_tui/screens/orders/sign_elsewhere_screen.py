"""Screen from which an order goes to another device, and to which its signature comes back."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.screens.dialog import Dialog
from dtao_tui.screens.orders.away_lines import OVER, account_lines, blocks_left, time_line
from dtao_tui.services.context import AppContext
from dtao_tui.services.orders.outside_orders import AwayOrder
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.inputs.text_field import TextField
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.qr.qr_sequence import QrSequence
from dtao_tui.widgets.text_lines import key_and_word

_HOW = "Scan this with Polkadot Vault. Compare there what it signs with the review; then bring its signature."


class SignElsewhereScreen(Dialog[Review | None]):
    """Shows an order as QR codes and writes it to a file; returns the review with its signature, or None."""

    AUTO_FOCUS = "QrSequence"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", show=False),
        Binding("f", "write", show=False),
        Binding("p", "proof", show=False),
        Binding("enter", "bring", show=False),
    ]

    takes_typing = False
    title_word = "Sign elsewhere"
    codes = query_one(QrSequence)
    field = query_one(TextField)

    def __init__(self, parts: AppContext, away: AwayOrder) -> None:
        super().__init__(parts)
        self._away = away
        self._has_proof = bool(away.laid_out.proof)

    def title_aside(self) -> str:
        """The kind of order."""
        return f"{self._away.review.intent.op}, number {self._away.laid_out.unsigned.nonce}"

    def body(self) -> ComposeResult:
        """The code at the left; what to do, the time that is left, and the field at the right."""
        with Horizontal(id="elsewhere"):
            yield QrSequence(self._frames)
            with Vertical(id="elsewhere-words"):
                yield Static(id="elsewhere-time")
                yield Static(_HOW, id="elsewhere-says", markup=False)
                yield Static(account_lines(self._away), id="elsewhere-account")
                yield Static(id="elsewhere-place")
                yield TextField(placeholder="signature, or a file's path", id="elsewhere-signature")
                yield Static(id="elsewhere-keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Follow the blocks, which take its time away."""
        self.codes.focus()
        follow(self, "snapshot", self._show_time)
        self._show_time()
        self._show_keys()

    def action_write(self) -> None:
        """Write the order to a file, for a machine without a network."""
        try:
            path = self.parts.outside.write(self._away)
        except WalletTrouble as trouble:
            self._say(str(trouble))
        else:
            self._say(f"Written to {path}. Sign its “payload” there, and give the signature or a file with it here.")

    def action_proof(self) -> None:
        """Show the order with or without the proof of the chain's metadata."""
        if self._away.laid_out.proof:
            self._has_proof = not self._has_proof
            self.codes.show(self._frames)
            self._show_keys()

    def action_bring(self) -> None:
        """Go to the field of the signature."""
        self.field.focus()

    @on(Input.Submitted)
    def take_signature(self, event: Input.Submitted) -> None:
        """Go on with the signature, once it verifies and the order's time is not over."""
        event.stop()
        if blocks_left(self._away, self.app.snapshot) == 0:
            self._say(OVER)
            return
        try:
            signed = self.parts.outside.signed(self._away, event.value)
        except WalletTrouble as trouble:
            self._say(str(trouble))
        else:
            self.dismiss(signed)

    @on(QrSequence.Turned)
    def show_place(self, event: QrSequence.Turned) -> None:
        """Say which of the codes is shown."""
        event.stop()
        still = " · paused" if event.is_paused else ""
        self.query_one("#elsewhere-place", Static).update(
            Content.styled(f"code {event.number} of {event.count}{still}", "$muted")
        )

    def _frames(self, most_bytes: int) -> tuple[bytes, ...]:
        return self.parts.outside.frames(self._away, most_bytes, with_proof=self._has_proof)

    def _show_time(self) -> None:
        self.query_one("#elsewhere-time", Static).update(time_line(self._away, self.app.snapshot))

    def _show_keys(self) -> None:
        keys = [key_and_word("space", "Pause"), key_and_word("← →", "Step"), key_and_word("f", "To a file")]
        if self._away.laid_out.proof:
            keys.append(key_and_word("p", "Without metadata" if self._has_proof else "With metadata"))
        keys += [key_and_word("enter", "Signature"), key_and_word("esc", "Cancel")]
        self.query_one("#elsewhere-keys", Static).update(Content("\n").join(keys))

    def _say(self, sentence: str) -> None:
        """Say what came of the last key, in the place of what is to be done first."""
        says = self.query_one("#elsewhere-says", Static)
        says.add_class("-answer")
        says.update(sentence)
