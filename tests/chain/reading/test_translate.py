"""Records of the chain as domain values, hostile ones among them."""

from typing import Any

import pytest

from dtao_tui.chain.reading import translate
from dtao_tui.chain.reading.translate import PoolItems, ValidatorStakes
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.text import cells

HOTKEY = "5CZyhhKDJVbJss4gBhxCMS5d3FLMKdP46WZWgSC1r7ymzWAY"
OTHER = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


def a_record(**changes: Any) -> dict[str, Any]:
    record = {
        "netuid": 7,
        "owner_hotkey": HOTKEY,
        "owner_coldkey": OTHER,
        "subnet_name": list(b"halcyon"),
        "token_symbol": list("ε".encode()),
        "tempo": 360,
        "blocks_since_last_step": 12,
        "alpha_in": 4_000,
        "alpha_out": 6_000,
        "tao_in": 1_000,
        "tao_in_emission": 5,
        "network_registered_at": 99,
        "subnet_identity": None,
    }
    return record | changes


def a_pool_with(**items: Any) -> PoolItems:
    return PoolItems(**{"quote_weight": 6 * 10**17, "fee_rate": 33, **items})


def a_pool_without_weights(**items: Any) -> PoolItems:
    return PoolItems(**{"has_weights": False, "fee_rate": 33, **items})


def test_a_record_becomes_a_subnet() -> None:
    subnet = translate.subnet_of(a_record(), Price(166_666_666), a_pool_with(excess=3, injected=4))
    assert (subnet.name, subnet.symbol, subnet.emission) == ("halcyon", "ε", Tao(7))
    assert (subnet.supply, subnet.tempo, subnet.blocks_since_last_step) == (Alpha(10_000, 7), 360, 12)
    assert subnet.curve_is_known


def test_the_identitys_name_comes_before_the_registered_one() -> None:
    record = a_record(subnet_identity={"subnet_name": "Halcyon Labs"})
    assert translate.subnet_of(record, None, a_pool_with()).name == "Halcyon Labs"


def test_without_a_price_the_pools_own_is_taken() -> None:
    subnet = translate.subnet_of(a_record(), None, a_pool_with())
    assert subnet.price == subnet.pool.price


@pytest.mark.parametrize("weight", [None, 0, 10**18, 10**19])
def test_a_pool_without_a_weight_that_can_be_is_not_computed_here(weight: int | None) -> None:
    assert translate.subnet_of(a_record(), Price(1), a_pool_with(quote_weight=weight)).curve is CurveKind.UNKNOWN


def test_a_pool_with_an_entry_for_another_curve_is_not_computed_here() -> None:
    assert translate.subnet_of(a_record(), Price(1), a_pool_with(has_other_curve=True)).curve is CurveKind.OTHER


def test_a_pool_whose_fee_is_not_told_is_not_computed_here() -> None:
    subnet = translate.subnet_of(a_record(), Price(1), a_pool_with(fee_rate=None))
    assert subnet.curve is CurveKind.UNKNOWN
    assert not subnet.curve_is_known


def test_a_chain_without_weights_has_pools_of_a_constant_product() -> None:
    subnet = translate.subnet_of(a_record(), None, a_pool_without_weights())
    assert subnet.curve is CurveKind.CONSTANT_PRODUCT
    assert subnet.price == Price(1_000 * 10**9 // 4_000)


@pytest.mark.parametrize(
    ("items", "curve"),
    [
        ({"liquidity": 2_000}, CurveKind.CONSTANT_PRODUCT),
        ({"liquidity": 2_010}, CurveKind.ESTIMATED),
        ({"liquidity": 0}, CurveKind.ESTIMATED),
        ({"has_user_liquidity": True}, CurveKind.ESTIMATED),
    ],
)
def test_where_others_provide_liquidity_a_constant_product_is_an_estimate(
    items: dict[str, Any], curve: CurveKind
) -> None:
    assert translate.subnet_of(a_record(), None, a_pool_without_weights(**items)).curve is curve


def test_root_is_one_to_one_whatever_the_chain_keeps() -> None:
    root = translate.subnet_of(a_record(netuid=0), None, PoolItems(has_weights=False))
    assert (root.curve, root.price, root.curve_is_known) == (CurveKind.ONE_TO_ONE, Price(10**9), True)


def test_a_stable_subnet_needs_no_weight() -> None:
    assert translate.subnet_of(a_record(), Price(10**9), PoolItems(mechanism=0)).curve_is_known


def test_root_is_there_even_if_the_chain_leaves_it_out() -> None:
    root = translate.root_subnet()
    assert root.is_root
    assert root.pool.trade(Side.BUY, Tao(9)).received == Alpha(9, 0)


@pytest.mark.parametrize(
    "name",
    [
        b"\x1b]0;owned\x07",
        b"\x1b]52;c;ZXZpbA==\x07",
        "\u202eevil".encode(),
        "z\u200bero".encode(),
        b"line\nbreak",
        b"\xff\xfe\xfd",
        b"x" * 5000,
    ],
)
def test_a_hostile_name_arrives_without_controls_and_short(name: bytes) -> None:
    for form in (list(name), name, "0x" + name.hex()):
        text = translate.text_of(form)
        assert all(character.isprintable() for character in text)
        assert cells(text) <= 48


def test_markup_stays_text() -> None:
    assert translate.text_of(list(b"[@click=app.quit]x[/]")) == "[@click=app.quit]x[/]"


def test_a_name_that_looks_like_hex_stays_as_it_is() -> None:
    assert translate.text_of("0xdeadbeef1234") != ""
    assert translate.text_of("0x616263") == "0x616263"


def test_a_name_of_nothing_visible_is_unnamed() -> None:
    assert translate.subnet_of(a_record(subnet_name=[]), None, a_pool_with()).name == "unnamed"


@pytest.mark.parametrize(
    "changes",
    [{"tao_in": -1}, {"tao_in": 2**64}, {"tao_in": "12"}, {"tao_in": 1.5}, {"tao_in": True}, {"subnet_name": 3}],
)
def test_a_record_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        translate.subnet_of(a_record(**changes), None, a_pool_with())


def test_an_address_with_other_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="other characters"):
        translate.address_of("5Grw\x1b[31m")


