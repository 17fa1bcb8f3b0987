"""What has changed since the last look."""

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.last_look import LastLook, SeenSubnet, TakeChange, market_changes, take_changes, worth_together
from dtao_tui.domain.subnet_id import SubnetId
from tests.fakes import a_snapshot, a_subnet

SEVEN, THREE = a_subnet(7, "0.05"), a_subnet(3, "0.02")
NOW = a_snapshot(subnets=(SEVEN, THREE))


def seen(id: SubnetId, rao: int) -> SeenSubnet:
    return SeenSubnet(id, f"{id.netuid} x", Price(rao))


def looked(*subnets: SeenSubnet) -> LastLook:
    return LastLook(1, 0, 0, subnets)


def test_a_move_is_told_from_the_limit_on_and_of_held_or_watched_subnets_only() -> None:
    look = looked(seen(SEVEN.id, SEVEN.price.rao * 10 // 11), seen(THREE.id, THREE.price.rao * 2))
    both = market_changes(look, NOW, 10, held={7}, watched={THREE.id})
    assert [(move.subnet.netuid, move.is_held, round(move.percent)) for move in both.moves] == [
        (3, False, -50),
        (7, True, 10),
    ]
    assert market_changes(look, NOW, 11, held={7}, watched=()).moves == ()


def test_a_number_that_another_subnet_has_is_no_move_of_a_price() -> None:
    look = looked(seen(SubnetId(7, SEVEN.registered_at + 1), 1), seen(THREE.id, THREE.price.rao))
    found = market_changes(look, NOW, 10, held={7}, watched=())
    assert [each.now for each in found.renumbered] == [SEVEN]
    assert found.moves == ()
    assert found.unseen == (SEVEN,)


def test_what_is_gone_and_what_is_new_is_told() -> None:
    look = looked(seen(SEVEN.id, SEVEN.price.rao), seen(SubnetId(99, 5), 1))
    found = market_changes(look, NOW, 10, held=(), watched=())
    assert [each.id.netuid for each in found.removed] == [99]
    assert [each.netuid for each in found.new] == [3]


def test_a_worth_of_which_a_part_is_unknown_is_unknown() -> None:
    assert worth_together({"a": 1, "b": 2}, ("a", "b")) == 3
    assert worth_together({"a": 1}, ("a", "b")) is None
    assert worth_together({}, ()) is None


def test_takes_that_changed_are_told_the_largest_rise_first_and_unseen_ones_not() -> None:
    found = take_changes({"a": 10, "b": 10, "c": 10}, {"a": 5, "b": 30, "c": 10, "d": 7})
    assert found == (TakeChange("b", 10, 30), TakeChange("a", 10, 5))
