"""Preflight: the table of checks that come before a signature. An operation names those that apply to it."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from dtao_tui.domain.amounts import Alpha, Tao, as_alpha, as_tao
from dtao_tui.domain.formatting import age, count, exact, with_unit
from dtao_tui.domain.holdings import Held, Means
from dtao_tui.domain.market import LEAST_STAKE, LEAST_TRANSFER, Snapshot, Subnet
from dtao_tui.domain.pools.curve_kind import NOT_CONFIRMED_ELSEWHERE
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.pools.swaps import fee_on_gross
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent, Unstake, is_complete
from dtao_tui.domain.trades.operations import OPERATIONS, FieldKind
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.circumstances import Circumstances

NEEDS_AMOUNT = frozenset(
    {"free_tao", "fee_in_tao", "own_stake", "least_stake", "least_unstake", "least_move", "limit", "chain", "lock"}
)
"""The checks that say nothing of an order without an amount."""

AT_SIGNING = ("account", "same_subnet", "fresh")
"""The checks that a review does not settle: they are run again when it is confirmed, in this order."""

MOST_BLOCKS_UNDER_REVIEW = 40
"""Age at which a review is refused, however wide its limit price is."""

CheckFunction = Callable[[SingleIntent, Quote | None, Circumstances], Check | None]
"""None where it does not apply, or cannot be judged yet."""


def nothing_to_pay(means: Means, *, pays_stake: bool) -> str:
    """The sentence for a share of the balance that is zero."""
    if pays_stake and means.held.amount and not means.held.most:
        return _why_not_all(means.held)
    return "There is nothing to pay with."


def least_stake_of(subnet: Subnet) -> Tao:
    """The smallest stake that the chain takes on this subnet."""
    fee = 0 if subnet.pool.is_stable else fee_on_gross(LEAST_STAKE.rao, subnet.pool.fee_rate)
    return Tao(LEAST_STAKE.rao + fee)


def least_stake(pays: Tao, subnet: Subnet) -> Check:
    """Whether the chain takes so small a stake (`validate_add_stake`: the minimum and the fee on it)."""
    least = least_stake_of(subnet)
    passed = pays >= least
    return Check("minimum", passed, "" if passed else f"The chain takes no stake under {with_unit(least)}.")


def least_unstake(brings: Tao, *, leaves_a_rest: bool) -> Check:
    """Whether so small an unstake is taken; the sale of the whole position always is (`validate_remove_stake`)."""
    if not leaves_a_rest or brings >= LEAST_STAKE:
        return Check("minimum", True)
    least = with_unit(LEAST_STAKE)
    sentence = f"The chain pays out no less than {least} unless all is sold; this brings {with_unit(brings)}."
    return Check("minimum", False, sentence)


def limit(quote: Quote, subnet: Subnet) -> Check:
    """Whether the order fills whole within the tolerance."""
    if quote.fills or quote.largest is None:
        return Check("limit", True)
    if not quote.largest:
        return Check("limit", False, f"No order fills within {quote.tolerance}; the price is too coarse. Allow more.")
    largest = with_unit(quote.largest, subnet.symbol)
    return Check("limit", False, f"Within {quote.tolerance} at most {largest} fill; pay less, or allow more.")


def is_open(subnet: Subnet) -> Check | None:
    """Whether the subnet is open for staking, where it is not."""
    return None if subnet.is_open else Check("subnet", False, f"Subnet {subnet.netuid} is not open for staking yet.")


def curve(subnet: Subnet, *, can_simulate: bool, is_here: bool) -> Check | None:
    """Whether the quote can be checked, computed here and by the chain's simulation, where it cannot.

    On an endpoint of this machine the rehearsal of the signed order replaces a simulation that the chain lacks.
    """
    if not subnet.curve_is_known:
        return Check("curve", False, "This pool's curve is not computed here; nothing is signed.")
    if can_simulate or is_here or subnet.pool.is_stable:
        return None
    return Check("curve", False, NOT_CONFIRMED_ELSEWHERE)


def _free_tao(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether the free balance pays the order, the network's fee, and leaves what must stay."""
    pays, means = as_tao(intent.amount), circumstances.means_of(intent.netuid, intent.hotkey)
    if means.free is None:
        return Check("funds", False, "This account's balance was not read yet; it comes with the next block.")
    most, network_fee = means.free if means.spendable is None else means.spendable, means.network_fee
    if pays <= most:
        return Check("funds", True)
    kept = "" if network_fee is None else f" once {with_unit(network_fee)} are kept for the network's fee"
    return Check("funds", False, f"You can pay at most {with_unit(most)}{kept}; this is {with_unit(pays)}.")


