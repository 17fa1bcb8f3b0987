"""Rehearsals of signed extrinsics by `state_call`: byte for byte what a runtime answers, and without a trace.

Result: 00 Ok, 01 Err. Apply's Ok holds a DispatchResult (00, or 01 and a DispatchError: 03 module, 07 token); its Err a
TransactionValidityError: 00 invalid (01 payment, 02 future, 03 stale, 04 bad proof, 05 ancient, 07 custom), 01 unknown.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
from bittensor_core import Runtime

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.runtime.metadata import describe
from tests.practice.blocks.rehearsals import APPLY, EXTERNAL, VALIDATE
from tests.practice.nodes import PRACTICE, a_node, a_signed_call
from tests.practice.wires import BOB, Wire, a_transfer, a_wire

WHO = PRACTICE.public_key.hex()
FOREVER = "ff" * 8
TOO_MUCH = 10**18


async def applied(wire: Wire, extrinsic: str, *at: str) -> Any:
    return await wire.result("state_call", APPLY, extrinsic, *at)


async def validated(node: Node, wire: Wire, extrinsic: str, number: int | None = None) -> Any:
    parent = node.chain.hash_of(node.chain.height if number is None else number)
    assert parent is not None
    at = () if number is None else ("0x" + parent.hex(),)
    return await wire.result("state_call", VALIDATE, "0x" + EXTERNAL + extrinsic[2:] + parent.hex(), *at)


def world(node: Node) -> str:
    """All that the node keeps, in its order: storage, what the next block would seal, blocks and pool."""
    chain = node.chain
    return repr((chain.storage.copied(), chain.storage.unsealed, chain.storage.root, chain.height, len(chain.pool)))


def balance(node: Node, rao: int) -> None:
    """Leave the practice account this much."""
    account = node.chain.storage.get("System.Account", PRACTICE.public_key)
    assert isinstance(account, dict)
    assert isinstance(account["data"], dict)
    changed = {**account, "data": {**account["data"], "free": rao}}
    node.chain.storage.put("System.Account", PRACTICE.public_key, value=changed)


def hotkey(node: Node, netuid: int = 1) -> str:
    return "0x" + node.chain.storage.raw("SubtensorModule.Keys", netuid, 0).hex()


def a_stake(node: Node, **changes: Any) -> dict[str, Any]:
    usual = {"hotkey": hotkey(node), "netuid": 1, "amount_staked": 10**9, "limit_price": 10**18, "allow_partial": False}
    return {**usual, **changes}


async def test_a_good_transfer_is_fine() -> None:
    async with a_node() as node, a_wire(node) as wire:
        node.step(3)
        assert await applied(wire, a_transfer(node)) == "0x0000"
        # Ok, priority 1, nothing required, one tag provided: the account and its nonce; for ever, propagated.
        tag = "04" + "90" + WHO + "00000000"
        assert (
            await validated(node, wire, a_transfer(node)) == "0x00" + "0100000000000000" + "00" + tag + FOREVER + "01"
        )


async def test_too_large_a_transfer_is_a_token_error_and_the_pool_would_take_it() -> None:
    async with a_node() as node, a_wire(node) as wire:
        extrinsic = a_transfer(node, rao=TOO_MUCH)
        assert await applied(wire, extrinsic) == "0x00010700"
        assert (await validated(node, wire, extrinsic)).startswith("0x00")


async def test_a_module_error_is_told_by_its_numbers() -> None:
    async with a_node() as node, a_wire(node) as wire:
        description = node.chain.description
        stake = "SubtensorModule.add_stake_limit"
        for changes, name in (
            ({"limit_price": 1}, "Swap.PriceLimitExceeded"),
            ({"amount_staked": 5}, "SubtensorModule.AmountTooLow"),
            ({"hotkey": "0x" + "77" * 32}, "SubtensorModule.HotKeyAccountNotExists"),
            ({"amount_staked": TOO_MUCH // 10**4}, "SubtensorModule.NotEnoughBalanceToStake"),
        ):
            pallet, index = description.error_index(*name.split("."))
            expected = "0x000103" + bytes([pallet, index, 0, 0, 0]).hex()
            assert await applied(wire, a_signed_call(node, stake, a_stake(node, **changes))) == expected, name


async def test_a_nonce_that_was_used_is_stale_and_a_later_one_is_future() -> None:
    async with a_node() as node, a_wire(node) as wire:
        used = a_transfer(node)
        await wire.result("author_submitExtrinsic", used)
        node.step()
        assert await applied(wire, used) == "0x010003"
        assert await validated(node, wire, used) == "0x010003"
        later = a_transfer(node, nonce=3)
        assert await applied(wire, later) == "0x010002"
        required, provided = (f"04{'90' + WHO}0{nonce}000000" for nonce in (2, 3))
        assert (await validated(node, wire, later)).startswith("0x000100000000000000" + required + provided)


async def test_who_cannot_pay_and_who_signed_something_else_are_told_so() -> None:
    async with a_node() as node, a_wire(node) as wire:
        for wrong in (a_transfer(node, genesis=bytes(32)), a_transfer(node)[:-2] + "07"):
            assert [await applied(wire, wrong), await validated(node, wire, wrong)] == ["0x010004"] * 2
        balance(node, 500)
        poor = a_transfer(node)
        assert [await applied(wire, poor), await validated(node, wire, poor)] == ["0x010001"] * 2


async def test_an_era_is_judged_by_the_blocks_that_the_state_knows() -> None:
    async with a_node() as node, a_wire(node) as wire:
        node.step(5)
        born = a_transfer(node, era={"period": 8, "phase": 5}, era_hash=node.chain.hash_of(5))
        # The state of block 5 knows the hashes of its parents; the pool asks for block 6, which knows that of 5.
        assert await applied(wire, born) == "0x010005"
        valid = await validated(node, wire, born)
        assert (valid[:4], valid[-18:]) == ("0x00", "0700000000000000" + "01")
        node.step()
        assert await applied(wire, born) == "0x0000"
        node.step(7)
        assert await validated(node, wire, born) == "0x010004", "another block's hash is expected after the era"


async def test_custom_verdicts_carry_their_number() -> None:
    async with a_node() as node, a_wire(node) as wire:
        unreadable = a_signed_call(node, "MevShield.submit_encrypted", {"ciphertext": "0x" + "00" * 40})
        assert [await applied(wire, unreadable), await validated(node, wire, unreadable)] == ["0x01000717"] * 2
        node.chain.storage.put("SubtensorModule.ColdkeySwapAnnouncements", PRACTICE.public_key, value=(1, bytes(32)))
        announced = a_transfer(node)
        assert [await applied(wire, announced), await validated(node, wire, announced)] == ["0x01000700"] * 2


async def test_what_nobody_signed_is_unknown() -> None:
    async with a_node() as node, a_wire(node) as wire:
        node.step()
        inherent = "0x" + node.chain.head.extrinsics[0].hex()
        assert await applied(wire, inherent) == "0x010101"
        assert await validated(node, wire, inherent) == "0x010101"


@pytest.mark.parametrize(
    ("method", "data", "code"),
    [
        (APPLY, "0x", 4003),
        (APPLY, "0x1234", 4003),
        (VALIDATE, "0x", -32602),
        (VALIDATE, "0x02" + "00" * 10, -32602),
        (VALIDATE, "0x09" + "00" * 80, -32602),
        (VALIDATE, "0x02" + "00" * 80, 4003),
    ],
)
async def test_bytes_that_are_no_extrinsic_break_the_call(method: str, data: str, code: int) -> None:
    async with a_node() as node, a_wire(node) as wire:
        assert (await wire.error("state_call", method, data))["code"] == code


async def test_an_older_state_is_asked_by_its_block_and_a_pruned_one_is_gone() -> None:
    async with a_node() as node, a_wire(node) as wire:
        extrinsic = a_transfer(node)
        await wire.result("author_submitExtrinsic", extrinsic)
        node.step(3)
        genesis = "0x" + node.chain.genesis.hex()
        assert await applied(wire, extrinsic, genesis) == "0x0000"
        assert (await validated(node, wire, extrinsic, 0)).startswith("0x00")
        assert await applied(wire, extrinsic) == "0x010003"
        await wire.result("practice_fault", {"kind": "prune"})
        assert "State already discarded" in (await wire.error("state_call", APPLY, extrinsic, genesis))["data"]
        assert await applied(wire, extrinsic) == "0x010003"


def scenarios(node: Node) -> list[tuple[str, dict[str, Any]]]:
    """Calls that work and calls that fail, one after another."""
    stake = a_stake(node)
    transfer = ("Balances", "transfer_keep_alive", {"dest": "0x" + BOB.hex(), "value": 10**9})
    too_much = (*transfer[:2], {**transfer[2], "value": TOO_MUCH})
    batch = [{pallet: {name: arguments}} for pallet, name, arguments in (transfer, too_much)]
    sale = {"hotkey": hotkey(node), "netuid": 1, "amount_unstaked": 10**9}
    return [
        (".".join(transfer[:2]), transfer[2]),
        (".".join(too_much[:2]), too_much[2]),
        ("SubtensorModule.add_stake_limit", stake),
        ("SubtensorModule.add_stake_limit", {**stake, "limit_price": 1}),
        ("SubtensorModule.remove_stake", sale),
        ("SubtensorModule.remove_stake", {**sale, "netuid": 3}),
        ("SubtensorModule.unstake_all", {"hotkey": hotkey(node)}),
        ("SubtensorModule.lock_stake", {"hotkey": hotkey(node), "netuid": 1, "amount": TOO_MUCH}),
        ("Utility.batch", {"calls": batch}),
        ("Utility.batch_all", {"calls": batch}),
        ("Proxy.proxy", {"real": "0x" + BOB.hex(), "force_proxy_type": None, "call": batch[0]}),
    ]


async def test_a_rehearsal_says_what_the_block_then_brings_and_leaves_no_trace() -> None:
    async with a_node() as node, a_wire(node) as wire:
        outcomes = set()
        for nonce, (name, arguments) in enumerate(scenarios(node)):
            extrinsic = a_signed_call(node, name, arguments, nonce=nonce)
            before = world(node)
            rehearsed = await applied(wire, extrinsic)
            await validated(node, wire, extrinsic)
            assert world(node) == before, name
            await wire.result("author_submitExtrinsic", extrinsic)
            node.step()
            assert rehearsed == brought(node), name
            outcomes.add(rehearsed)
        assert len(outcomes) >= 5, "calls that work and calls that fail in several ways"


def brought(node: Node) -> str:
    """The outcome of the last transaction of the newest block, as its events tell it, in a rehearsal's form."""
    events: Any = node.chain.description.decode("Vec<EventRecord>", node.chain.storage.raw("System.Events"))
    last = [each["event"] for each in events if each["event"]["event_id"].startswith("Extrinsic")][-1]
    if last["event_id"] == "ExtrinsicSuccess":
        return "0x0000"
    error = last["attributes"]["dispatch_error"]
    return "0x0001" + node.chain.description.encode("DispatchError", error).hex()


