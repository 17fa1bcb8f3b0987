"""The chain removes the subnet with the lowest average price that is past its immunity, the oldest of equals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.market import Snapshot, StakingRules, Subnet
from dtao_tui.domain.removal import RemovalRisk, removal_risk
from tests.fakes import a_snapshot, a_subnet

IMMUNITY = 1_000
BLOCK = 5_000


def subnet(netuid: int, moving_price: int | None, registered_at: int = 0) -> Subnet:
    price = None if moving_price is None else Price(moving_price)
    return a_subnet(netuid, moving_price=price, registered_at=registered_at)


def snapshot(*subnets: Subnet, immunity: int | None = IMMUNITY, most: int | None = None) -> Snapshot:
    return a_snapshot(BLOCK, subnets, rules=StakingRules(immunity_blocks=immunity, most_subnets=most))


def risk(told: Snapshot, netuid: int) -> RemovalRisk:
    found = removal_risk(told, netuid)
    assert found is not None
    return found


def test_the_lowest_average_price_goes_first_and_the_oldest_of_equals() -> None:
    told = snapshot(subnet(1, 30), subnet(2, 10), subnet(3, 20, registered_at=7), subnet(4, 20, registered_at=3))
    assert [risk(told, netuid).before for netuid in (2, 4, 3, 1)] == [0, 1, 2, 3]
    assert [risk(told, netuid).rank for netuid in (2, 4, 3, 1)] == [4, 3, 2, 1]


def test_averages_are_compared_more_finely_than_in_rao() -> None:
    """A rao is more than four steps of the chain's fraction: in rao these two were equal, and the older went."""
    lower, higher = a_subnet(1, moving_price_bits=2**32 + 1), a_subnet(2, moving_price_bits=2**32, registered_at=2)
    assert lower.moving_price == higher.moving_price
    assert [risk(snapshot(lower, higher), netuid).before for netuid in (1, 2)] == [1, 0]


def test_an_average_of_zero_goes_before_all_others() -> None:
    assert risk(snapshot(subnet(1, 1), subnet(2, 0)), 2).before == 0


def test_a_subnet_is_immune_until_its_time_is_over() -> None:
    told = snapshot(subnet(1, 5, BLOCK - IMMUNITY + 1), subnet(2, 9), subnet(3, 1, BLOCK - IMMUNITY))
    assert risk(told, 1) == RemovalRisk(before=None, removable=2, immune_blocks=1, has_room=None)
    assert risk(told, 3) == RemovalRisk(before=0, removable=2, immune_blocks=0, has_room=None)


def test_where_the_time_of_immunity_is_not_known_nothing_counts_as_immune() -> None:
    assert risk(snapshot(subnet(1, 5, registered_at=BLOCK - 1), immunity=None), 1).before == 0


def test_root_gone_subnets_and_those_without_a_known_average_have_no_risk_to_tell() -> None:
    told = snapshot(a_subnet(0), subnet(1, None), subnet(2, 5))
    assert [removal_risk(told, netuid) for netuid in (0, 1, 99)] == [None, None, None]
    assert risk(told, 2).removable == 1


@pytest.mark.parametrize(("most", "has_room"), [(3, True), (2, False), (1, False), (None, None)])
def test_while_there_is_room_none_has_to_go(most: int | None, has_room: bool | None) -> None:
    assert risk(snapshot(a_subnet(0), subnet(1, 1), subnet(2, 2), most=most), 1).has_room is has_room


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6_000)), min_size=1, max_size=9))
def test_removing_one_after_the_other_takes_them_in_the_order_of_their_risks(rows: list[tuple[int, int]]) -> None:
    told = snapshot(*(subnet(netuid, price, at) for netuid, (price, at) in enumerate(rows, start=1)))
    risks = {netuid: risk(told, netuid) for netuid in told.subnets}
    mortal = {netuid: found for netuid, found in risks.items() if found.before is not None}
    assert sorted(found.before or 0 for found in mortal.values()) == list(range(len(mortal)))
    for netuid, found in risks.items():
        at = rows[netuid - 1][1]
        assert (netuid in mortal) == (at + IMMUNITY <= BLOCK)
        assert found.immune_blocks == max(at + IMMUNITY - BLOCK, 0)
    left = dict(told.subnets)
    while mortal:
        first = min(mortal, key=lambda netuid: mortal[netuid].before or 0)
        lowest = removal_risk(snapshot(*left.values()), first)
        assert lowest is not None
        assert lowest.before == 0
        del mortal[first], left[first]
