"""Slots for subnets: the cost of a new one, its number, and the subnet that is removed for it (spec 461)."""

from dtao_tui.domain.pools import u64f64
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import View, query
from dtao_tui.practice.pallets.subnets import deregistration
from dtao_tui.practice.pallets.subnets.emission import FULL_EMISSION, ISSUANCE, emission_at
from dtao_tui.practice.state.storage import Value

LAST_COST = "SubtensorModule.NetworkLastLockCost"
LEAST_COST = "SubtensorModule.NetworkMinLockCost"
LAST_BLOCK = "SubtensorModule.NetworkLastRegistered"
QUEUE = "SubtensorModule.NetworkRegistrationQueue"
IMMUNITY = "SubtensorModule.NetworkImmunityPeriod"
LIMIT = "SubtensorModule.SubnetLimit"


@query("SubnetRegistrationRuntimeApi.get_network_registration_cost")
def lock_cost(view: View, block: int) -> int:
    """The cost of a new subnet in rao: twice the last one's, falling over time (`get_network_lock_cost`)."""
    last, last_block = view.number(LAST_COST), view.number(LAST_BLOCK)
    interval = view.number("SubtensorModule.NetworkLockReductionInterval") * emission_at(view.number(ISSUANCE))
    blocks = interval // FULL_EMISSION
    fallen = last // blocks * max(block - last_block, 0) if blocks else 0
    return max(last * (2 if last_block else 1) - fallen, view.number(LEAST_COST))


@query("SubnetInfoRuntimeApi.get_subnet_to_prune")
def lowest(view: View, block: int) -> int | None:
    """The subnet with the lowest average price, the oldest of equals; None while all are immune.

    `get_network_to_prune`: only those count that are older than the immunity period.
    """
    immunity = view.number(IMMUNITY)
    since = {netuid: view.number(deregistration.REGISTERED_AT, netuid) for netuid in pools.netuids(view) if netuid}
    mortal = [netuid for netuid, registered_at in since.items() if block >= registered_at + immunity]
    return min(mortal, key=lambda netuid: (pools.moving_price(view, netuid), since[netuid], netuid), default=None)


def median_price(view: View) -> int:
    """The median of all subnets' prices, in 2⁻⁶⁴ TAO per alpha; one without any (`get_median_subnet_alpha_price`)."""
    every = (pools.pool_of(view, netuid).price_bits for netuid in pools.netuids(view) if netuid != ROOT)
    prices = sorted(price for price in every if price)
    if not prices:
        return u64f64.ONE
    middle = len(prices) // 2
    return prices[middle] if len(prices) % 2 else (prices[middle - 1] + prices[middle]) // 2


def next_netuid(view: View) -> int:
    """The lowest number that is free, numbers about to be freed not included (`get_next_netuid`)."""
    taken = {*pools.netuids(view), *deregistration.queued(view)}
    return next(netuid for netuid in range(1, 1 << 16) if netuid not in taken)


def has_room(view: View) -> bool:
    """Whether there are fewer subnets than allowed, removed ones included until they are cleaned up."""
    count = sum(netuid != ROOT for netuid in pools.netuids(view))
    return count + len(deregistration.queued(view)) < view.number(LIMIT)


def waiting(view: View) -> list[Value]:
    """The registrations that wait for a number, in order of arrival."""
    queue = view.get(QUEUE)
    return list(queue) if isinstance(queue, list | tuple) else []
