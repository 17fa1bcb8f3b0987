"""Practice in the age of the announcement's pools: constant product, no simulation, events as they were told then."""

from math import isqrt
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.options import ANNOUNCEMENT, NOW, PracticeOptions
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import CannotPayFee
from dtao_tui.practice.runtime.declared import announcement_edition
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.runtime.declared.runtime_apis import APIS
from dtao_tui.practice.runtime.metadata import Description, describe
from dtao_tui.practice.world.editions import EDITIONS, HALF
from dtao_tui.settings import NotASetting
from tests.practice.economy import ALICE, TAO, Economy, economy_of
from tests.practice.nodes import PRACTICE, a_client, a_node, a_signed_call, through
from tests.practice.wires import a_wire

NET = 3
ORDER = {"netuid": NET, "amount_staked": 10 * TAO}


@pytest.fixture(scope="module")
def description() -> Description:
    return describe(EDITIONS[ANNOUNCEMENT])


@pytest.fixture
def economy() -> Economy:
    """A moving world of that age; Alice can pay."""
    economy = economy_of(PracticeOptions(subnets=6, age=ANNOUNCEMENT))
    economy.give(ALICE, 1_000 * TAO)
    economy.run_to(3)
    return economy


def test_it_announces_an_older_runtime_without_weights_and_simulation(description: Description) -> None:
    assert description.spec_version == 293
    assert not description.declares("Swap.SwapBalancer")
    assert description.declares("Swap.FeeRate")
    assert "MevShield" not in description.pallets
    methods = {method.name for api in description.apis for method in api.methods}
    assert {name for name in methods if name.startswith("sim_swap_")} == set()
    assert {"get_all_dynamic_info", "current_alpha_price", "validate_transaction", "apply_extrinsic"} <= methods


def test_its_extensions_are_older_ones(description: Description) -> None:
    names = [name for name, _ in announcement_edition.EXTENSIONS]
    assert list(description.runtime.signed_extension_identifiers()) == names
    assert {"SubtensorSignedExtension", "CommitmentsSignedExtension", "CheckMetadataHash"} <= set(names)
    assert "SudoTransactionExtension" not in names


def test_the_calls_that_are_signed_have_their_numbers_there_too(description: Description) -> None:
    now = {call.name: call.index for call in describe().pallets["SubtensorModule"].calls}
    then = {call.name: call.index for call in description.pallets["SubtensorModule"].calls}
    for name in ("add_stake_limit", "remove_stake_limit", "remove_stake_full_limit"):
        assert then[name] == now[name]


def test_everything_that_is_lacking_is_declared_now() -> None:
    groups = {each.name for each in (*PALLETS, *APIS)}
    kinds = ("items", "calls", "events", "constants")
    parts = {f"{each.name}.{part.name}" for each in PALLETS for kind in kinds for part in getattr(each, kind)}
    parts |= {f"{api.name}.{method.name}" for api in APIS for method in api.methods}
    assert announcement_edition.LACKS - groups - parts == set()


def test_no_pool_has_a_weight_and_none_gets_one(economy: Economy) -> None:
    economy.run_to(40)
    weights = {pools.weight_of(economy.storage, netuid) for netuid in pools.netuids(economy.storage)}
    assert weights == {HALF}
    assert economy.number("SubnetTaoInEmission", NET) > 0


def test_the_liquidity_at_the_price_is_kept_as_the_reserves_alone_give_it(
    economy: Economy, description: Description
) -> None:
    assert description.declares(pools.LIQUIDITY)
    assert not describe().declares(pools.LIQUIDITY)
    economy.run_to(30)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=economy.validator(NET), **ORDER)
    own = isqrt(economy.number("SubnetTAO", NET) * economy.number("SubnetAlphaIn", NET))
    assert economy.storage.number(pools.LIQUIDITY, NET) == pytest.approx(own, rel=1e-6)
    assert not economy.storage.flag(pools.USER_LIQUIDITY, NET)


