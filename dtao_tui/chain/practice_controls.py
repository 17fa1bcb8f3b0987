"""The practice node's own methods behind `ports.chain`: faucet, drills, tempo. Any other network refuses."""

from typing import Any

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading.told_story import MOST_STORY_PAGES, catch_ups_in, story_in
from dtao_tui.chain.reading.translate import whole
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.drill_records import Drill, DrillState, Met, Repair
from dtao_tui.domain.history.told_stories import ToldStory
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import Refused
from dtao_tui.settings import PRACTICE


class PracticeFaucet:
    """`ports.chain.Faucet`: the practice node's own; any other network refuses."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def give(self, address: str, amount: Tao) -> None:
        """Put practice TAO on the address with the next block. Raises Refused elsewhere."""
        if self._connection.facts.network != PRACTICE:
            raise Refused("Only the practice network gives TAO away.")
        await self._connection.client.request(runtime_names.FAUCET, address, amount.rao)


class ChainDrills:
    """Drills over the practice node's control methods."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def begin(self, drill: Drill, address: str) -> DrillState:
        """Prepare the drill with the next block. Raises ChainTrouble, Refused elsewhere than on practice."""
        answer = await self._ask(runtime_names.DRILL, address, drill.value)
        with reading("the drill"):
            return state_of(answer)

    async def state(self, address: str) -> DrillState | None:
        """The state of the account's drill, or None where there is none. Raises ChainTrouble."""
        answer = await self._ask(runtime_names.DRILL_STATE, address)
        with reading("the drill"):
            return None if answer is None else state_of(answer)

    async def end(self, address: str) -> None:
        """End the account's drill. Raises ChainTrouble."""
        await self._ask(runtime_names.DRILL_END, address)

    async def repair(self, address: str) -> Repair | None:
        """End the drill and have its pool repaired with the next block; None for nothing to repair.

        Raises ChainTrouble.
        """
        answer = await self._ask(runtime_names.DRILL_REPAIR, address)
        with reading("the end of the drill"):
            return None if answer is None else Repair(Drill(answer["name"]), whole(answer, "netuid"))

    async def _ask(self, method: str, *parameters: str) -> Any:
        if self._connection.facts.network != PRACTICE:
            raise Refused("Only the practice network has drills.")
        return await self._connection.client.request(method, *parameters)


class ChainTempo:
    """`ports.chain.PracticeTempo`: the practice node's own; any other network refuses."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def change(self, blocks: int) -> None:
        """Let every subnet's epoch come each so many blocks, from the next block on. Raises ChainTrouble, Refused."""
        if self._connection.facts.network != PRACTICE:
            raise Refused("Only the practice network lets its tempo be chosen.")
        await self._connection.client.request(runtime_names.PRACTICE_TEMPO, blocks)


class ChainStory:
    """The story of the time before a practice world's first block; any other network has none."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def stories(self, since: int | None) -> tuple[ToldStory, ...]:
        """The stories, oldest first: the past before block 0 where `since` is None, and what lies after `since`.

        None are told on other networks, and by a world without a past. Raises ChainTrouble.
        """
        if self._connection.facts.network != PRACTICE:
            return ()
        first = await self._connection.client.request(runtime_names.STORY, 0, 0)
        if first is None:
            return ()
        with reading("the story of this world"):
            blocks = catch_ups_in(first)
        told = [await self._story(0, first)] if since is None else []
        for block in blocks:
            page = await self._connection.client.request(runtime_names.STORY, 0, block)
            with reading("the story of this world"):
                is_new = page is not None and (since is None or whole(page, "began") > since)
            if is_new:
                told.append(await self._story(block, page))
        return tuple(told)

    async def _story(self, block: int, first: Any) -> ToldStory:
        pages = [first]
        with reading("the story of this world"):
            while not pages[-1]["is_last"] and pages[-1]["pools"] and len(pages) < MOST_STORY_PAGES:
                pools = sum(len(page["pools"]) for page in pages)
                pages.append(await self._connection.client.request(runtime_names.STORY, pools, block))
            return story_in(pages)


def state_of(answer: Any) -> DrillState:
    """The drill's state from the node's answer. Raises what `decode_guard.reading` turns into NotUnderstood."""
    netuid, met, payout = whole(answer, "netuid"), answer["met"], answer["payout"]
    ready, removal = answer["ready_block"], answer["removal_block"]
    return DrillState(
        drill=Drill(answer["name"]),
        netuid=netuid,
        op=Op(answer["kind"]),
        amount=Tao(whole(answer, "amount")),
        ready_block=None if ready is None else whole(answer, "ready_block"),
        met=None if met is None else Met(whole(met, "block"), _pool_of(met, netuid)),
        rival_paid=Tao(whole(answer, "rival_paid")),
        removal_block=None if removal is None else whole(answer, "removal_block"),
        payout=None if payout is None else Tao(whole(answer, "payout")),
        is_removed=bool(answer["is_removed"]),
    )


def _pool_of(met: Any, netuid: int) -> Pool:
    return Pool(
        netuid=netuid,
        mechanism=whole(met, "mechanism"),
        tao_in=Tao(whole(met, "tao_in")),
        alpha_in=Alpha(whole(met, "alpha_in"), netuid),
        quote_weight=whole(met, "quote_weight"),
        fee_rate=whole(met, "fee_rate"),
    )
