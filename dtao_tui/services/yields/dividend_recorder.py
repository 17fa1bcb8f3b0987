"""The recorder of dividends: reads each epoch's of held and watched subnets once, and writes them once they are final.

Of a held subnet it asks for the hotkeys that hold the stake, of a watched one for all validators. A block costs at most
one request: to list, to read, or to learn what is final. Where another program writes the record, what is read is
shown and not written.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dtao_tui.domain.epoch_growth import EpochGrowth, RecordedEpoch, growth_of, last_epoch
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.subnet_yields import SubnetYields
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.market_record import MarketRecord, RecordTrouble
from dtao_tui.services.block_events.tape_recorder import Writing
from dtao_tui.services.history.last_writing import write_at_end
from dtao_tui.services.hub import Hub
from dtao_tui.settings import PRACTICE

MOST_SUBNETS = 256
"""Subnets whose epochs are followed: held ones first."""

MOST_HOTKEYS = 256
"""Hotkeys of one subnet; of more validators those with the largest weight."""

MOST_AT_ONCE = 128
"""Hotkeys that are asked for in one block, which takes some 3 ms; the others have their turn in the next."""

MOST_READ_BACK = 8
"""Subnets whose record is read in one block."""

MOST_WAITING = 2_000
"""Epochs that wait to be final; of more the oldest are not recorded."""

MOST_BLOCKS_PROVEN = 32
"""Blocks whose hash is asked for at once."""

LIST_BLOCKS = 7_200
"""For how long the list of a watched subnet's validators holds."""

KEPT_MS = 7 * 86_400_000
"""How far back yields look, by the chain's clock."""

_LOG = logging.getLogger(__name__)


class DividendSource(Protocol):
    """What the recorder asks the chain; everything raises ChainTrouble."""

    async def dividends(
        self, places: Sequence[tuple[int, str]], head: Head
    ) -> Mapping[tuple[int, str], HotkeyDividend]:
        """What the last epochs shared out to these hotkeys, in one request."""
        ...

    async def validator_hotkeys(self, netuid: int, head: Head) -> tuple[str, ...]:
        """The hotkeys of a subnet's validators, in one request."""
        ...

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        """The hashes of the canonical blocks of these numbers, in one request."""
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An epoch that was read of a block which is not final yet."""

    epoch: RecordedEpoch
    block_hash: str


@dataclass(frozen=True, slots=True)
class _Due:
    """An epoch that was not read yet, and for which hotkeys."""

    subnet: SubnetId
    block: int
    hotkeys: tuple[str, ...]
    length: int
    """The blocks whose emission it shared out."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A subnet's last epoch, as a block told it."""

    at: int
    """The newest block that told it."""

    epoch: int
    length: int


