"""Reads heads and blocks over one connection; a block takes at most eight requests, its head included."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from dtao_tui.chain import error_messages
from dtao_tui.chain.reading import block_headers, events_reader, proxy_grants, translate
from dtao_tui.chain.reading.storage_query import BlockQuery, StorageAnswer, StoragePlaces, ValidatorQuery
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.market import Holdings, Snapshot, Subnet
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.ports.chain import Head

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

MOST_ADDRESSES = 64

_SUBNETS_AT_ONCE = 256
_SUBNETS_ASIDE = 512
_HEADS_KNOWN = 8

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Records:
    """Decoded answers about one block."""

    summary: Sequence[Any]
    prices: Mapping[int, Any]
    stakes: Mapping[str, Any]
    locks: Mapping[str, Mapping[int, Alpha]] | None
    items: StorageAnswer


class BlockReader:
    """Reads blocks over one connection; it remembers which subnets there were, to ask for all of them at once."""

    def __init__(self, client: "RuntimeClient", network: str, block_seconds: float) -> None:
        self._client = client
        self._network = network
        self._block_seconds = block_seconds
        self._question: BlockQuery | None = None
        self._proven: deque[Head] = deque(maxlen=_HEADS_KNOWN)
        """Heads whose header was hashed here, so that number and hash surely belong together."""

        self._runtimes = events_reader.RuntimesSeen()

    async def head(self) -> Head:
        """The newest block. Raises ChainTrouble."""
        known = await block_headers.newest_hash(self._client)
        header = await self._client.request("chain_getHeader", known)
        return self._remembered(Head(block_headers.number_in(header), known), header)

    async def heads(self) -> AsyncGenerator[Head, None]:
        """New blocks as they are announced, until the connection is lost (then ChainTrouble)."""
        async with aclosing(self._client.heads()) as headers:
            async for header in headers:
                number = block_headers.number_in(header)
                found = block_headers.hash_in(header) or await block_headers.hash_of(self._client, number)
                # The node may have gone back on a block that it has just announced.
                if found is not None:
                    yield self._remembered(Head(number, found), header)

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        """The snapshot of that block, every part pinned to its hash. Raises ChainTrouble."""
        asked = tuple(dict.fromkeys(addresses))[:MOST_ADDRESSES]
        began = time.monotonic()
        records = await self._records(head, asked)
        self._runtimes.note(head.number, self._client.codec)
        answered = time.monotonic()
        subnets = await self._subnets(records)
        with reading("the accounts"):
            holdings = {address: _holdings(records, address) for address in asked}
            tao_weight = records.items.tao_weight
        with reading("the time of the block"):
            time_ms = records.items.time_ms
        return Snapshot(
            network=self._network,
            genesis=self._client.genesis,
            block=head.number,
            block_hash=head.hash,
            subnets=subnets,
            tao_weight=tao_weight,
            holdings=holdings,
            rules=records.items.rules,
            answer_ms=(answered - began) * 1000,
            block_seconds=self._block_seconds,
            time_ms=time_ms,
        )

    async def events(self, head: Head) -> BlockEvents:
        """All events of that block, in one request where its runtime is known by snapshots around it.

        Raises ChainTrouble.
        """
        return await events_reader.read(self._client, head, self._runtimes.maker_of(head.number))

    async def _records(self, head: Head, addresses: Sequence[str]) -> _Records:
        """All answers at once by the runtime known so far; asked again if the block has another runtime."""
        answers = asyncio.create_task(self._answers(head.hash, addresses), name="block answers")
        try:
            _, is_upgraded = await asyncio.gather(self._check_header(head), self._client.runtime_of_state(head.hash))
            return await (self._answers(head.hash, addresses) if is_upgraded else answers)
        finally:
            await _given_up(answers)

    def _remembered(self, head: Head, header: Any) -> Head:
        if block_headers.hash_in(header) == head.hash:
            self._proven.append(head)
        return head

    async def _check_header(self, head: Head) -> None:
        """Ask whether the block of this hash has this number, unless its header proved it. Raises ChainTrouble."""
        if head in self._proven:
            return
        number = block_headers.number_in(await self._client.request("chain_getHeader", head.hash))
        if number != head.number:
            raise error_messages.contradiction(f"block {head.number} says that it is number {number}")

    async def _answers(self, block_hash: str, addresses: Sequence[str]) -> _Records:
        known = replace(self._question.places, addresses=tuple(addresses)) if self._question else StoragePlaces()
        # Without a list of subnets only their summary can tell which keys there are.
        early = self._items(block_hash, known) if known.netuids else _nothing()
        summary, prices, stakes, locks, items = await asyncio.gather(
            self._client.call(*runtime_names.SUMMARY, (), block_hash),
            self._prices(block_hash),
            self._stakes(block_hash, addresses),
            self._locks(block_hash, addresses),
            early,
        )
        with reading("the subnets"):
            netuids = translate.netuids_of(summary)
        with reading("the positions"):
            stakes = {address: stakes.get(address, ()) for address in addresses}
            places = StoragePlaces(_and_the_next(netuids), tuple(addresses), *translate.staked_hotkeys(stakes))
        new = tuple(sorted({*netuids} - {*known.netuids}))
        if items is None:
            items = await self._items(block_hash, places)
        elif new:
            items = items.and_also(await self._items_of(await self._asking(StoragePlaces(new)), block_hash))
        with reading("the proxies"):
            places = replace(places, grants=proxy_grants.pairs_between(addresses, items.proxies))
        if places != known:
            # What is said of a hotkey or proxy that is new to the account comes with the next block.
            self._question = await self._asking(places)
        return _Records(summary, prices, stakes, locks, items)

    async def _items(self, block_hash: str, places: StoragePlaces) -> StorageAnswer:
        if self._question is None or not self._question.fits(self._client.codec, places):
            self._question = await self._asking(places)
        return await self._items_of(self._question, block_hash)

    async def _items_of(self, question: BlockQuery, block_hash: str) -> StorageAnswer:
        groups = await self._client.request("state_queryStorageAt", question.keys, block_hash)
        with reading("its storage"):
            return await aside(len(question.places.netuids), question.read, groups)

    async def _asking(self, places: StoragePlaces) -> BlockQuery:
        with reading("the keys of its storage"):
            return await aside(len(places.netuids), BlockQuery, self._client.codec, places)

    async def _prices(self, block_hash: str) -> dict[int, Any]:
        """The chain's own prices; empty for a runtime that does not list them."""
        if not self._client.has_api(*runtime_names.PRICES):
            return {}
        answer = await self._client.call(*runtime_names.PRICES, (), block_hash)
        with reading("the prices"):
            return translate.prices_of(answer)

    async def _stakes(self, block_hash: str, addresses: Sequence[str]) -> dict[str, Any]:
        if not addresses:
            return {}
        if not self._client.has_api(*runtime_names.STAKES):
            calls = [self._client.call(*runtime_names.STAKES_OF_ONE, [address], block_hash) for address in addresses]
            return dict(zip(addresses, await asyncio.gather(*calls), strict=True))
        answer = await self._client.call(*runtime_names.STAKES, [list(addresses)], block_hash)
        with reading("the positions"):
            return {translate.address_of(address): rows for address, rows in answer}

    async def _locks(self, block_hash: str, addresses: Sequence[str]) -> dict[str, dict[int, Alpha]] | None:
        """Locked alpha by address and netuid; None where the chain has locks and does not tell them."""
        if not addresses or not self._client.has_item(*runtime_names.LOCK):
            return {}
        if not self._client.has_api(*runtime_names.AVAILABILITY):
            return None
        answer = await self._client.call(*runtime_names.AVAILABILITY, [list(addresses), None], block_hash)
        with reading("the locks"):
            return {translate.address_of(address): translate.locked_of(rows) for address, rows in dict(answer).items()}

    async def _subnets(self, records: _Records) -> dict[int, Subnet]:
        """The subnets by netuid, made in parts so that thousands do not block the event loop."""
        subnets: dict[int, Subnet] = {}
        for at in range(0, len(records.summary), _SUBNETS_AT_ONCE):
            with reading("the subnets"):
                for record in records.summary[at : at + _SUBNETS_AT_ONCE]:
                    if record is not None:
                        subnet = _subnet(record, records)
                        subnets[subnet.netuid] = subnet
            await asyncio.sleep(0)
        if ROOT not in subnets:
            subnets[ROOT] = translate.root_subnet()
        return dict(sorted(subnets.items()))