def _own_stake(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether what can leave the position covers the order, and the network's fee where that is taken in alpha."""
    pays, subnet = as_alpha(intent.amount), circumstances.subnet_of(intent)
    means = circumstances.means_of(intent.netuid, intent.pays_from)
    held, symbol = means.held, subnet.symbol
    fee = means.fee_in_alpha(subnet.pool) if subnet.curve_is_known else Alpha(0, subnet.netuid)
    if pays > held.most:
        most = f"Only {with_unit(held.most, symbol)} of this stake can be {OPERATIONS[intent.op].done}"
        there = most if held.amount else "Nothing is staked"
        why = f" {_why_not_all(held)}" if held.most < held.amount else ""
        return Check("funds", False, f"{there} with this validator; this is {with_unit(pays, symbol)}.{why}")
    if fee and pays + fee > held.most:
        amount = OPERATIONS[intent.op].field(FieldKind.AMOUNT)
        less = f"{amount.caption if amount else 'Take'} less"
        taken = f"The network's fee, about {with_unit(fee, symbol)}, is taken from this stake first."
        return Check("funds", False, f"{taken} {less}, or type max.")
    return Check("funds", True)


def _why_not_all(held: Held) -> str:
    if held.held_until is not None:
        return f"Stake on root that was changed lately can leave from block {count(held.held_until)}."
    return "A lock holds the rest." if held.most else "A lock holds all of it."


def _least_stake(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    return least_stake(as_tao(intent.amount), circumstances.subnet_of(intent)) if quote else None


def _least_unstake(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    if quote is None:
        return None
    held = circumstances.means_of(intent.netuid, intent.hotkey).held
    takes_all = isinstance(intent, Unstake) and intent.is_whole_position
    # Without an account no sale is known to be of the whole position.
    is_rest = circumstances.holdings is None or (as_alpha(intent.amount) < held.amount and not takes_all)
    return least_unstake(as_tao(quote.receives), leaves_a_rest=is_rest)


def _least_move(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether so small a move is taken, at the price (`transfer_stake_within_subnet`, spec 461)."""
    if quote is None:
        return None
    worth = circumstances.subnet_of(intent).pool.at_spot(Side.SELL, as_alpha(intent.amount))
    if worth >= LEAST_TRANSFER:
        return Check("minimum", True)
    least = with_unit(LEAST_TRANSFER)
    return Check(
        "minimum", False, f"The chain moves nothing worth less than {least}; this is worth {with_unit(worth)}."
    )


def _fee_in_tao(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the free TAO pays the network's fee, for an operation that leaves the stake out of it."""
    means = circumstances.means_of(intent.netuid, intent.pays_from)
    if not means.is_short_of_fee or means.network_fee is None:
        return None
    fee, done = with_unit(means.network_fee), OPERATIONS[intent.op].done
    sentence = f"The free TAO does not pay the network's fee, {fee}; nothing is {done} without it."
    return Check("funds", False, sentence)


def _another_hotkey(intent: SingleIntent, _quote: Quote | None, _circumstances: Circumstances) -> Check | None:
    """Whether stake goes to another validator than it is with, where it does not."""
    if not intent.hotkey or intent.hotkey != intent.pays_from:
        return None
    return Check("hotkey", False, "The stake is with this validator already; choose another.")


def _limit(intent: SingleIntent, quote: Quote | None, circumstances: Circumstances) -> Check | None:
    return limit(quote, circumstances.subnet_of(intent)) if quote else None


def _open(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    return is_open(circumstances.subnet_of(intent))


def _curve(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    subnet = circumstances.subnet_of(intent)
    return curve(subnet, can_simulate=circumstances.can_simulate, is_here=circumstances.is_here)


def _hotkey(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether each validator is chosen, and none of them unknown to the chain."""
    if not is_complete(intent):
        return Check("hotkey", False, "Choose a validator.")
    if circumstances.unknown_hotkeys.intersection(intent.hotkeys()):
        return Check("hotkey", False, UNKNOWN_HOTKEY)
    return Check("hotkey", True)


def _fresh(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether the prices are recent enough."""
    snapshot, now = circumstances.snapshot, circumstances.now
    if circumstances.at_signing is not None:
        return _fresh_enough(snapshot, circumstances.at_signing.block, now)
    if not snapshot.is_stale(now):
        return Check("fresh", True)
    return Check("fresh", False, f"The newest block is {age(snapshot.age(now))} old; wait until blocks come again.")


def _fresh_enough(reviewed: Snapshot, newest_block: int, now: float) -> Check:
    """Whether blocks have come since the snapshot that was reviewed, and not too many."""
    blocks, sentence = newest_block - reviewed.block, ""
    if blocks <= 0 and reviewed.is_stale(now):
        sentence = "No new block has come since the quote; nothing is signed until blocks come again."
    elif blocks > MOST_BLOCKS_UNDER_REVIEW:
        sentence = f"The quote is {blocks} blocks old; review the order again."
    return Check("fresh", not sentence, sentence)


def _same_subnet(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether the number still belongs to the subnet that was reviewed; a ticket asks before it has an intent."""
    if circumstances.at_signing is None:
        return None
    trouble = circumstances.subnet_of(intent).id.trouble(circumstances.at_signing.subnet)
    return Check("subnet", not trouble, trouble)


def _account(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check:
    """Whether the account may sign, and has no earlier order whose outcome is unknown."""
    order = circumstances.open_order
    if order is None:
        return circumstances.account
    if circumstances.at_signing is not None:
        return Check("account", False, "An order of this account is not resolved yet; the next one waits for it.")
    what = f"{order.operation} of {exact(order.pays)} on subnet {order.netuid}"
    return Check(
        "account", False, f"Your {what} is not resolved yet; the next order waits for it. Look at it in Activity."
    )


def _chain(_intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """The chain's own answer; None until it has answered."""
    return circumstances.chain


def _lock(intent: SingleIntent, _quote: Quote | None, circumstances: Circumstances) -> Check | None:
    """Whether no lock holds what is to leave, by the chain's own answer of just now."""
    unlocked = circumstances.unlocked
    if unlocked is None or intent.amount.rao <= unlocked.rao:
        return None
    symbol = circumstances.subnet_of(intent).symbol
    most = f"{with_unit(unlocked, symbol)} can be {OPERATIONS[intent.op].done}"
    return Check("lock", False, f"A lock holds a part of this stake: {most}.")


UNKNOWN_HOTKEY = "The chain does not know this hotkey; choose another validator."

CHECKS: Mapping[str, CheckFunction] = MappingProxyType(
    {
        "free_tao": _free_tao,
        "own_stake": _own_stake,
        "least_stake": _least_stake,
        "least_unstake": _least_unstake,
        "least_move": _least_move,
        "fee_in_tao": _fee_in_tao,
        "limit": _limit,
        "open": _open,
        "curve": _curve,
        "hotkey": _hotkey,
        "another_hotkey": _another_hotkey,
        "same_subnet": _same_subnet,
        "fresh": _fresh,
        "account": _account,
        "chain": _chain,
        "lock": _lock,
    }
)


def run(
    names: Iterable[str], intent: SingleIntent, quote: Quote | None, circumstances: Circumstances
) -> tuple[Check, ...]:
    """The checks of these names, as far as they apply and can be judged."""
    found = (CHECKS[name](intent, quote, circumstances) for name in names)
    return tuple(check for check in found if check is not None)
