"""What can stand against an order before it is signed, one sentence each."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import age, count, exact, with_unit
from dtao_tui.domain.holdings import Held, Means
from dtao_tui.domain.market import LEAST_STAKE, Snapshot, Subnet
from dtao_tui.domain.orders.order_record import PlacedOrder
from dtao_tui.domain.pools.curve_kind import NOT_CONFIRMED_ELSEWHERE
from dtao_tui.domain.pools.swaps import fee_on_gross
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.quotes import Kind, Quote


def funds(pays: Tao, means: Means) -> Check:
    """Whether the free balance pays the order, the network's fee, and leaves what must stay."""
    if means.free is None:
        return Check("funds", False, "This account's balance was not read yet; it comes with the next block.")
    most, network_fee = means.free if means.spendable is None else means.spendable, means.network_fee
    if pays <= most:
        return Check("funds", True)
    kept = "" if network_fee is None else f" once {with_unit(network_fee)} are kept for the network's fee"
    return Check("funds", False, f"You can pay at most {with_unit(most)}{kept}; this is {with_unit(pays)}.")


def stake(pays: Alpha, held: Held, fee_in_alpha: Alpha, subnet: Subnet) -> Check:
    """Whether what can be sold covers the order, and the network's fee where the chain takes it in alpha."""
    if pays > held.most:
        most = with_unit(held.most, subnet.symbol)
        there = f"Only {most} of this stake can be sold" if held.amount else "Nothing is staked"
        why = f" {_why_not_all(held)}" if held.most < held.amount else ""
        return Check("funds", False, f"{there} with this validator; this is {with_unit(pays, subnet.symbol)}.{why}")
    if fee_in_alpha and pays + fee_in_alpha > held.most:
        taken = with_unit(fee_in_alpha, subnet.symbol)
        return Check(
            "funds", False, f"The network's fee, about {taken}, is taken from this stake first. Sell less, or type max."
        )
    return Check("funds", True)


def nothing_to_pay(kind: Kind, means: Means) -> str:
    """Why a share of what there is comes to nothing."""
    if kind == "unstake" and means.held.amount and not means.held.most:
        return _why_not_all(means.held)
    return "There is nothing to pay with."


def _why_not_all(held: Held) -> str:
    if held.held_until is not None:
        return f"Stake on root that was changed lately can leave from block {count(held.held_until)}."
    return "A lock holds the rest." if held.most else "A lock holds all of it."


def least_stake(pays: Tao, subnet: Subnet) -> Check:
    """Whether the chain takes so small a stake (`validate_add_stake`: the minimum and the fee on it)."""
    least = least_stake_of(subnet)
    passed = pays >= least
    return Check("minimum", passed, "" if passed else f"The chain takes no stake under {with_unit(least)}.")


def least_stake_of(subnet: Subnet) -> Tao:
    """The smallest stake that the chain takes on this subnet."""
    fee = 0 if subnet.pool.is_stable else fee_on_gross(LEAST_STAKE.rao, subnet.pool.fee_rate)
    return Tao(LEAST_STAKE.rao + fee)


def least_unstake(brings: Tao, *, leaves_a_rest: bool) -> Check:
    """Whether so small an unstake is taken; the sale of the whole position always is (`validate_remove_stake`)."""
    if not leaves_a_rest or brings >= LEAST_STAKE:
        return Check("minimum", True)
    sentence = (
        f"The chain pays out no less than {with_unit(LEAST_STAKE)} unless all is sold; this brings {with_unit(brings)}."
    )
    return Check("minimum", False, sentence)


def limit(quote: Quote, subnet: Subnet) -> Check:
    """Whether the order fills whole within the tolerance."""
    if quote.fills or quote.largest is None:
        return Check("limit", True)
    if not quote.largest:
        return Check("limit", False, f"No order fills within {quote.tolerance}; the price is too coarse. Allow more.")
    largest = with_unit(quote.largest, subnet.symbol)
    return Check("limit", False, f"Within {quote.tolerance} at most {largest} fill; pay less, or allow more.")


def subnet(kind: Kind, subnet: Subnet) -> tuple[Check, ...]:
    """Whether the subnet is open for staking; leaving is not held up by it."""
    if kind == "unstake" or subnet.is_open:
        return ()
    return (Check("subnet", False, f"Subnet {subnet.netuid} is not open for staking yet."),)


def curve(subnet: Subnet, *, can_simulate: bool, is_here: bool) -> tuple[Check, ...]:
    """Whether the quote can be checked: computed here, and by the chain's simulation.

    On this machine's own endpoint the rehearsal of the signed order stands in for a simulation that the chain lacks.
    """
    if not subnet.curve_is_known:
        return (Check("curve", False, "This pool's curve is not computed here; nothing is signed."),)
    if can_simulate or is_here or subnet.pool.is_stable:
        return ()
    return (Check("curve", False, NOT_CONFIRMED_ELSEWHERE),)


def hotkey(hotkey: str | None, is_known: bool) -> Check:
    """Whether a validator is chosen that the chain knows."""
    if hotkey is None:
        return Check("hotkey", False, "Choose a validator.")
    if not is_known:
        return Check("hotkey", False, "The chain does not know this hotkey; choose another validator.")
    return Check("hotkey", True)


def fresh(snapshot: Snapshot, now: float) -> Check:
    """Whether the prices are of now."""
    if not snapshot.is_stale(now):
        return Check("fresh", True)
    return Check("fresh", False, f"The newest block is {age(snapshot.age(now))} old; wait until blocks come again.")


def unresolved(order: PlacedOrder) -> Check:
    """An earlier order of the account stands in the way."""
    what = f"{order.kind} of {exact(order.pays)} on subnet {order.netuid}"
    return Check(
        "account", False, f"Your {what} is not resolved yet; the next order waits for it. Look at it in Activity."
    )