async def test_a_world_that_rehearsed_much_goes_the_way_of_one_that_did_not() -> None:
    roots = []
    for rehearses in (False, True):
        async with a_node(still=False, seed=4) as node, a_wire(node) as wire:
            for _ in range(4):
                if rehearses:
                    for name, arguments in scenarios(node):
                        await applied(wire, a_signed_call(node, name, arguments))
                node.step()
            storage = node.chain.storage.copied()
            # Blocks carry the time of day.
            roots.append({item: value for item, value in storage.items() if item.split(".")[0] not in TIMED})
    assert repr(roots[0]) == repr(roots[1])


TIMED = ("System", "Timestamp")


async def test_a_failure_that_was_planned_for_the_next_block_is_not_spent_on_a_rehearsal() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await wire.result("practice_fault", {"kind": "fail"})
        assert await applied(wire, a_transfer(node)) == "0x0000"
        await wire.result("author_submitExtrinsic", a_transfer(node))
        node.step()
        assert brought(node).startswith("0x000103")


async def test_both_methods_are_declared_as_real_runtimes_declare_them() -> None:
    async with a_node() as node:
        declared = node.chain.description.runtime.runtime_api_map()
        inputs = declared["TaggedTransactionQueue"]["validate_transaction"]["inputs"]
        assert [name for name, _ in inputs] == ["source", "tx", "block_hash"]
        assert [name for name, _ in declared["BlockBuilder"]["apply_extrinsic"]["inputs"]] == ["extrinsic"]
        result = node.chain.description.decode("ApplyExtrinsicResult", bytes.fromhex("00010700"))
        assert result == {"Ok": {"Err": {"Token": "FundsUnavailable"}}}


