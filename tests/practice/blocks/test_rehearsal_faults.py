"""Rehearsals that are refused, late or lies, on demand: for tests of who asks for them."""

import asyncio
import json
from typing import Any

import pytest

from tests.practice.blocks.rehearsals import APPLY, EXTERNAL, VALIDATE
from tests.practice.nodes import PATIENCE, a_node
from tests.practice.wires import Wire, a_transfer, a_wire

GOOD, TOO_MUCH = 10**9, 10**18
HASH = "11" * 32


async def plan(wire: Wire, says: str, **options: Any) -> None:
    assert await wire.result("practice_fault", {"kind": "rehearsal", "says": says, **options}) is None


async def both(wire: Wire, extrinsic: str) -> list[Any]:
    """The replies to both ways of rehearsing."""
    asked = ((APPLY, extrinsic), (VALIDATE, "0x" + EXTERNAL + extrinsic[2:] + HASH))
    return [await wire.call("state_call", method, data) for method, data in asked]


def asking(extrinsic: str) -> str:
    """A request that is sent without waiting for its answer."""
    return json.dumps({"id": 99, "method": "state_call", "params": [APPLY, extrinsic]})


async def test_refused_rehearsals_are_unknown_methods_and_other_calls_are_answered() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "refused")
        assert [reply["error"]["code"] for reply in await both(wire, a_transfer(node))] == [-32601, -32601]
        assert await wire.result("state_call", "AccountNonceApi_account_nonce", "0x" + "00" * 32) == "0x00000000"
        await plan(wire, "truth")
        assert await wire.result("state_call", APPLY, a_transfer(node)) == "0x0000"


async def test_a_lie_says_fine_whatever_is_asked() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "fine")
        for extrinsic in (a_transfer(node, rao=TOO_MUCH), a_transfer(node, nonce=9), "0x00"):
            applied, validated = (reply["result"] for reply in await both(wire, extrinsic))
            assert applied == "0x0000"
            assert validated.startswith("0x00")


async def test_a_lie_says_that_a_good_transaction_fails() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "fails")
        applied, validated = (reply["result"] for reply in await both(wire, a_transfer(node)))
        pallet, error = node.chain.description.error_index("SubtensorModule", "SlippageTooHigh")
        assert applied == "0x000103" + bytes([pallet, error, 0, 0, 0]).hex()
        assert validated.startswith("0x00"), "the pool looks at no call"
        await plan(wire, "fails", pallet="Token", name="FundsUnavailable")
        assert await wire.result("state_call", APPLY, a_transfer(node)) == "0x00010700"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"invalid": "Payment"}, "0x010001"),
        ({"invalid": "Stale"}, "0x010003"),
        ({"invalid": "BadProof"}, "0x010004"),
        ({"invalid": "Custom", "custom": 8}, "0x01000708"),
    ],
)
async def test_a_lie_can_be_a_verdict_of_the_pool(options: dict[str, object], said: str) -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "fails", **options)
        assert [reply["result"] for reply in await both(wire, a_transfer(node))] == [said, said]


async def test_what_was_lied_about_lands_as_it_would_have() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "fails")
        await both(wire, a_transfer(node))
        await wire.result("author_submitExtrinsic", a_transfer(node))
        node.step()
        assert node.chain.storage.get("System.Account", bytes(range(32)))["data"]["free"] == GOOD


async def test_a_late_rehearsal_holds_up_no_other_answer() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "late", milliseconds=150)
        clock = asyncio.get_running_loop().time
        began = clock()
        late = asyncio.ensure_future(wire.call("state_call", APPLY, a_transfer(node)))
        async with a_wire(node) as other:
            assert await other.result("author_submitExtrinsic", a_transfer(node))
        assert clock() - began < 0.15
        assert not late.done()
        assert (await asyncio.wait_for(late, PATIENCE))["result"] == "0x0000"
        assert clock() - began >= 0.15


async def test_on_one_connection_the_answers_to_later_requests_overtake_a_late_rehearsal() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "late", milliseconds=100)
        await wire.send_only(asking(a_transfer(node)))
        assert (await wire.call("chain_getHeader"))["id"] != 99
        assert (await wire.next())["id"] == 99


async def test_who_goes_before_a_late_rehearsal_leaves_nothing_running() -> None:
    async with a_node() as node, a_wire(node) as wire:
        await plan(wire, "late", milliseconds=60_000)
        await wire.send_only(asking("0x00"))
        await wire.call("chain_getHeader")
    assert not [task for task in asyncio.all_tasks() if "_reply_late" in repr(task)]


@pytest.mark.parametrize("wrong", [{"says": "nonsense"}, {"says": "fails", "invalid": "Wonder"}, {"milliseconds": -1}])
async def test_a_rehearsal_fault_that_does_not_exist_is_refused(wrong: dict[str, object]) -> None:
    async with a_node() as node, a_wire(node) as wire:
        assert (await wire.error("practice_fault", {"kind": "rehearsal", **wrong}))["code"] == -32602
        assert await wire.result("state_call", APPLY, a_transfer(node)) == "0x0000"
