"""Review: the last look before a signature."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one

from dtao_tui.domain.formatting import fine
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.demand import Demand
from dtao_tui.ports.networks import NetworkKind
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.dialog import Dialog, network_kind
from dtao_tui.screens.orders.call_lines import Names
from dtao_tui.screens.orders.review_sheet import ReviewSheet
from dtao_tui.screens.wallets.typed_password import TypedPasswordScreen
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import Review
from dtao_tui.trading.confirmation import demands_of
from dtao_tui.trading.order_review import received_now
from dtao_tui.trading.spend_guard import PasswordReason
from dtao_tui.widgets.lifecycle import follow
from dtao_tui.widgets.text_lines import digits
from dtao_tui.widgets.trade.confirm import ARMED_AFTER, ConfirmBar

WATCHED_EACH = 0.5
"""Seconds between looks at the lock."""


class ReviewScreen(Dialog[bool]):
    """Shows the order as the signer reads it; True when it was confirmed as the network demands."""

    AUTO_FOCUS = "ConfirmBar"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("ctrl+y", "copy_as", "Copy as", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("pageup,home", "scroll(-20)", "Top", show=False),
        Binding("pagedown,end", "scroll(20)", "End", show=False),
    ]

    takes_typing = False
    title_word = "Review"
    foot = "ctrl+y copy as"
    scroll = query_one("#review-scroll", VerticalScroll)
    bar = query_one(ConfirmBar)

    def __init__(
        self,
        review: Review,
        parts: AppContext,
        names: Mapping[str, str] | None = None,
        *,
        armed_after: float = ARMED_AFTER,
    ) -> None:
        """`names` are the validators' own, by hotkey."""
        super().__init__(parts)
        self._review = review
        self._names = names or {}
        self._armed_after = armed_after

    def title_aside(self) -> str:
        """The kind of order."""
        return self._review.intent.op

    def body(self) -> ComposeResult:
        """The sheet, and the line that confirms."""
        with VerticalScroll(id="review-scroll", classes="fitting", can_focus=False):
            names = Names(self._names, self.parts.session.account_names)
            yield ReviewSheet(self._review, self.parts.clock.wall(), names)
        yield ConfirmBar(self._demands(), armed_after=self._armed_after)

    @on(events.Mount)
    def begin(self) -> None:
        """Watch how far it was read, the lock, and whether the terminal has the focus."""
        self.watch(self.scroll, "scroll_y", self._look_at_the_end, init=False)
        follow(self, "app_focus", self._watch_terminal_focus)
        follow(self, "snapshot", self._show_age)
        self._show_age()
        self.call_after_refresh(self._look_at_the_end)
        self.set_interval(WATCHED_EACH, self._watch_lock)
        self.set_interval(WATCHED_EACH, self._show_time)

    @on(events.Resize)
    def check_read_to_end(self) -> None:
        """Check again whether the end of the text is visible after the dialog was resized."""
        self.call_after_refresh(self._look_at_the_end)

    def action_scroll(self, lines: int) -> None:
        """Move the text."""
        self.scroll.scroll_relative(y=lines, animate=False)

    def action_copy_as(self) -> None:
        """Offer the order as text, as it would be signed."""
        copies = self.parts.copies.of_review(self._review)
        self.app.push_screen(CopyScreen(self.parts, copies, f"{self._review.intent.op}, not signed"))

    def action_cancel(self) -> None:
        """Close without a signature."""
        self.dismiss(False)

    @on(ConfirmBar.Confirmed)
    def confirm(self) -> None:
        """Go on to sign, if the key is still at hand and the number still means the subnet that was reviewed."""
        snapshot = self.app.snapshot
        trouble = snapshot.trouble_with(self._review.subnet.id) if snapshot else ""
        if trouble:
            self.app.notify(f"{trouble} Nothing was signed.", severity="warning", markup=False, timeout=12)
            self.dismiss(False)
        elif not self.parts.session.can_sign_now:
            self._watch_lock()
        elif self._review.password_reason is None:
            self.dismiss(True)
        else:
            self._ask_password(self._review.password_reason)

    @work(group="password", exclusive=True, exit_on_error=True)
    async def _ask_password(self, reason: PasswordReason) -> None:
        """Have the password typed for this order; without it nothing is signed."""
        review, desk = self._review, self.parts.desk

        async def prove(password: str) -> None:
            await desk.prove_password(review, password)

        asking = TypedPasswordScreen(self.parts, review.account.keyholder, reason.value, prove)
        is_proven = await self.app.push_screen_wait(asking)
        self.dismiss(is_proven)

    @on(ConfirmBar.Cancelled)
    def cancel(self) -> None:
        """Close without a signature."""
        self.dismiss(False)

    def _demands(self) -> tuple[Demand, ...]:
        is_mainnet = network_kind(self.parts) is NetworkKind.MAINNET
        is_first = self.parts.desk.session_order_count == 0
        return demands_of(self._review, is_mainnet=is_mainnet, is_first=is_first)

    def _look_at_the_end(self) -> None:
        scroll = self.scroll
        if scroll.scroll_offset.y >= scroll.max_scroll_y and scroll.size.height:
            self.bar.allow()

    def _show_age(self) -> None:
        """Show the quote's age, what the order would bring now, and whether the price has passed the limit."""
        if self.app.snapshot is not None:
            parts = (_age(self._review, self.app.snapshot), Content.styled(self.foot, "$muted"))
            self.query_one("#box").border_subtitle = Content("   ").join([part for part in parts if part.plain])

    def _show_time(self) -> None:
        self.query_one(ReviewSheet).show_time(self.parts.clock.wall())

    def _watch_terminal_focus(self) -> None:
        if not self.app.app_focus:
            self.bar.disarm()

    def _watch_lock(self) -> None:
        if not self.parts.session.can_sign_now and self.is_current:
            self.app.notify("The account has locked itself. Nothing was signed.", severity="warning", markup=False)
            self.dismiss(False)


def _age(review: Review, snapshot: Snapshot) -> Content:
    """How old the quote is at this block, and what the order would bring now."""
    blocks = snapshot.block - review.snapshot.block
    if blocks <= 0:
        return Content("")
    trouble = snapshot.trouble_with(review.subnet.id)
    if trouble:
        return Content.styled(f"{trouble} Nothing will be signed.", "$loss")
    received = received_now(review, snapshot)
    if received is None:
        return Content.styled("the price is beyond the limit now: the chain would refuse", "$loss")
    ago = f"quoted {blocks} block{'' if blocks == 1 else 's'} ago"
    if not review.quote.legs:
        return Content.styled(ago, "$muted")
    unit = review.symbol_of(received)
    ago += ", now it brings "
    return Content.assemble((ago, "$muted"), digits(fine(received, decimals=6), "$foreground"), (f" {unit}", "$muted"))
