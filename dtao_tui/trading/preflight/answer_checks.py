"""Checks of what was answered, and when: the snapshot's age, the account, the chain's simulation, a second endpoint."""

from dataclasses import replace

from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.formatting import age, exact
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import AtSigning, Circumstances

MOST_BLOCKS_UNDER_REVIEW = 40
"""Age at which a review is refused, however wide its limit price is."""


def fresh(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether the prices are recent enough."""
    snapshot, now = circumstances.snapshot, circumstances.now
    if circumstances.at_signing is not None:
        return _fresh_enough(snapshot, circumstances.at_signing, now)
    fact = f"{age(snapshot.age(now))} old"
    if not snapshot.is_stale(now):
        return Check("fresh", True, caption="data", fact=fact)
    return Check("fresh", False, f"The newest block is {fact}; wait until blocks come again.", "data", fact)


def account(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether the account may sign, and has no earlier order whose outcome is unknown."""
    order, allowed = circumstances.open_order, circumstances.account
    if order is None:
        return allowed if allowed.fact or not allowed.passed else replace(allowed, fact="no order is open")
    if circumstances.at_signing is not None:
        return Check("account", False, "An order of this account is not resolved yet; the next one waits for it.")
    what = f"{order.operation} of {exact(order.pays)} on subnet {order.netuid}"
    sentence = f"Your {what} is not resolved yet; the next order waits for it. Look at it in Activity."
    return Check("account", False, sentence, fact=f"its {order.operation} is not resolved")


def chain(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """The chain's own answer; None until it has answered."""
    return circumstances.chain


def second(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """What a second endpoint said of the subnets at the last review; None where it was not asked of all lately.

    It never fails here: the review asks again, and refuses where they still differ.
    """
    told = [circumstances.comparisons.get(netuid) for netuid in intent.touches()]
    found = [comparison for comparison in told if comparison is not None]
    if not found or len(found) < len(told):
        return None
    for comparison in found:
        if comparison.differences:
            fact = f"differed about {comparison.differences[0].fact}"
            return Check("second", True, comparison.objection, fact=fact, is_note=True)
        if comparison.not_compared:
            return Check("second", True, comparison.not_compared, fact="gave no answer", is_note=True)
    return Check("second", True, fact=f"agrees on {', '.join(_compared(found[0]))}")


def _compared(comparison: Comparison) -> list[str]:
    """The facts that both endpoints told alike, in one word each."""
    told = ["runtime"] if comparison.runtime is not None else []
    told += ["reserves", "weights", "fee"] if comparison.pools else []
    told += ["names"] if comparison.is_name_told else []
    return told + (["validator"] if comparison.hotkeys else [])


def _fresh_enough(reviewed: Snapshot, confirmed: AtSigning, now: float) -> Check:
    """Whether blocks have come since the snapshot that was reviewed, and not too many."""
    blocks, sentence = confirmed.block - reviewed.block, ""
    if blocks <= 0 and reviewed.is_stale(now):
        sentence = "No new block has come since the quote; nothing is signed until blocks come again."
    elif blocks > MOST_BLOCKS_UNDER_REVIEW and not confirmed.is_signed_elsewhere:
        sentence = f"The quote is {blocks} blocks old; review the order again."
    return Check("fresh", not sentence, sentence, "data")
