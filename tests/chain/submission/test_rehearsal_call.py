"""Orders tried by the practice node's own runtime, through the real SDK, before they are sent."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.chain.submission.rehearsal_call import APPLY, MOST_SECONDS
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.extrinsics import DecodedCall, Rehearsal, RehearsalVerdict
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, a_desk, placed
from tests.chain.middleman import Honest, Middleman, Objection, Silence
from tests.chain.signing import signed
from tests.chain.submission.orders import a_stake, an_extrinsic
from tests.quoting import stake_call

STAKE = DecodedCall(Call("SubtensorModule", "add_stake_limit", {}))


async def rehearsed(desk: Desk, extrinsic: bytes, call: DecodedCall = STAKE) -> Rehearsal:
    return await desk.trading.rehearse(extrinsic, call)


async def test_a_good_order_passes_and_leaves_nothing_behind(desk: Desk, node: Node) -> None:
    key = desk.connection.client.public_key_of(ADDRESS)
    before = node.chain.next_nonce(key)
    assert await rehearsed(desk, await an_extrinsic(desk, await a_stake(desk))) == Rehearsal(RehearsalVerdict.PASSED)
    node.step()
    assert node.chain.next_nonce(key) == before


async def test_an_order_past_its_limit_fails_with_the_chains_own_error(desk: Desk) -> None:
    order = stake_call(1, await desk.hotkey(1), Tao(10**9), Price(1))
    said = await rehearsed(desk, await an_extrinsic(desk, order))
    assert (said.verdict, said.error) == (RehearsalVerdict.FAILED, "PriceLimitExceeded")


async def test_a_nonce_that_was_used_is_stale_and_one_that_is_ahead_says_nothing(desk: Desk, node: Node) -> None:
    extrinsic = await an_extrinsic(desk, await a_stake(desk))
    order = await placed(desk, node, await a_stake(desk))
    assert order.outcome.succeeded
    assert (await rehearsed(desk, extrinsic)).error == "Stale"
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    ahead = signed(replace(unsigned, nonce=unsigned.nonce + 5), desk.facts)
    assert await rehearsed(desk, ahead) == Rehearsal(RehearsalVerdict.UNCLEAR, "Future")


async def test_a_signature_over_something_else_fails_and_has_the_description_asked_for_anew(desk: Desk) -> None:
    unsigned = await desk.trading.prepare(await a_stake(desk), ADDRESS)
    said = await rehearsed(desk, signed(unsigned, desk.facts, digest=bytes(32)))
    assert (said.verdict, said.error) == (RehearsalVerdict.FAILED, "BadProof")
    await desk.market.connect()
    assert (await rehearsed(desk, await an_extrinsic(desk, await a_stake(desk)))).verdict is RehearsalVerdict.PASSED


@pytest.mark.parametrize(
    ("says", "verdict"),
    [("refused", RehearsalVerdict.UNCLEAR), ("fine", RehearsalVerdict.PASSED), ("fails", RehearsalVerdict.FAILED)],
)
async def test_a_node_that_refuses_or_lies_is_taken_at_its_word_and_no_further(
    desk: Desk, node: Node, says: str, verdict: RehearsalVerdict
) -> None:
    assert node.faults is not None
    node.faults.ask("rehearsal", {"says": says})
    assert (await rehearsed(desk, await an_extrinsic(desk, await a_stake(desk)))).verdict is verdict


async def test_a_late_answer_is_not_waited_for(node: Node, tmp_path: Path) -> None:
    async with Middleman(node.url) as between, a_desk(between.url, cache=tmp_path) as desk:
        extrinsic = await an_extrinsic(desk, await a_stake(desk))

        def silent(parameters: list[Any]) -> Any:
            raise Silence if parameters[0] == APPLY else Honest

        between.lies["state_call"] = silent
        began = time.monotonic()
        said = await rehearsed(desk, extrinsic)
        assert (said.verdict, said.was_shown) == (RehearsalVerdict.UNCLEAR, True)
        assert said.sentence == "no answer within 3 seconds"
        assert time.monotonic() - began < MOST_SECONDS + 1


@pytest.mark.parametrize("answer", [None, 7, [], "0x", "0xzz", "0x" + "00" * 5000])
async def test_nonsense_in_place_of_an_answer_says_nothing(node: Node, tmp_path: Path, answer: Any) -> None:
    async with Middleman(node.url) as between, a_desk(between.url, cache=tmp_path) as desk:
        extrinsic = await an_extrinsic(desk, await a_stake(desk))
        between.lies["state_call"] = lambda _: answer
        assert (await rehearsed(desk, extrinsic)).verdict is RehearsalVerdict.UNCLEAR


async def test_without_a_line_nothing_was_shown(desk: Desk) -> None:
    extrinsic = await an_extrinsic(desk, await a_stake(desk))
    await desk.market.close()
    said = await rehearsed(desk, extrinsic)
    assert (said.verdict, said.was_shown) == (RehearsalVerdict.UNCLEAR, False)


async def test_an_error_to_the_question_says_nothing(node: Node, tmp_path: Path) -> None:
    def fails(_: list[Any]) -> Any:
        raise Objection(4003, "Client error: Execution failed: wasm trap", None)

    async with Middleman(node.url) as between, a_desk(between.url, cache=tmp_path) as desk:
        extrinsic = await an_extrinsic(desk, await a_stake(desk))
        between.lies["state_call"] = fails
        assert (await asyncio.wait_for(rehearsed(desk, extrinsic), 10)).verdict is RehearsalVerdict.UNCLEAR