async def validator_stakes_of(
    client: "RuntimeClient", netuid: int, hotkeys: Sequence[str], block_hash: str
) -> translate.ValidatorStakes:
    """Takes, root stakes, last dividends and the TAO weight of validators, in one request. Raises ChainTrouble."""
    with reading("the validators"):
        question = ValidatorQuery(client.codec, netuid, hotkeys)
    groups = await client.request("state_queryStorageAt", question.keys, block_hash)
    with reading("the validators"):
        return question.stakes(groups)


def _subnet(record: Mapping[str, Any], records: _Records) -> Subnet:
    netuid = translate.whole(record, "netuid")
    return translate.subnet_of(record, records.prices.get(netuid), records.items.pool_items(netuid))


def _holdings(records: _Records, address: str) -> Holdings:
    holdings = translate.holdings_of(
        address,
        records.items.account(address),
        records.stakes.get(address, ()),
        locked=None if records.locks is None else records.locks.get(address, {}),
        items_of=lambda hotkey: records.items.stake_items(address, hotkey),
    )
    grants = proxy_grants.grants_of(
        records.items.proxies(address), lambda delegate: records.items.owner_pays(address, delegate)
    )
    return replace(holdings, proxies=grants)


def _and_the_next(netuids: tuple[int, ...]) -> tuple[int, ...]:
    """These netuids and the next free one, so that a new subnet is read in its first block without another request."""
    following = next(netuid for netuid in count(ROOT + 1) if netuid not in netuids)
    return tuple(sorted((*netuids, following)))


async def _given_up(task: "asyncio.Task[_Records]") -> None:
    """Cancel a task and drop its result."""
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()


async def aside(size: int, work: Callable[..., Result], *arguments: Any) -> Result:
    """Run this work, in a thread where its size would block the event loop noticeably."""
    return await asyncio.to_thread(work, *arguments) if size > _SUBNETS_ASIDE else work(*arguments)


async def _nothing() -> None:
    return None
