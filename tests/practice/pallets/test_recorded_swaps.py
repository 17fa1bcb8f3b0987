"""Every recorded swap, loaded as a world and made through the chain's own calls and simulations."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.market import LEAST_STAKE
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import pools, shares, staking
from dtao_tui.practice.pallets.registry import DispatchFailure
from dtao_tui.practice.world.world_file import VALIDATOR
from tests.practice.economy import ALICE, Economy, economy_of
from tests.practice.nodes import PRACTICE, a_client, a_node, through

OWN_VECTORS = Path(__file__).parents[2] / "vectors"
CALLS = {"buy": "add_stake", "buy_limit": "add_stake_limit", "sell": "remove_stake", "sell_limit": "remove_stake_limit"}
ENOUGH = 10**18
SIMULATE = bt.runtime_api.SwapRuntimeApi

Case = dict[str, Any]


def files() -> Iterator[Path]:
    for folder in (OWN_VECTORS, Path(os.environ.get("DTAO_VECTORS", OWN_VECTORS))):
        yield from sorted(folder.glob("**/*.json"))


@cache
def cases_in(file: Path) -> list[Case]:
    cases: list[Case] = json.loads(file.read_text(encoding="utf-8"))["cases"]
    return cases


@cache
def economy_from(file: Path) -> Economy:
    """The file as a world, where Alice has plenty of everything."""
    economy = economy_of(PracticeOptions(world=file, still=True))
    economy.give(ALICE, ENOUGH)
    for netuid in range(1, len(cases_in(file)) + 1):
        shares.deposit(economy.storage, VALIDATOR.account, ALICE, netuid, ENOUGH)
        economy.storage.add(pools.ALPHA_OUT, netuid, amount=ENOUGH)
    return economy


def each() -> Iterator[Any]:
    for file in dict.fromkeys(files()):
        for number, case in enumerate(cases_in(file), start=1):
            yield pytest.param(file, number, id=f"{file.stem}-{number}-{case['kind']}")


def trade(economy: Economy, case: Case, netuid: int) -> Case:
    """What the call's event says; the call is taken back, so that the cases do not meddle."""
    kind = case["kind"]
    amount = "amount_staked" if kind.startswith("buy") else "amount_unstaked"
    arguments: Case = {"hotkey": VALIDATOR.account, "netuid": netuid, amount: case["amount"]}
    if "limit_price_rao" in case:
        arguments |= {"limit_price": case["limit_price_rao"], "allow_partial": True}
    economy.storage.begin()
    try:
        events = economy.call(ALICE, f"SubtensorModule.{CALLS[kind]}", **arguments)
    except DispatchFailure as failure:
        return {"failure": str(failure)}
    finally:
        economy.storage.rollback()
    values = next(event.values for event in events if event.name in ("StakeAdded", "StakeRemoved"))
    _, _, tao, alpha, _, fee = values
    assert isinstance(tao, int)
    assert isinstance(fee, int)
    if kind.startswith("buy"):
        return {"net_in": tao - fee, "fee": fee, "out": alpha}
    return {"net_in": alpha, "fee": fee, "out": tao}


def largest(economy: Economy, case: Case, netuid: int) -> Case:
    find = staking.largest_stake if case["kind"] == "max_buy" else staking.largest_unstake
    try:
        return {"max_amount": find(economy.storage, netuid, Price(case["limit_price_rao"]))}
    except DispatchFailure as failure:
        return {"error": failure.name}


def check_trade(case: Case, found: Case) -> None:
    """The recorded result, or the reason why the call checks more than the pool does."""
    failure = found.get("failure")
    if "error" in case:
        # The call's own guard of 1,000 reserves comes before the pool's.
        guard = "SubtensorModule.InsufficientLiquidity" if case["error"] == "SwapInputTooLarge" else None
        assert failure in (f"Swap.{case['error']}", guard)
        return
    least = case["net_in"] if case["kind"].startswith("buy") else case["out"]
    if failure is not None:
        assert (failure == "SubtensorModule.AmountTooLow" and least < LEAST_STAKE.rao) or _is_beyond(case, failure)
        return
    expected = {name: case[name] for name in ("net_in", "fee", "out")}
    is_cut = "limit_price_rao" in case and case["net_in"] + case["fee"] < case["amount"] - 1
    if not is_cut:
        assert found == expected
        return
    # A call first cuts the gross amount to what fills; its fee, taken on the gross, may round the other way.
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-6, abs=2)


