"""Copied btcli commands make, by the stock btcli's parser and the SDK's own plan, the bytes that are signed here."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.domain.copying.btcli_command import BtcliSetting, command_of
from dtao_tui.domain.copying.copies import copies_of_steps, copy_of_batch
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.operations.swap_intents import batch
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Argument, Call
from dtao_tui.practice.node.node import Node
from dtao_tui.trading.plans.requoting import intent_of, limits_of
from dtao_tui.trading.plans.unwinding import unwinding
from tests.chain.conftest import Desk
from tests.fakes import a_holding, a_snapshot, a_stake
from tests.planning import FEES, a_plan, circumstances

pytestmark = pytest.mark.btcli

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
STAKING = "SubtensorModule"
SECONDS = 120


def staking(name: str, **arguments: Argument) -> Call:
    return Call(STAKING, name, arguments)


BETWEEN: dict[str, Argument] = {"origin_netuid": 1, "destination_netuid": 2, "alpha_amount": 1_500_000_001}
WITHIN: dict[str, Argument] = {"origin_netuid": 1, "destination_netuid": 1, "alpha_amount": 2**53 + 1}
LIMITED: dict[str, Argument] = {"limit_price": 123_456_789, "allow_partial": False}
HOTKEYS: dict[str, Argument] = {"origin_hotkey": ALICE, "destination_hotkey": BOB}
STAKE = staking("add_stake_limit", hotkey=ALICE, netuid=1, amount_staked=10**15 + 7, **LIMITED)
SWAP = staking("swap_stake_limit", hotkey=ALICE, **BETWEEN, **LIMITED)
TRANSFER = staking("transfer_stake", destination_coldkey=BOB, hotkey=ALICE, **WITHIN)
PAY = Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": 1})
BATCH = Call("Utility", "batch_all", {"calls": (SWAP, TRANSFER)})


def proxied(call: Call, kind: str | None = "Staking") -> Call:
    return Call("Proxy", "proxy", {"real": BOB, "force_proxy_type": kind, "call": call})


CALLS: dict[str, Call] = {
    "stake": STAKE,
    "stake in part": staking(
        "add_stake_limit", hotkey=ALICE, netuid=1, amount_staked=1, limit_price=1, allow_partial=True
    ),
    "stake on root": staking(
        "add_stake_limit", hotkey=ALICE, netuid=0, amount_staked=10**9, limit_price=10**9, allow_partial=False
    ),
    "unstake": staking("remove_stake_limit", hotkey=ALICE, netuid=1, amount_unstaked=2**63, **LIMITED),
    "unstake from root": staking(
        "remove_stake_limit", hotkey=ALICE, netuid=0, amount_unstaked=7, limit_price=1, allow_partial=True
    ),
    "unstake all": staking("remove_stake_full_limit", hotkey=ALICE, netuid=1, limit_price=5),
    "unstake all at any price": staking("remove_stake_full_limit", hotkey=ALICE, netuid=1, limit_price=None),
    "move": staking("move_stake", **HOTKEYS, **WITHIN),
    "move and swap": staking("move_stake_limit", **HOTKEYS, **BETWEEN, **LIMITED),
    "swap": SWAP,
    "transfer": TRANSFER,
    "transfer to a validator": staking("transfer_stake_and_hotkey", destination_coldkey=BOB, **HOTKEYS, **WITHIN),
    "batch": BATCH,
    "proxied stake": proxied(STAKE),
    "proxied stake of any kind": proxied(STAKE, None),
    "proxied batch": proxied(BATCH),
    "claim": staking("claim_root_with_hotkey", hotkey=ALICE),
    "lock": staking("lock_stake", hotkey=ALICE, netuid=1, amount=10**10),
    "lock for good": staking("set_perpetual_lock", netuid=1, enabled=True),
    "let a lock decay": staking("set_perpetual_lock", netuid=1, enabled=False),
    "make a proxy": Call("Proxy", "add_proxy", {"delegate": BOB, "proxy_type": "Staking", "delay": 0}),
    "end a proxy": Call("Proxy", "remove_proxy", {"delegate": BOB, "proxy_type": "Staking", "delay": 0}),
    "pay": PAY,
    "pay and close": Call("Balances", "transfer_allow_death", {"dest": BOB, "value": 10**12}),
}
"""One of each kind of call that an order may carry."""

SHIELDED = {"stake", "unstake", "proxied stake"}

BETWEEN_COMMANDS = "\1"
SHELL = """btcli() { printf '\\001'; printf '%s\\0' "$@"; }
"""


def words_in_a_shell(text: str) -> list[str]:
    """The arguments that a real shell passes to btcli where the copied text is pasted."""
    (words,) = shell_output(text).split(BETWEEN_COMMANDS)[1:]
    return words.split("\0")[:-1]


def shell_output(text: str) -> str:
    """What a real shell passes to btcli, command by command."""
    passed = subprocess.run(["sh", "-c", SHELL + text], capture_output=True, check=True, timeout=10)
    return passed.stdout.decode()


async def planned(commands: list[list[str]], home: Path) -> list[dict[str, object]]:
    """What btcli's parser and the SDK's plan make of the commands, in a process of their own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chain.btcli_plans"),
        env=os.environ | {"HOME": str(home), "NO_COLOR": "1", "BTCLI_CONFIG": str(home / "btcli.json")},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    asked = json.dumps({"commands": commands, "address": ADDRESS}).encode()
    output, complaint = await asyncio.wait_for(process.communicate(asked), SECONDS)
    assert process.returncode == 0, f"{output.decode()}\n{complaint.decode()}"
    found: list[dict[str, object]] = json.loads(output.decode().strip().splitlines()[-1])
    return found