class DividendRecorder:
    """Follows the epochs of the subnets that the accounts hold and of those on the watch lists."""

    def __init__(
        self,
        record: MarketRecord,
        source: DividendSource,
        writing: Writing,
        watched: Callable[[str], frozenset[SubnetId]],
    ) -> None:
        """`watched` are the subnets of the chain of this genesis whose validators are all recorded."""
        self._record = record
        self._source = source
        self._writing = writing
        self._watched_of = watched
        self._genesis = ""
        self._growth: dict[SubnetId, EpochGrowth] = {}
        self._listed: dict[SubnetId, tuple[int, tuple[str, ...]]] = {}
        self._asked: dict[SubnetId, tuple[int, frozenset[str]]] = {}
        self._seen: dict[SubnetId, _Seen] = {}
        self._waiting: list[_Waiting] = []
        self._outdated = set[SubnetId]()
        """Subnets of which more is recorded than was read back; until then what is known goes on being told."""

    def follow(self, hub: Hub) -> None:
        """Take the hub's blocks."""
        hub.subscribe_background(Snapshot, "The record of dividends", self.observe)

    def yields(self, snapshot: Snapshot, subnet: Subnet) -> SubnetYields:
        """The yields of a subnet by what is recorded and read of its epochs; no request, no wait."""
        growth = self._growth.get(subnet.id, EpochGrowth()) if snapshot.genesis == self._genesis else EpochGrowth()
        return SubnetYields.of(growth, subnet.tempo, is_practice=snapshot.network == PRACTICE)

    async def observe(self, snapshot: Snapshot) -> None:
        """Read what the epochs up to this block shared out, and write what is final by now."""
        self._begin(snapshot)
        try:
            if await self._list_one(snapshot):
                return
            wanted = self._wanted(snapshot)
            await self._read_back(wanted, (snapshot.time_ms or 0) - KEPT_MS)
            if not await self._read(self._due(wanted, snapshot), snapshot):
                await self.write_final()
        except ChainTrouble as trouble:
            _LOG.info("dividends wait for the next block: %s", trouble)

    async def write_final(self) -> None:
        """Write what was read of final blocks. Raises ChainTrouble; trouble of the record is logged."""
        final = self._writing.final_block
        if final is None or not self._writing.is_writing:
            return
        numbers = sorted({each.epoch.read_at for each in self._waiting if each.epoch.read_at <= final})
        if not numbers:
            return
        asked = numbers[:MOST_BLOCKS_PROVEN]
        hashes = dict(zip(asked, await self._source.hashes_of(asked), strict=True))
        passed = [each for each in self._waiting if each.epoch.read_at in hashes]
        proven = [each.epoch for each in passed if hashes[each.epoch.read_at] == each.block_hash]
        try:
            if proven and not await asyncio.to_thread(self._record.append_epochs, self._genesis, proven):
                return
        except RecordTrouble as trouble:
            _LOG.warning("dividends are not recorded: %s", trouble)
            return
        self._waiting = [each for each in self._waiting if each.epoch.read_at not in hashes]
        self._outdated |= {each.subnet for each in proven}
        for each in passed:
            if hashes[each.epoch.read_at] != each.block_hash:
                self._take_back(each.epoch.subnet)

    async def close(self) -> None:
        """Write what is final; never raises."""
        await write_at_end(self.write_final, _LOG, "the last dividends were not recorded")

    def _begin(self, snapshot: Snapshot) -> None:
        """Forget what was read of another chain, or of blocks that this one replaces."""
        if snapshot.genesis != self._genesis:
            self._genesis, self._growth, self._listed, self._asked, self._waiting = snapshot.genesis, {}, {}, {}, []
            self._outdated.clear()
            self._seen.clear()
        for subnet in [each.epoch.subnet for each in self._waiting if each.epoch.read_at >= snapshot.block]:
            self._take_back(subnet)
        self._waiting = [each for each in self._waiting if each.epoch.read_at < snapshot.block][-MOST_WAITING:]

    def _take_back(self, subnet: SubnetId) -> None:
        """Read a subnet's last epoch again, whose block was replaced."""
        self._growth.pop(subnet, None)
        self._asked.pop(subnet, None)

    def _wanted(self, snapshot: Snapshot) -> dict[SubnetId, tuple[str, ...]]:
        """The hotkeys to follow, by subnet: held subnets first."""
        held: dict[SubnetId, set[str]] = {}
        for stake in (stake for holdings in snapshot.holdings.values() for stake in holdings.stakes):
            if (subnet := snapshot.subnets.get(stake.netuid)) is not None and not subnet.is_root:
                held.setdefault(subnet.id, set()).add(stake.hotkey)
        listed = {subnet: self._listed[subnet][1] for subnet in self._watched(snapshot) if subnet in self._listed}
        followed = list(dict.fromkeys((*held, *listed)))[:MOST_SUBNETS]
        hotkeys = {each: (*sorted(held.get(each, ())), *listed.get(each, ())) for each in followed}
        return {subnet: tuple(dict.fromkeys(named))[:MOST_HOTKEYS] for subnet, named in hotkeys.items()}

    def _watched(self, snapshot: Snapshot) -> list[SubnetId]:
        there = {subnet.id for subnet in snapshot.subnets.values() if not subnet.is_root}
        return sorted(self._watched_of(snapshot.genesis) & there)[:MOST_SUBNETS]

    async def _list_one(self, snapshot: Snapshot) -> bool:
        """List the validators of a watched subnet of which that is not known; whether there was one.

        Raises ChainTrouble.
        """
        for subnet in self._watched(snapshot):
            listed_at = self._listed.get(subnet, (-LIST_BLOCKS, ()))[0]
            if not 0 <= snapshot.block - listed_at < LIST_BLOCKS:
                hotkeys = await self._source.validator_hotkeys(subnet.netuid, Head.of(snapshot))
                self._listed[subnet] = (snapshot.block, hotkeys[:MOST_HOTKEYS])
                return True
        return False

    async def _read_back(self, wanted: Iterable[SubnetId], since_ms: int) -> None:
        """Read what is recorded of some of these subnets that is not known yet, or has changed."""
        missing = [each for each in wanted if each not in self._growth or each in self._outdated][:MOST_READ_BACK]
        if missing:
            self._growth.update(await asyncio.to_thread(self._recorded, missing, since_ms))
            self._outdated.difference_update(missing)

    def _recorded(self, subnets: Sequence[SubnetId], since_ms: int) -> dict[SubnetId, EpochGrowth]:
        found = {}
        for subnet in subnets:
            try:
                epochs = self._record.epochs(self._genesis, subnet, since_ms)
            except RecordTrouble as trouble:
                _LOG.warning("recorded dividends cannot be read: %s", trouble)
                epochs = []
            read = [each.epoch for each in self._waiting if each.epoch.subnet == subnet]
            found[subnet] = growth_of((*epochs, *read))
        return found

    def _due(self, wanted: Mapping[SubnetId, tuple[str, ...]], snapshot: Snapshot) -> list[_Due]:
        """The epochs that were not read yet, as many as one request asks for."""
        due, number = list[_Due](), 0
        for subnet_id, hotkeys in wanted.items():
            growth = self._growth.get(subnet_id)
            subnet = snapshot.subnets[subnet_id.netuid]
            block = last_epoch(snapshot.block, subnet.blocks_since_last_step, subnet.tempo)
            if block is None:
                continue
            seen = self._seen[subnet_id] = _seen_after(self._seen.get(subnet_id), snapshot.block, block, subnet.tempo)
            # In the epoch's own block the account ledger asks.
            if growth is None or block == snapshot.block or growth.newest > block:
                continue
            known = frozenset(growth.by_hotkey) if growth.newest == block else frozenset[str]()
            asked_block, asked = self._asked.get(subnet_id, (-1, frozenset()))
            known |= asked if asked_block == block else frozenset()
            new = tuple(hotkey for hotkey in hotkeys if hotkey not in known)[: MOST_AT_ONCE - number]
            if new:
                due.append(_Due(subnet_id, block, new, seen.length))
                number += len(new)
        return due

    async def _read(self, due: Sequence[_Due], snapshot: Snapshot) -> bool:
        """Ask for these epochs, in one request; whether there were any. Raises ChainTrouble."""
        if not due or snapshot.time_ms is None:
            return False
        places = [(each.subnet.netuid, hotkey) for each in due for hotkey in each.hotkeys]
        told = await self._source.dividends(places, Head.of(snapshot))
        for each in due:
            block, asked = self._asked.get(each.subnet, (-1, frozenset()))
            before = asked if block == each.block else frozenset()
            self._asked[each.subnet] = (each.block, before | frozenset(each.hotkeys))
            named = {hotkey: told.get((each.subnet.netuid, hotkey)) for hotkey in each.hotkeys}
            known = {hotkey: paid for hotkey, paid in named.items() if paid is not None and paid.growth is not None}
            if known:
                epoch = RecordedEpoch(each.subnet, each.block, snapshot.block, snapshot.time_ms, known, each.length)
                self._waiting.append(_Waiting(epoch, snapshot.block_hash))
                self._growth[each.subnet] = self._growth[each.subnet].with_epoch(epoch)
        return True


def _seen_after(before: _Seen | None, now: int, epoch: int, tempo: int) -> _Seen:
    """The last epoch as this block tells it; how long it took is known where the one before was seen just before it."""
    if before is not None and before.epoch == epoch:
        return _Seen(now, epoch, before.length)
    # Between a block and one at most a tempo later there is no room for two epochs.
    is_next = before is not None and before.epoch < epoch <= before.at + tempo
    return _Seen(now, epoch, epoch - before.epoch if is_next and before is not None else tempo)
