"""Checks of orders by a staking proxy, and of orders that make a key one or take that back."""

from dtao_tui.domain.accounts import ProxyGrant, shortened
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.operations.proxy_intents import AllowProxy, RemoveProxy
from dtao_tui.domain.operations.staking_proxy import objection_to_call_by_proxy, objection_to_operation_by_proxy
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import NotAnOrder, SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.measured import short

FEE = "proxy's free τ"
DEPOSIT = "deposit"
_UNREAD = Check("proxy", False, "Which proxies this account has was not read yet.", fact="not known yet")


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
    if state.owner_pays:
        return _fee_of_owner(circumstances)
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


def _fee_of_owner(circumstances: Circumstances) -> Check | None:
    """Whether the coldkey's free TAO pays the fee that it has agreed to pay; its stake is never taken for it."""
    means = circumstances.means_of(0, "")
    if not means.is_short_of_fee or means.network_fee is None or means.free is None:
        return None
    due = with_unit(means.network_fee)
    sentence = f"This coldkey has agreed to pay its proxy's fees, and its free TAO does not pay {due}."
    return Check("proxy", False, sentence, "coldkey's free τ", short(means.free, circumstances.snapshot))


def deposit(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the free TAO pays the fee and the deposit that the chain holds for one more proxy."""
    held, fee_due = circumstances.deposit_of_one_more, circumstances.network_fee
    if circumstances.holdings is None or held is None:
        return Check("funds", False, "It is not known yet what the chain holds for a proxy.", DEPOSIT, "not known yet")
    if fee_due is None:
        return None
    needs = held + fee_due + circumstances.existential_deposit
    if circumstances.holdings.free >= needs:
        return Check("funds", True, caption=DEPOSIT, fact=f"{with_unit(held)}, given back when it is removed")
    sentence = (
        f"A proxy needs {with_unit(needs)} of free TAO: {with_unit(held)} are held as a deposit until it is removed, "
        f"the rest is the network's fee. There are {with_unit(circumstances.holdings.free)}."
    )
    return Check("funds", False, sentence, DEPOSIT, short(circumstances.holdings.free, circumstances.snapshot))


def is_new(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the key is another's and no proxy of this account yet."""
    if not isinstance(intent, AllowProxy) or not intent.delegate:
        return None
    if circumstances.holdings is not None and intent.delegate == circumstances.holdings.address:
        return Check("proxy", False, "An account cannot be its own proxy.")
    if circumstances.grants is None:
        return _UNREAD
    if _grant_to(intent, circumstances.grants) is not None:
        return Check("proxy", False, f"{shortened(intent.delegate)} is a staking proxy of this account already.")
    return Check("proxy", True, fact=f"{shortened(intent.delegate)} is none yet")


def is_there(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the key is a staking proxy of this account."""
    if not isinstance(intent, RemoveProxy) or not intent.delegate:
        return None
    if circumstances.grants is None:
        return _UNREAD
    if _grant_to(intent, circumstances.grants) is None:
        return Check("proxy", False, f"{shortened(intent.delegate)} is no staking proxy of this account.")
    return Check("proxy", True, fact=f"{shortened(intent.delegate)} may trade stake until then")


def _grant_to(intent: AllowProxy | RemoveProxy, grants: tuple[ProxyGrant, ...]) -> ProxyGrant | None:
    return next((grant for grant in grants if grant.delegate == intent.delegate and grant.can_trade), None)