async def test_each_copied_command_is_planned_by_the_sdk_as_the_bytes_that_are_signed(
    desk: Desk, node: Node, tmp_path: Path
) -> None:
    settings = {name: BtcliSetting(node.url, "cold", is_shielded=name in SHIELDED) for name in CALLS}
    commands = [words_in_a_shell(command_of(call, settings[name]).text) for name, call in CALLS.items()]
    ours = {name: (await desk.trading.prepare(call, ADDRESS)).call.hex() for name, call in CALLS.items()}
    plans = await planned(commands, tmp_path)
    theirs = {name: plan["call"] for name, plan in zip(CALLS, plans, strict=True)}
    assert theirs == ours
    has_command = {name: plan for name, plan in zip(CALLS, plans, strict=True) if plan["op"]}
    assert len(has_command) >= len(CALLS) // 2
    assert {name for name, plan in has_command.items() if plan["shield"]} == SHIELDED


async def test_the_copied_commands_of_a_plan_are_planned_as_the_bytes_that_its_steps_sign(
    desk: Desk, node: Node, tmp_path: Path
) -> None:
    snapshot = a_snapshot(holdings=[a_holding(stakes=(a_stake(7, "1200"), a_stake(3, "400")))])
    plans = (a_plan(snapshot=snapshot), unwinding(circumstances(snapshot), FEES, "2").plan)
    steps = [step for plan in plans if plan is not None for step in plan.steps]
    assert len(steps) == 5
    calls = [intent_of(step).call(limits_of(step)) for step in steps]
    copied = copies_of_steps([(call, BtcliSetting(node.url, "cold")) for call in calls])[0].text
    commands = [words.split("\0")[:-1] for words in shell_output(copied).split(BETWEEN_COMMANDS)[1:]]
    at_once = copy_of_batch(calls, BtcliSetting(node.url, "cold")).text
    commands.append(words_in_a_shell(at_once))
    ours = [(await desk.trading.prepare(call, ADDRESS)).call.hex() for call in (*calls, batch(*calls))]
    assert [plan["call"] for plan in await planned(commands, tmp_path)] == ours


def test_every_call_of_every_operation_is_among_them() -> None:
    compared = {leaf.title for call in CALLS.values() for leaf in call.leaves} | {c.title for c in CALLS.values()}
    assert {title for row in ROW_OF.values() for title in row.pallet_calls} - compared == set()


def test_what_a_shell_passes_on_is_what_the_command_means() -> None:
    setting = BtcliSetting("wss://host.example:443", 'it\'s "mine" $(rm -rf /) `x`')
    for call in CALLS.values():
        command = command_of(call, setting)
        assert words_in_a_shell(command.text) == list(command.arguments)
