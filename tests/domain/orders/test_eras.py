"""A signature is good for 16 blocks, and for 8 where a subnet is soon removed."""

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.market import Snapshot, StakingRules, Subnet
from dtao_tui.domain.orders.eras import SHORT_BLOCKS, USUAL_BLOCKS, blocks_elsewhere, era_blocks
from tests.fakes import a_snapshot, a_subnet

IMMUNITY = 1_000


def subnet(netuid: int, moving_price: int | None, registered_at: int = 0) -> Subnet:
    price = None if moving_price is None else Price(moving_price)
    return a_subnet(netuid, moving_price=price, registered_at=registered_at)


def snapshot(*subnets: Subnet, immunity: int | None = IMMUNITY) -> Snapshot:
    return a_snapshot(5_000, subnets, rules=StakingRules(immunity_blocks=immunity))


def test_three_ranks_from_removal_an_order_is_valid_for_a_shorter_time() -> None:
    told = snapshot(*(subnet(netuid, netuid * 10) for netuid in range(1, 7)))
    assert [era_blocks(told, netuid) for netuid in range(1, 7)] == [SHORT_BLOCKS] * 3 + [USUAL_BLOCKS] * 3


def test_where_the_time_of_immunity_is_not_known_nothing_counts_as_immune() -> None:
    assert era_blocks(snapshot(subnet(1, 5, registered_at=4_999), immunity=None), 1) == SHORT_BLOCKS


def test_on_root_and_subnets_without_a_known_average_an_order_is_valid_as_long_as_usual() -> None:
    told = snapshot(a_subnet(0), subnet(1, None), subnet(2, 5))
    assert era_blocks(told, 0) == era_blocks(told, 1) == USUAL_BLOCKS


def test_an_order_for_another_device_lasts_about_twelve_minutes_and_half_of_that_near_a_removal() -> None:
    told = snapshot(*(subnet(netuid, netuid * 10) for netuid in range(1, 7)))
    assert [blocks_elsewhere(told, netuids, 12.0) for netuids in ((), (5, 6), (2, 6))] == [64, 64, 32]


def test_an_order_for_another_device_lasts_256_blocks_at_most_however_fast_they_are_made() -> None:
    assert blocks_elsewhere(snapshot(subnet(1, None)), (1,), 0.25) == 256