def test_a_fee_of_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="more than all"):
        translate.pool_of(a_record(), a_pool_with(fee_rate=65536))


def test_more_subnets_than_can_be_are_refused() -> None:
    with pytest.raises(ValueError, match="4098 subnets"):
        translate.netuids_of([{"netuid": n} for n in range(4098)])


def test_a_subnet_that_comes_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        translate.netuids_of([{"netuid": 1}, None, {"netuid": 1}])


def test_frozen_tao_cannot_be_spent() -> None:
    account = {"nonce": 3, "data": {"free": 100, "reserved": 10, "frozen": 40}}
    assert translate.free_of(account) == Tao(70)


def test_positions_come_in_order_and_empty_ones_not_at_all() -> None:
    rows = [
        {"netuid": 7, "hotkey": HOTKEY, "stake": 5},
        {"netuid": 0, "hotkey": HOTKEY, "stake": 9},
        {"netuid": 3, "hotkey": HOTKEY, "stake": 0},
    ]
    holdings = translate.holdings_of(OTHER, {"data": {"free": 1, "reserved": 0}}, rows)
    assert [stake.amount for stake in holdings.stakes] == [Alpha(9, 0), Alpha(5, 7)]


def a_metagraph(**columns: Any) -> dict[str, Any]:
    usual = {
        "netuid": 7,
        "hotkeys": [HOTKEY, OTHER],
        "identities": [None, {"name": "Cloudbreak\x1b[2J"}],
        "validator_permit": [True, True],
        "alpha_stake": [100, 50],
        "total_stake": [100, 150],
    }
    return usual | columns


def test_validators_are_ordered_by_alpha_and_weighted_root_stake() -> None:
    standing = ValidatorStakes({HOTKEY: 11796, OTHER: 0}, {HOTKEY: 0, OTHER: 1000}, 2**64 // 10)
    first, second = translate.validators_of(a_metagraph(), standing)
    assert (first.hotkey, first.stake_weight(2**64 // 10)) == (OTHER, 149)
    assert "\x1b" not in first.name
    assert (second.take, second.tao_stake) == (11796, Tao(0))


def test_without_a_tao_weight_validators_are_ordered_by_alpha_and_their_weight_is_not_known() -> None:
    stakes = ValidatorStakes({HOTKEY: 0, OTHER: 0}, {HOTKEY: 0, OTHER: 1000}, None)
    first, second = translate.validators_of(a_metagraph(), stakes)
    assert (first.hotkey, second.hotkey) == (HOTKEY, OTHER)
    assert (second.stake_weight(None), second.root_part(None)) == (None, None)


def test_miners_are_left_out_where_others_have_a_permit() -> None:
    miner = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
    third = {"hotkeys": [HOTKEY, OTHER, miner], "alpha_stake": [100, 50, 9], "total_stake": [100, 150, 9]}
    rows = translate.candidates_of(a_metagraph(**third, identities=[], validator_permit=[True, True, False]))
    assert [row.hotkey for row in rows] == [HOTKEY, OTHER]


def test_where_all_stake_earns_or_nobody_has_a_permit_all_are_listed_that_have_stake() -> None:
    one, nobody = a_metagraph(validator_permit=[False, True]), a_metagraph(validator_permit=[False, False])
    rows = translate.candidates_of(one, all_earn=True)
    assert [(row.hotkey, row.has_permit) for row in rows] == [(HOTKEY, False), (OTHER, True)]
    assert [row.hotkey for row in translate.candidates_of(one)] == [OTHER]
    assert [row.hotkey for row in translate.candidates_of(nobody)] == [HOTKEY, OTHER]
    rows = translate.candidates_of({**one, "total_stake": [0, 0]}, all_earn=True)
    assert [row.hotkey for row in rows] == [OTHER]
    standing = ValidatorStakes({HOTKEY: 0, OTHER: 0}, {HOTKEY: 0, OTHER: 0}, None)
    assert [each.all_earn for each in translate.validators_of(one, standing, all_earn=True)] == [True, True]
