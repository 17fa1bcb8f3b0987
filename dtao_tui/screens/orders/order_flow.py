"""Steps from a draft to a tracked order: the chain's check, review, confirmation, placing, progress."""

from collections.abc import Callable, Mapping

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.ports.errors import Trouble
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.orders.order_progress import ProgressScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.orders.sign_elsewhere_screen import SignElsewhereScreen
from dtao_tui.screens.orders.sign_on_ledger_screen import SignOnLedgerScreen
from dtao_tui.services.trading_desk import NotPlaced, Review, TradingDesk
from dtao_tui.trading.ticket.ticket_draft import Draft

ASKING_SECOND = "asking a second endpoint …"


async def chain_word(desk: TradingDesk, draft: Draft, snapshot: Snapshot) -> Quote | Check | None:
    """The chain's own quote where only it can quote, else its check of the draft; None where nothing is to be asked."""
    try:
        if draft.needs_chain_quote:
            return await desk.chain_quote(draft, snapshot)
        if not draft.is_complete:
            return None
        answer = await desk.chain_check(draft, snapshot)
    except (Trouble, NotPlaced) as trouble:
        return Check("chain", False, str(trouble))
    return answer.check


async def review_and_place(
    desk: AppState, draft: Draft, snapshot: Snapshot, names: Mapping[str, str], waits_for: Callable[[str], None]
) -> bool:
    """Whether an order was confirmed and is followed now; it must be run from a worker.

    `names` are the validators' own, by hotkey; `waits_for` hears what takes some seconds, and "" afterwards.
    Raises NotPlaced and Trouble where nothing was signed.
    """
    review = await _reviewed(desk, draft, snapshot, waits_for)
    if not await desk.push_screen_wait(ReviewScreen(review, desk.parts, names)):
        return False
    if review.account.signs_elsewhere:
        signed = await _signed_on_device(desk, review, names)
        if signed is None:
            return False
        review = signed
    # It begins here and goes on by itself; the box only watches it.
    placing = desk.parts.desk.place(review)
    await desk.push_screen(ProgressScreen(placing, review, desk.parts))
    return True


async def _signed_on_device(desk: AppState, review: Review, names: Mapping[str, str]) -> Review | None:
    """The review with the signature of the device that has its key; None where it was left."""
    away = await desk.parts.outside.lay_out(review)
    if review.account.keyholder.ledger is not None:
        return await desk.push_screen_wait(SignOnLedgerScreen(desk.parts, away, names))
    return await desk.push_screen_wait(SignElsewhereScreen(desk.parts, away))


async def _reviewed(desk: AppState, draft: Draft, snapshot: Snapshot, waits_for: Callable[[str], None]) -> Review:
    waits_for(ASKING_SECOND if desk.parts.desk.safeguards.second else "")
    try:
        return await desk.parts.desk.review(draft, snapshot)
    finally:
        waits_for("")