def _is_beyond(case: Case, failure: str | None) -> bool:
    """Whether the trade works in the pool alone: its fee is worth nothing to the author, or the vault is empty."""
    if failure == "Swap.ReservesTooLow":
        return bool(case["fee"]) and case["kind"].startswith("sell") and case["out"] < LEAST_STAKE.rao
    return failure == "Token.FundsUnavailable" and case["out"] > case["pool"]["tao_in"]


@pytest.mark.parametrize(("file", "netuid"), each())
def test_a_recorded_swap_passes_through_the_chain(file: Path, netuid: int):
    economy, case = economy_from(file), cases_in(file)[netuid - 1]
    match case["kind"]:
        case "price":
            price = economy.ask("SwapRuntimeApi.current_alpha_price", netuid=netuid)
            assert price == case["price_rao"]
        case "sim_buy":
            simulated = economy.ask("SwapRuntimeApi.sim_swap_tao_for_alpha", netuid=netuid, tao=case["amount"])
            assert simulated == case["result"]
        case "sim_sell":
            simulated = economy.ask("SwapRuntimeApi.sim_swap_alpha_for_tao", netuid=netuid, alpha=case["amount"])
            assert simulated == case["result"]
        case "max_buy" | "max_sell":
            given = {"pool", "kind", "limit_price_rao"}
            assert largest(economy, case, netuid) == {key: value for key, value in case.items() if key not in given}
        case _:
            check_trade(case, trade(economy, case, netuid))


async def test_a_sample_of_the_recorded_swaps_passes_over_the_socket_too():
    [file] = OWN_VECTORS.glob("*.json")
    numbered = list(enumerate(cases_in(file), start=1))
    async with a_node(world=file) as node, a_client(node) as client:
        for netuid, case in [each for each in numbered if each[1]["kind"] == "sim_buy"][:10]:
            api, inputs = SIMULATE.sim_swap_tao_for_alpha, {"netuid": netuid, "tao": case["amount"]}
            assert await client.runtime(api, inputs) == case["result"]
        for netuid, case in [each for each in numbered if each[1]["kind"] == "sim_sell"][:10]:
            api, inputs = SIMULATE.sim_swap_alpha_for_tao, {"netuid": netuid, "alpha": case["amount"]}
            assert await client.runtime(api, inputs) == case["result"]
        for netuid, case in [each for each in numbered if _is_affordable(each[1])][:5]:
            found = await _bought(node, client, netuid, case["amount"])
            assert found == {name: case[name] for name in ("net_in", "fee", "out")}


def _is_affordable(case: Case) -> bool:
    """Whether the practice account can pay for the purchase, and the call's least amount is reached."""
    return case["kind"] == "buy" and "error" not in case and 3_000_000 < case["amount"] < 10**12


async def _bought(node: Node, client: bt.Client, netuid: int, rao: int) -> Case:
    """What the event of a stake says that was signed, sent and included."""
    stake = bt.AddStake(
        hotkey_ss58=bt.sp_core.ss58_encode(VALIDATOR.account, 42),
        netuid=netuid,
        amount_tao=bt.Balance.from_rao(rao),
        slippage_protection=False,
    )
    result = await through(node, client.execute(stake, PRACTICE))
    assert result.success, result.message
    [added] = [event for event in result.events if event["event_id"] == "StakeAdded"]
    _, _, tao, alpha, _, fee = added["attributes"]
    return {"net_in": tao - fee, "fee": fee, "out": alpha}


def test_most_recorded_trades_pass_the_calls_further_checks():
    [file] = OWN_VECTORS.glob("*.json")
    economy = economy_from(file)
    made = [
        "failure" not in trade(economy, case, netuid)
        for netuid, case in enumerate(cases_in(file), start=1)
        if case["kind"] in CALLS and "error" not in case
    ]
    assert sum(made) > 100
