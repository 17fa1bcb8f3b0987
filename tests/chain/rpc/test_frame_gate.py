"""The gate for frames: what passes, what is dropped, and how much of it is ever held."""

import asyncio
import json
import tracemalloc
from typing import Any

import pytest

from dtao_tui.chain.rpc import frame_gate
from dtao_tui.chain.rpc.frame_gate import FrameGate, NoMessage, TooMuch
from dtao_tui.chain.rpc.subscription_queues import (
    HEAVIEST_QUEUE,
    LARGEST_UPDATE,
    MOST_UPDATES,
    SubscriptionQueue,
    SubscriptionQueues,
)

SUMMARY = "SubnetInfoRuntimeApi_get_all_dynamic_info"


def a_question(number: int, method: str = "chain_getHead", *parameters: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}


def an_answer(number: Any, result: Any = "0x00") -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "result": result})


def an_update(subscription: Any, result: Any = "0x00") -> str:
    return json.dumps({"method": "chain_newHead", "params": {"subscription": subscription, "result": result}})


class Desk:
    """A gate, its queues, and a clock that stands still."""

    def __init__(self) -> None:
        self.queues = SubscriptionQueues()
        self.seconds = 0.0
        self.gate = FrameGate(self.queues, lambda: self.seconds)

    def subscribed(self, name: str, *, newest_wins: bool = True) -> SubscriptionQueue:
        queue = self.queues.expect(newest_wins=newest_wins)
        self.queues.name(queue, name)
        return queue


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_answer_passes_once(desk: Desk) -> None:
    desk.gate.asks(a_question(7))
    assert desk.gate.admits(an_answer(7))
    assert not desk.gate.admits(an_answer(7))


@pytest.mark.parametrize("number", [8, "7", 7.0, True, [7], {"id": 7}])
def test_an_answer_to_nothing_that_was_asked_is_dropped(desk: Desk, number: Any) -> None:
    desk.gate.asks(a_question(7))
    assert not desk.gate.admits(an_answer(number))


async def test_an_update_goes_to_its_queue_and_to_nobody_else(desk: Desk) -> None:
    queue, other = desk.subscribed("mine"), desk.subscribed("other")
    assert not desk.gate.admits(an_update("mine", "0x05"))
    assert await queue.next() == "0x05"
    assert other.weight == 0


async def test_an_update_that_comes_before_its_name_is_kept_for_it(desk: Desk) -> None:
    queue = desk.queues.expect(newest_wins=True)
    desk.gate.admits(an_update("mine", "early"))
    desk.gate.admits(an_update("nobodys", "early"))
    desk.queues.name(queue, "mine")
    assert await queue.next() == "early"
    assert (desk.queues.weight, desk.queues.dropped) == (0, 1)