def test_a_fill_is_that_of_a_constant_product(economy: Economy) -> None:
    tao, alpha = economy.number("SubnetTAO", NET), economy.number("SubnetAlphaIn", NET)
    [event] = [
        event
        for event in economy.call(ALICE, "SubtensorModule.add_stake", hotkey=economy.validator(NET), **ORDER)
        if event.name == "StakeAdded"
    ]
    paid, got, fee = event.values[2], event.values[3], event.values[5]
    assert isinstance(paid, int)
    assert isinstance(fee, int)
    net = paid - fee
    assert got in (alpha * net // (tao + net), alpha * net // (tao + net) + 1)


@pytest.mark.parametrize(("age", "is_inside"), [(NOW, False), (ANNOUNCEMENT, True)])
def test_a_sale_is_told_with_its_fee_in_that_age_alone(age: str, is_inside: bool) -> None:
    economy = economy_of(PracticeOptions(subnets=6, still=True, age=age))
    economy.give(ALICE, 1_000 * TAO)
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, **ORDER)
    amount = 50 * TAO
    events = economy.call(ALICE, "SubtensorModule.remove_stake", hotkey=hotkey, netuid=NET, amount_unstaked=amount)
    [(told, fee)] = [(event.values[3], event.values[5]) for event in events if event.name == "StakeRemoved"]
    assert isinstance(fee, int)
    assert fee > 0
    assert told == (amount if is_inside else amount - fee)


def test_no_fee_is_paid_in_alpha(economy: Economy) -> None:
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, **ORDER)
    economy.call(ALICE, "Balances.transfer_all", dest=b"x" * 32, keep_alive=True)
    with pytest.raises(CannotPayFee):
        economy.include(ALICE, "SubtensorModule.remove_stake", hotkey=hotkey, netuid=NET, amount_unstaked=TAO)


async def test_the_sdk_reads_trades_and_finds_no_simulation() -> None:
    async with a_node(age=ANNOUNCEMENT) as node, a_client(node) as client:
        assert await client.spec_version() == 293
        hotkey = (await client.subnets.metagraph(NET)).validators[0].hotkey
        order = bt.AddStake(hotkey_ss58=hotkey, netuid=NET, amount_tao="5")
        assert (await through(node, client.execute(order, PRACTICE))).success
        sale = bt.RemoveStake(hotkey_ss58=hotkey, netuid=NET, amount_alpha="5")
        assert (await through(node, client.execute(sale, PRACTICE))).success
        with pytest.raises(Exception, match="sim_swap_tao_for_alpha"):
            await client.runtime(bt.runtime_api.SwapRuntimeApi.sim_swap_tao_for_alpha, [NET, TAO])
        assert (await client.balances.get(ADDRESS)).rao < 10_000 * TAO


async def test_an_order_is_rehearsed_there() -> None:
    async with a_node(age=ANNOUNCEMENT) as node, a_wire(node) as wire:
        hotkey = "0x" + node.chain.storage.raw("SubtensorModule.Keys", NET, 0).hex()
        arguments = {"hotkey": hotkey, **ORDER, "limit_price": 10**15, "allow_partial": False}
        signed = a_signed_call(node, "SubtensorModule.add_stake_limit", arguments)
        assert await wire.result("state_call", "BlockBuilder_apply_extrinsic", signed) == "0x0000"
        refused = a_signed_call(node, "SubtensorModule.add_stake_limit", {**arguments, "limit_price": 1})
        assert (await wire.result("state_call", "BlockBuilder_apply_extrinsic", refused)).startswith("0x000103")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"age": "stone"}, "now or announcement"),
        ({"age": ANNOUNCEMENT, "world": Path("world.json")}, "have weights"),
        ({"age": ANNOUNCEMENT, "state": Path("kept")}, "--state or --age"),
    ],
)
def test_what_an_age_cannot_do_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(NotASetting, match=words):
        PracticeOptions(**options)
