"""Checks of an order that a staking proxy signs for a coldkey: its scope, its permission, its own TAO for the fee."""

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.operations.staking_proxy import objection_to_call_by_proxy, objection_to_operation_by_proxy
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import NotAnOrder, SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.measured import short

FEE = "proxy's free τ"


def scope(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether a staking proxy may do this at all, where it may not."""
    if circumstances.proxy is None:
        return None
    sentence = objection_to_operation_by_proxy(ROW_OF[intent.op])
    if not sentence and quote is not None:
        try:
            sentence = objection_to_call_by_proxy(intent.call(quote.limits))
        except NotAnOrder:
            # What is missing is said by the other checks.
            return None
    return Check("proxy", False, sentence, fact="not for a staking proxy") if sentence else None


def permission(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the coldkey permits the key to trade its stake, at once."""
    state = circumstances.proxy
    if state is None:
        return None
    key = shortened(state.signer)
    if state.objection:
        return Check("proxy", False, state.objection, fact=f"{key} may not trade")
    return Check("proxy", True, fact=f"{key} may trade stake")


def fee(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the proxy's own TAO pays the network's fee; the fee of a call by proxy is never taken in alpha.

    `fees_in_alpha` looks at the outer call alone (transaction-fee pallet, spec 461). The fee is withdrawn so that the
    account stays alive.
    """
    state, network_fee = circumstances.proxy, circumstances.network_fee
    if state is None:
        return None
    if state.free is None:
        sentence = "The proxy's balance was not read yet; it comes with the next block."
        return Check("proxy", False, sentence, FEE, "not read yet")
    fact = short(state.free, circumstances.snapshot)
    needs = None if network_fee is None else network_fee + circumstances.existential_deposit
    if needs is None or state.free >= needs:
        return Check("proxy", True, caption=FEE, fact=fact)
    sentence = (
        f"The proxy {shortened(state.signer)} pays the network's fee itself: it needs {with_unit(needs)} and has "
        f"{with_unit(state.free)}. Send some TAO to it."
    )
    return Check("proxy", False, sentence, FEE, f"{fact}, needs {short(needs, circumstances.snapshot)}")