@pytest.mark.parametrize("is_expecting", [False, True])
@pytest.mark.parametrize("size", [10, 10_000, LARGEST_UPDATE, 10**6])
def test_a_flood_for_nobody_is_not_held(desk: Desk, size: int, is_expecting: bool) -> None:
    if is_expecting:
        desk.queues.expect(newest_wins=True)
    flood = [an_update(f"nobodys {number}", "0" * size) for number in range(100)]
    tracemalloc.start()
    for frame in flood * (200_000_000 // (100 * max(size, 100_000))):
        desk.gate.admits(frame)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1.2 * HEAVIEST_QUEUE
    assert desk.queues.weight <= HEAVIEST_QUEUE
    assert is_expecting or desk.queues.weight == 0


@pytest.mark.parametrize("size", [10, 10_000, 200_000])
async def test_of_many_heads_the_newest_are_kept(desk: Desk, size: int) -> None:
    queue = desk.subscribed("mine")
    for number in range(1000):
        desk.gate.admits(an_update("mine", {"number": number, "digest": "0" * size}))
    assert queue.weight <= HEAVIEST_QUEUE
    seen = []
    while queue.weight:
        seen.append((await queue.next())["number"])
    assert seen == list(range(1000 - len(seen), 1000))
    assert 1 <= len(seen) <= MOST_UPDATES


async def test_more_news_of_an_order_than_anybody_reads_ends_after_what_was_kept(desk: Desk) -> None:
    queue = desk.subscribed("mine", newest_wins=False)
    for number in range(1000):
        desk.gate.admits(an_update("mine", number))
    assert [await queue.next() for _ in range(MOST_UPDATES)] == list(range(MOST_UPDATES))
    with pytest.raises(ConnectionError):
        await queue.next()


async def test_a_lost_connection_is_told_to_whoever_waits(desk: Desk) -> None:
    queue = desk.subscribed("mine")
    waiting = asyncio.ensure_future(queue.next())
    await asyncio.sleep(0)
    desk.queues.end(ConnectionError("gone"))
    with pytest.raises(ConnectionError, match="gone"):
        await waiting


def test_a_forgotten_subscription_gets_nothing_more(desk: Desk) -> None:
    queue = desk.subscribed("mine")
    desk.queues.forget(queue)
    desk.gate.admits(an_update("mine"))
    assert (queue.weight, desk.queues.weight, desk.queues.dropped) == (0, 0, 1)


@pytest.mark.parametrize(
    "frame", ["5", "null", "[]", '[{"id": 7, "result": 1}]', "{", "[" * 10_000, b"\xff\xfe"], ids=range(7)
)
def test_a_frame_that_is_no_message_ends_the_connection(desk: Desk, frame: str | bytes) -> None:
    desk.gate.asks(a_question(7))
    with pytest.raises(NoMessage):
        desk.gate.admits(frame)


@pytest.mark.parametrize("subscription", [None, [], {}, 1.5])
def test_an_update_without_a_name_belongs_to_nobody(desk: Desk, subscription: Any) -> None:
    desk.queues.expect(newest_wins=True)
    assert not desk.gate.admits(an_update(subscription))
    assert desk.queues.weight == 0


@pytest.mark.parametrize(
    ("question", "size", "passes"),
    [
        (("state_call", SUMMARY, "0x", None), 11 * frame_gate.MEBIBYTE, True),
        (("state_call", "Metadata_metadata_at_version", "0x0f000000"), 3 * frame_gate.MEBIBYTE, True),
        (("state_call", "Metadata_metadata_at_version", "0x0f000000"), 7 * frame_gate.MEBIBYTE, False),
        (("chain_getBlock", None), 11 * frame_gate.MEBIBYTE, True),
        (("state_call", "SwapRuntimeApi_current_alpha_price", "0x"), 5 * frame_gate.MEBIBYTE, False),
        (("state_getRuntimeVersion", None), 2 * frame_gate.MEBIBYTE, False),
        (("chain_getHead",), 2 * frame_gate.MEBIBYTE, False),
    ],
)
def test_each_question_has_its_largest_answer(desk: Desk, question: tuple[Any, ...], size: int, passes: bool) -> None:
    desk.gate.asks(a_question(7, *question))
    answer = an_answer(7, "0" * size)
    if passes:
        assert desk.gate.admits(answer)
    else:
        with pytest.raises(TooMuch):
            desk.gate.admits(answer)


def test_storage_of_4096_subnets_is_an_answer_like_any_other(desk: Desk) -> None:
    desk.gate.asks(a_question(7, "state_queryStorageAt", [], None))
    changes = [["0x" + f"{number:068x}", "0x" + "00" * 16] for number in range(7 * 4096)]
    assert desk.gate.admits(an_answer(7, [{"block": "0x00", "changes": changes}]))


def test_a_small_answer_of_very_many_parts_is_too_much(desk: Desk) -> None:
    desk.gate.asks(a_question(7, "state_queryStorageAt", [], None))
    with pytest.raises(TooMuch):
        desk.gate.admits(an_answer(7, [[]] * 200_000))


def test_answers_that_are_waited_for_together_are_weighed_together(desk: Desk) -> None:
    for number in range(1, 9):
        desk.gate.asks(a_question(number, "chain_getBlock", None))
    large = "0" * (11 * frame_gate.MEBIBYTE)
    assert desk.gate.admits(an_answer(1, large))
    assert desk.gate.admits(an_answer(2, large))
    with pytest.raises(TooMuch):
        desk.gate.admits(an_answer(3, large))


def test_large_answers_one_after_the_other_are_nothing_unusual(desk: Desk) -> None:
    large = "0" * (11 * frame_gate.MEBIBYTE)
    for number in range(1, 9):
        desk.gate.asks(a_question(number, "chain_getBlock", None))
        assert desk.gate.admits(an_answer(number, large))


def test_what_weighed_is_forgiven_while_something_is_always_waited_for(desk: Desk) -> None:
    desk.gate.asks(a_question(0))
    large = "0" * (11 * frame_gate.MEBIBYTE)
    for number in range(1, 9):
        desk.gate.asks(a_question(number, "chain_getBlock", None))
        assert desk.gate.admits(an_answer(number, large))
        desk.seconds += 3
