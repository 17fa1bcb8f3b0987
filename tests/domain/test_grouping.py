"""Holdings by validator and by wallet."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.grouping import Grouping, by_validator, by_wallet
from dtao_tui.domain.portfolio import Portfolio, Position
from tests.domain.builders import a_pool

POOLS = {netuid: a_pool(netuid=netuid) for netuid in (3, 7)}


def a_portfolio(*held: tuple[int, str, str]) -> Portfolio:
    positions = [Position(netuid, hotkey, Alpha.parse(amount, netuid)) for netuid, hotkey, amount in held]
    return Portfolio.of(positions, POOLS)


def test_a_validator_has_its_positions_of_all_subnets_the_most_valuable_first() -> None:
    groups = by_validator(a_portfolio((3, "5One", "10"), (7, "5One", "20"), (7, "5Two", "5")))
    assert [group.key for group in groups] == ["5One", "5Two"]
    assert [part.amount for part in groups[0].parts] == [Alpha.parse("20", 7), Alpha.parse("10", 3)]


def test_a_groups_worth_is_the_sum_of_its_parts_and_shares_come_to_all() -> None:
    groups = by_validator(a_portfolio((3, "5One", "10"), (7, "5One", "20"), (7, "5Two", "5")))
    for group in groups:
        assert group.worth.exit == sum((part.worth.exit or Tao(0) for part in group.parts), Tao(0))
    assert sum(group.share or 0 for group in groups) == 100


def test_a_part_that_is_not_known_leaves_no_share() -> None:
    unknown = Portfolio.of([Position(9, "5One", Alpha.parse("1", 9)), Position(7, "5Two", Alpha.parse("1", 7))], POOLS)
    groups = by_validator(unknown)
    assert [(group.key, group.share, group.worth.is_complete) for group in groups] == [
        ("5Two", None, True),
        ("5One", None, False),
    ]


def test_a_wallet_has_its_own_holdings_and_one_without_any_is_left_out() -> None:
    groups = by_wallet([("5Me", a_portfolio((3, "5One", "1"))), ("5Empty", a_portfolio())])
    assert [(group.key, [part.netuid for part in group.parts]) for group in groups] == [("5Me", [3])]


def test_the_ways_to_group_come_around() -> None:
    assert Grouping.SUBNET.next.next.next is Grouping.SUBNET
