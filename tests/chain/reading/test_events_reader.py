"""Events of a block from the practice node: whole, in one request, decoded by the runtime that made it, or none."""

from collections.abc import Callable
from typing import Any

import pytest

from dtao_tui.chain.reading.events_reader import LARGEST_EVENTS, MOST_EVENTS, RuntimesSeen, read
from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec
from dtao_tui.chain.runtime.scale_bytes import compact
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.trades.flows import stake_added
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotUnderstood
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import Desk, placed
from tests.chain.middleman import Middleman
from tests.quoting import stake_call

MOST_REQUESTS = 8
QUERY = "state_queryStorageAt"


class Codec:
    """A runtime by its versions alone."""

    def __init__(self, spec_version: int, transaction_version: int = 1) -> None:
        self.spec_version = spec_version
        self.transaction_version = transaction_version


async def test_a_stake_is_among_the_events_of_its_block_with_its_extrinsic_and_the_blocks_time(
    desk: Desk, node: Node
) -> None:
    hotkey = await desk.hotkey(1)
    order = await placed(desk, node, stake_call(1, hotkey, Tao(10**10), Price(10**12)))
    place = order.outcome
    found = await desk.market.block_events(Head(place.block, place.block_hash))
    (added,) = [each for each in found.events if each.event.name == "StakeAdded"]
    assert added.extrinsic == 1
    assert stake_added(added.event).coldkey == ADDRESS
    assert found.of_extrinsic(1) == place.events
    assert not found.removal_has_fee
    snapshot = await desk.market.snapshot(Head(place.block, place.block_hash), ())
    assert found.time_ms == snapshot.time_ms is not None


async def test_what_the_chain_does_itself_belongs_to_no_extrinsic(desk: Desk, node: Node) -> None:
    node.chain.grant(bytes(32), 10**9)
    node.step()
    found = await desk.market.block_events(await desk.market.head())
    assert "Minted" in {event.name for event in found.of_extrinsic(None)}
    assert [event.name for event in found.of_extrinsic(0)] == ["ExtrinsicSuccess"]


async def test_a_block_with_its_events_takes_at_most_eight_requests(
    between: Desk, middleman: Middleman, node: Node
) -> None:
    await between.snapshot()
    heads = between.market.heads()
    for _ in range(2):
        node.step()
        head = await anext(heads)
        middleman.asked.clear()
        await between.market.snapshot(head, (ADDRESS,))
        before = len(middleman.asked)
        await between.market.block_events(head)
        assert len(middleman.asked) == before + 1
        assert len(middleman.asked) + 1 <= MOST_REQUESTS, middleman.asked
    await heads.aclose()


async def test_blocks_between_two_snapshots_take_one_request_each(
    between: Desk, middleman: Middleman, node: Node
) -> None:
    first = await between.snapshot()
    node.step(4)
    await between.snapshot()
    numbers = range(first.block + 1, first.block + 4)
    middleman.asked.clear()
    hashes = await between.market.hashes_of(numbers)
    parent: str | None = first.block_hash
    for number, found in zip(numbers, hashes, strict=True):
        events = await between.market.block_events(Head(number, found or ""))
        assert (events.block, events.parent_hash) == (number, parent)
        parent = found
    assert middleman.asked == ["chain_getBlockHash", QUERY, QUERY, QUERY]


async def test_the_hash_of_a_block_that_is_not_there_yet_is_none(desk: Desk) -> None:
    head = await desk.market.head()
    assert await desk.market.hashes_of([head.number, head.number + 1]) == (head.hash, None)


async def test_fewer_hashes_than_were_asked_for_are_no_answer(between: Desk, middleman: Middleman) -> None:
    middleman.twists["chain_getBlockHash"] = lambda found: found[:-1]
    with pytest.raises(NotUnderstood):
        await between.market.hashes_of([1, 2])


async def test_events_are_decoded_by_the_runtime_that_made_the_block(desk: Desk, node: Node) -> None:
    assert node.faults is not None
    await desk.snapshot()
    node.step()
    last_of_old = await desk.market.head()
    node.faults.ask("upgrade", {"spec_version": 480})
    node.step(3)
    await desk.snapshot()
    for head in (last_of_old, await desk.market.head()):
        assert (await desk.market.block_events(head)).of_extrinsic(0)


def test_the_runtime_of_a_block_is_known_where_those_around_it_have_the_same() -> None:
    runtimes, old, new = RuntimesSeen(), Codec(475), Codec(480)
    for block, codec in ((10, old), (14, old), (15, new), (20, new)):
        runtimes.note(block, codec)  # type: ignore[arg-type]  # only the versions are read
    assert [runtimes.maker_of(block) for block in (10, 12, 14, 15, 16, 20, 21)] == [
        None,
        old,
        old,
        None,
        new,
        new,
        None,
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda raw: raw[:-1],
        lambda raw: raw + b"\x00",
        lambda raw: compact(MOST_EVENTS + 1) + raw[1:],
        lambda _: bytes(LARGEST_EVENTS + 1),
        lambda raw: raw[:1] + b"\xff" + raw[2:],
        lambda _: b"",
    ],
    ids=["cut", "longer", "too many", "too large", "an unknown phase", "empty"],
)
async def test_events_that_cannot_be_read_whole_are_none_at_all(
    between: Desk, middleman: Middleman, spoilt: Any
) -> None:
    head = await between.market.head()

    def twisted(groups: Any) -> Any:
        (key, value), *beside = groups[0]["changes"]
        return [{**groups[0], "changes": [[key, "0x" + spoilt(bytes.fromhex(value[2:])).hex()], *beside]}]

    middleman.twists[QUERY] = twisted
    with pytest.raises(NotUnderstood):
        await between.market.block_events(head)


@pytest.mark.parametrize("spec", [419, 439, 461])
async def test_blocks_of_real_runtimes_are_read_as_the_sdk_recorded_them(
    real_recording: Callable[[int], dict[str, Any]], real_metadata: Callable[..., bytes], spec: int
) -> None:
    recorded = real_recording(spec)["events"]
    codec = RuntimeCodec(real_metadata(spec), spec_version=spec, transaction_version=1)
    head = Head(7, recorded["block_hash"])

    class Client:
        async def request(self, method: str, keys: list[str], block_hash: str) -> Any:
            assert (method, block_hash) == (QUERY, head.hash)
            time = (1_764_247_267_000).to_bytes(8, "little").hex()
            told = (recorded["raw_hex"], f"0x{time}", "0x" + "ab" * 32)
            return [{"block": block_hash, "changes": list(zip(keys, told, strict=True))}]

    found = await read(Client(), head, codec)  # type: ignore[arg-type]  # it only asks
    told = [(each["extrinsic_idx"], each["module_id"], each["event_id"]) for each in recorded["decoded"]]
    assert [(each.extrinsic, each.event.pallet, each.event.name) for each in found.events] == told
    assert (found.time_ms, found.parent_hash) == (1_764_247_267_000, "0x" + "ab" * 32)
    assert not found.removal_has_fee