async def test_a_runtime_without_the_methods_answers_neither() -> None:
    async with a_node() as node, a_wire(node) as wire:
        lacks = ["BlockBuilder.apply_extrinsic", "TaggedTransactionQueue.validate_transaction"]
        await wire.result("practice_fault", {"kind": "upgrade", "lacks": lacks})
        node.step(2)
        for method in (APPLY, VALIDATE):
            error = await wire.error("state_call", method, "0x00")
            assert f"{method} is not found" in error["message"]
        announced = (await wire.result("state_getRuntimeVersion"))["apis"]
        assert ["0x40fe3ad401f8959a", 6] not in announced
        assert ["0xdf6acb689907609b", 5] in announced


def test_their_types_and_versions_are_those_of_a_real_runtime(real_metadata: Callable[..., bytes]) -> None:
    real = Runtime(real_metadata(461), 461, 1, 42)
    described = describe()
    versions = {str(identifier): version for identifier, version in real.constant("System", "Version")["apis"]}
    changed = {api.name for api in described.apis if versions["0x" + api.identifier.hex()] != api.version}
    # Its answers grew after 461, as the test of the runtime names.
    assert changed == {"BetaBasketRuntimeApi"}
    for api, method, kind in (
        ("TaggedTransactionQueue", "validate_transaction", "TransactionValidity"),
        ("BlockBuilder", "apply_extrinsic", "ApplyExtrinsicResult"),
    ):
        output = real.runtime_api_map()[api][method]["output"]
        for answer in ANSWERS[kind]:
            data = bytes.fromhex(answer)
            value = described.decode(kind, data)
            assert real.decode(output, data) == value
            assert bytes(real.encode(output, value)) == data


ANSWERS = {
    "ApplyExtrinsicResult": (
        "0000",
        "00010700",
        "00010307520000" + "00",
        "010001",
        "010002",
        "010005",
        "01000717",
        "010100",
    ),
    "TransactionValidity": (
        "00" + "01" + "00" * 7 + "00" + "04" + "04aa" + FOREVER + "01",
        "010003",
        "010004",
        "010101",
    ),
}


async def test_a_rehearsal_in_a_world_of_128_subnets_takes_a_blink() -> None:
    async with a_node(subnets=128) as node, a_wire(node) as wire:
        node.step(2)
        costs = []
        for name, arguments in scenarios(node):
            extrinsic = a_signed_call(node, name, arguments)
            began = time.process_time()
            await applied(wire, extrinsic)
            costs.append(time.process_time() - began)
        assert sorted(costs)[len(costs) // 2] < 0.02
