"""Checks of single operations: another subnet, another account, whole exits, dividends to claim, locks."""

from dtao_tui.domain.amounts import Alpha, Tao, as_alpha, as_tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.market import LEAST_STAKE
from dtao_tui.domain.operations.swap_intents import MOST_POSITIONS, ExitSubnet
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.amount_checks import least_at_price
from dtao_tui.trading.preflight.measured import short

_NOT_KNOWN = "not known"
_MINIMUM = "minimum"


def another_subnet(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether another subnet is chosen, and is not the one that is left."""
    if "destination" in intent.unfilled():
        return Check("destination", False, "Choose the subnet to swap to.", "to subnet", "none yet")
    subnets = circumstances.subnets_of(intent)
    if len({subnet.netuid for subnet in subnets}) < 2:
        return Check("destination", False, "This is the subnet that the stake is on; choose another.", "to subnet")
    return Check("destination", True, caption="to subnet", fact=subnets[-1].label)


def least_swap(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the chain takes so small a sale for a swap: more than the least stake (`validate_stake_transition`)."""
    return _least_crossing(quote, LEAST_STAKE, circumstances) if intent.route() else None


def least_transfer(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether so small a transfer is taken: at the price within a subnet, by what its sale brings across subnets.

    Across subnets it is made of a swap, which needs more than the least stake.
    """
    if quote is None:
        return None
    if quote.legs:
        return _least_crossing(quote, LEAST_STAKE, circumstances)
    return least_at_price(intent, circumstances, "gives away")


def least_payment(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether a payment is large enough for an account that has nothing yet (`ExistentialDeposit`)."""
    pays, least = as_tao(intent.amount), circumstances.existential_deposit
    if not pays:
        return None
    fact = f"{short(pays, circumstances.snapshot)}, least {with_unit(least)}"
    if pays >= least:
        return Check(_MINIMUM, True, fact=fact)
    return Check(_MINIMUM, False, f"An account holds at least {with_unit(least)}; pay that much or more.", fact=fact)


def recipient(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether another account is chosen that is not the one that gives."""
    holdings = circumstances.holdings
    if not intent.recipient:
        return Check(
            "recipient", False, "Type the account that gets it, or choose it from your addresses.", "to account"
        )
    if holdings is not None and holdings.address == intent.recipient:
        return Check("recipient", False, "This is the account that pays; choose another.", "to account")
    return Check("recipient", True, caption="to account", fact=f"{intent.recipient[:6]}…{intent.recipient[-6:]}")


def positions(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether there is something to sell, all of it can leave, and one batch holds it."""
    if not isinstance(intent, ExitSubnet):
        return None
    count, symbol = len(intent.positions), circumstances.subnet_of(intent).symbol
    if not count:
        return Check("positions", False, "Nothing of this account is staked on this subnet.", fact="none")
    held = circumstances.held_on(intent.netuid)
    fact = f"{short(intent.amount, circumstances.snapshot)} with {count} validator{'s' if count > 1 else ''}"
    if held.most < held.amount:
        can = with_unit(held.most, symbol)
        sentence = (
            f"Not all of it can leave now: {can} of {with_unit(held.amount, symbol)} can. Unstake a part instead."
        )
        return Check("positions", False, sentence, fact=fact)
    if count > MOST_POSITIONS:
        sentence = (
            f"At most {MOST_POSITIONS} positions are sold at once, and there are {count}; unstake some of them first."
        )
        return Check("positions", False, sentence, fact=fact)
    return Check("positions", True, fact=fact)


def claimable(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the validator's basket owes anything, by the chain's answer of just now; None before it has answered."""
    if intent.hotkey not in circumstances.claimable:
        return None
    owed = circumstances.claimable[intent.hotkey]
    if owed is None:
        return Check("claim", False, "This chain does not tell what a validator's basket owes.", "owed", _NOT_KNOWN)
    fact = short(owed, circumstances.snapshot)
    if not owed:
        return Check("claim", False, "This validator's basket owes this account nothing now.", "owed", fact)
    fee = circumstances.network_fee
    if fee is not None and owed <= fee:
        sentence = f"The network's fee, {with_unit(fee)}, is more than this brings; waiting costs nothing."
        return Check("claim", True, sentence, "owed", fact, is_note=True)
    return Check("claim", True, caption="owed", fact=f"{fact}, paid as root stake")


def lockable(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether this much of the account's stake on the subnet is not locked yet, whichever validators it is with."""
    held = circumstances.held_on(intent.netuid)
    pays, symbol = as_alpha(intent.amount), circumstances.subnet_of(intent).symbol
    locked = held.locked
    if circumstances.holdings is None or locked is None:
        sentence = "What of this stake is locked already is not known, so it cannot be told what can be locked."
        return Check("lockable", False, sentence, "lock", _NOT_KNOWN)
    most = max(held.amount - locked, Alpha(0, intent.netuid))
    fact = f"{short(most, circumstances.snapshot)} can be locked"
    if pays <= most:
        sentence = "What is locked cannot leave the subnet until the lock has decayed, which takes months."
        return Check("lockable", True, sentence, "lock", fact, is_note=True)
    there = f"Only {with_unit(most, symbol)} can be locked here" if most else "There is nothing to lock here"
    return Check("lockable", False, f"{there}; this is {with_unit(pays, symbol)}.", "lock", fact)


def perpetual(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether there is a lock that does not decay, by the chain's answer of just now; None before it has answered."""
    if intent.netuid not in circumstances.perpetual_locks:
        return None
    is_perpetual = circumstances.perpetual_locks[intent.netuid]
    held = circumstances.held_on(intent.netuid)
    if circumstances.holdings is None or held.locked is None or is_perpetual is None:
        sentence = "Whether something is locked here that does not decay is not known."
        return Check("perpetual", False, sentence, "lock", _NOT_KNOWN)
    fact = "none" if not held.locked else f"{short(held.locked, circumstances.snapshot)} locked"
    if not held.locked:
        return Check("perpetual", False, "Nothing of this account is locked on this subnet.", "lock", fact)
    if not is_perpetual:
        return Check("perpetual", False, "This lock decays already; no call makes it faster.", "lock", fact)
    sentence = "From now on the lock decays; what it still holds cannot leave the subnet."
    return Check("perpetual", True, sentence, "lock", fact, is_note=True)


def _least_crossing(quote: Quote | None, least: Tao, circumstances: Circumstances) -> Check | None:
    if quote is None or not quote.legs:
        return None
    brings = quote.legs[0].trade.received
    fact = f"{short(brings, circumstances.snapshot)}, more than {short(least, circumstances.snapshot)}"
    if brings.rao > least.rao:
        return Check(_MINIMUM, True, fact=fact)
    sentence = f"The chain swaps nothing that sells for {with_unit(least)} or less; this sells for {with_unit(brings)}."
    return Check(_MINIMUM, False, sentence, fact=fact)
