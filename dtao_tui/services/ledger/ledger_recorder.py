"""The recorder of the account ledger: follows the accounts of the hub's blocks and writes down what happened to them.

It takes the events of every block from the events' reader, whoever signed what they tell. What an interval changed is
kept in memory until its block is final; what the chain took back is forgotten. A block whose events were not read
leaves a gap: its changes are known as differences alone.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from dtao_tui.domain.ledger.account_changes import Interval, changes_in
from dtao_tui.domain.ledger.account_state import AccountState, Place, state_of
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.worth_curve import WorthSample
from dtao_tui.domain.ledger.yield_rule import Dividends, epochs_between
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents
from dtao_tui.domain.validator_yield import HotkeyDividend
from dtao_tui.ports.account_ledger import AccountLedgerRecord, AccountLedgerTrouble, RecordedStep
from dtao_tui.ports.chain import Clock, Head
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.services.block_events.events_follower import (
    MOST_FILLED,
    BlockRead,
    BlocksNotRead,
    BlocksReplaced,
    EventsFollower,
    Interest,
)
from dtao_tui.services.history.last_writing import write_at_end
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.interval_steps import believed_time, bounded, exit_of, gap_between

WRITE_SECONDS = 20.0
"""How long final blocks are gathered before they are written."""

MOST_BLOCKS = 256
"""Blocks whose events are kept for an account that no snapshot has shown since; of more there is a gap."""

MOST_PENDING = 2_000
"""Intervals of one account that wait to be final, or for a disk with room."""

UNPAID_BLOCKS = 7_200
"""For how many blocks a removed subnet's pay-out is waited for."""

_LOG = logging.getLogger(__name__)


class LedgerSource(Protocol):
    """What the recorder asks the chain."""

    async def dividends(
        self, places: Sequence[tuple[int, str]], head: Head
    ) -> Mapping[tuple[int, str], HotkeyDividend]:
        """What the last epochs shared out to these hotkeys. Raises ChainTrouble."""
        ...


class FinalBlocks(Protocol):
    """Which blocks are final."""

    async def finalized(self) -> Head:
        """The newest finalized block. Raises ChainTrouble."""
        ...


@dataclass(frozen=True, slots=True)
class LedgerChanged:
    """Something happened to an account's money; published on the hub."""

    addresses: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Step:
    before: AccountState | None
    step: RecordedStep


@dataclass(slots=True)
class _Account:
    """One account on the present chain."""

    state: AccountState | None = None
    pending: list[_Step] = field(default_factory=list)
    unpaid: dict[int, tuple[int, SubnetId]] = field(default_factory=dict)
    """Removed subnets that are not paid out yet, by number, with the block of their removal."""


class LedgerRecorder:
    """Follows the accounts that the feed reads."""

    def __init__(
        self,
        record: AccountLedgerRecord,
        source: LedgerSource,
        final: FinalBlocks,
        clock: Clock,
        *,
        gathers_seconds: float = WRITE_SECONDS,
        is_writing: bool = True,
    ) -> None:
        """Where `is_writing` is false, what happened is only kept in memory."""
        self._is_writing = is_writing
        self.record = record
        self._source = source
        self._final = final
        self._clock = clock
        self._gathers_seconds = gathers_seconds
        self._genesis = ""
        self._accounts: dict[str, _Account] = {}
        self._blocks: dict[int, BlockEvents] = {}
        self._waiting: deque[BlockRead | BlocksNotRead | BlocksReplaced] = deque(maxlen=MOST_BLOCKS)
        self._task: asyncio.Task[None] | None = None
        self._interest: Interest | None = None
        self._written_at = float("-inf")
        self._hub: Hub | None = None

    @property
    def notice(self) -> str:
        """Why nothing is written down, as a sentence; empty in the normal case."""
        return self.record.notice

    def follow(self, hub: Hub, events: EventsFollower) -> None:
        """Take what is read of the hub's blocks."""
        self._hub = hub
        hub.subscribe(BlockRead, "The account ledger", self._take)
        hub.subscribe(BlocksNotRead, "The account ledger", self._take)
        hub.subscribe(BlocksReplaced, "The account ledger", self._take)
        self._interest = events.want("the account ledger", back=MOST_FILLED)

    def follow_alone(self, events: EventsFollower) -> None:
        """Take what is read, where there is no hub."""
        events.publish = self._take_any
        self._interest = events.want("the account ledger", back=MOST_FILLED)

    def pending(self, genesis: str, address: str) -> list[RecordedStep]:
        """What happened to an account and is not written yet, oldest first."""
        account = self._accounts.get(address) if genesis == self._genesis else None
        return [each.step for each in account.pending] if account is not None else []

    def newest_sample(self, genesis: str, address: str) -> WorthSample | None:
        """What an account was worth at the newest block that is not written yet."""
        steps = self.pending(genesis, address)
        last = steps[-1] if steps else None
        time = None if last is None else last.after.time_ms
        return (
            None if last is None or time is None else WorthSample(last.after.block, time, last.after.worth, last.exit)
        )

    async def finish(self) -> None:
        """Wait until the blocks taken so far are worked off."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def write_final(self) -> None:
        """Write what is final by now. Raises ChainTrouble; trouble of the record is its notice."""
        if not self._is_writing or not any(account.pending for account in self._accounts.values()):
            return
        final = (await self._final.finalized()).number
        self._written_at = self._clock.now()
        is_ours = await asyncio.to_thread(self.record.claim)
        for address, account in self._accounts.items():
            try:
                await self._write(address, account, final, is_ours=is_ours)
            except AccountLedgerTrouble as trouble:
                _LOG.warning("the account ledger: %s", trouble)
                account.pending = account.pending[-MOST_PENDING:]

    async def close(self) -> None:
        """Write what is final, and let another program write; never raises."""
        if self._interest is not None:
            self._interest.end()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await write_at_end(self.write_final, _LOG, "the last entries of the account ledger were not written")
        await asyncio.to_thread(self.record.close)

    def _take_any(self, event: object) -> None:
        if isinstance(event, BlockRead | BlocksNotRead | BlocksReplaced):
            self._take(event)

    def _take(self, event: BlockRead | BlocksNotRead | BlocksReplaced) -> None:
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off(), name="account ledger")

    async def _work_off(self) -> None:
        while self._waiting:
            event = self._waiting.popleft()
            try:
                await self._follow(event)
            except ChainTrouble as trouble:
                _LOG.info("the account ledger waits for the next block: %s", trouble)
            except Exception:
                _LOG.exception("the account ledger did not follow a block")

    async def _follow(self, event: BlockRead | BlocksNotRead | BlocksReplaced) -> None:
        match event:
            case BlocksReplaced():
                self._take_back(event.since)
            case BlockRead():
                told = event.events
                self._blocks[told.block] = replace(told, time_ms=self._believed(told.time_ms))
                if event.snapshot is not None:
                    await self._advance_all(event.snapshot)
                if self._clock.now() - self._written_at >= self._gathers_seconds:
                    await self.write_final()

    def _take_back(self, since: int) -> None:
        """Forget what the chain took back."""
        self._blocks = {number: block for number, block in self._blocks.items() if number < since}
        for account in self._accounts.values():
            while account.pending and account.pending[-1].step.after.block >= since:
                account.state = account.pending.pop().before

    async def _advance_all(self, snapshot: Snapshot) -> None:
        if snapshot.genesis != self._genesis:
            self._genesis, self._accounts = snapshot.genesis, {}
        changed = set[str]()
        for address in snapshot.holdings:
            after = state_of(snapshot, address, self._believed(snapshot.time_ms))
            if after is not None and await self._advance(address, after, snapshot):
                changed.add(address)
        known = [account.state.block for account in self._accounts.values() if account.state is not None]
        least = max(min(known, default=0), snapshot.block - MOST_BLOCKS)
        self._blocks = {number: block for number, block in self._blocks.items() if number > least}
        if changed and self._hub is not None:
            self._hub.publish(LedgerChanged(frozenset(changed)))

    async def _advance(self, address: str, after: AccountState, snapshot: Snapshot) -> bool:
        """Take the account's next state; whether anything but prices changed. Raises ChainTrouble."""
        account = self._accounts.get(address)
        if account is None:
            account = self._accounts[address] = await asyncio.to_thread(self._recorded, address)
        before, exit_rao = account.state, exit_of(snapshot, address, after)
        if before is None:
            account.state = after
            account.pending.append(_Step(None, RecordedStep((), after, exit_rao)))
            return True
        if after.block <= before.block:
            return False
        numbers = range(before.block + 1, after.block + 1)
        is_read = len(numbers) <= MOST_BLOCKS and all(number in self._blocks for number in numbers)
        blocks = [self._blocks[number] for number in numbers] if is_read else None
        dividends = await self._dividends(before, after, snapshot) if is_read else {}
        unpaid = {netuid: subnet for netuid, (_, subnet) in account.unpaid.items()}
        least = snapshot.rules.least_rest
        interval = Interval(before, after, blocks, dividends, unpaid, None if least is None else least.rao)
        changes = changes_in(interval, address)
        self._note_removals(account, changes.entries, after.block)
        step = RecordedStep(bounded(changes.entries), after, exit_rao, None if is_read else gap_between(before, after))
        account.pending = [*account.pending, _Step(before, step)][-MOST_PENDING:]
        account.state = after
        return bool(step.entries)

    def _recorded(self, address: str) -> _Account:
        """The account as it was last recorded; as one that is new where that cannot be read."""
        try:
            newest = self.record.newest(self._genesis, address)
            if newest is None:
                return _Account()
            account = _Account(newest)
            late = self.record.entries(self._genesis, address, newest.block - UNPAID_BLOCKS)
        except AccountLedgerTrouble as trouble:
            _LOG.warning("the account ledger: %s", trouble)
            return _Account()
        self._note_removals(account, late, newest.block)
        return account

    async def _dividends(self, before: AccountState, after: AccountState, snapshot: Snapshot) -> Dividends:
        """What the epochs of the interval shared out to the hotkeys of this account. Raises ChainTrouble."""
        held = {**before.positions, **after.positions}
        places = [place for place in held if epochs_between(before, after, place[0])]
        if not places:
            return {}
        asked = [(subnet.netuid, hotkey) for subnet, hotkey in places]
        told = await self._source.dividends(asked, Head.of(snapshot))
        found: dict[Place, HotkeyDividend] = {}
        for place, key in zip(places, asked, strict=True):
            if key in told:
                found[place] = told[key]
        return found

    def _believed(self, time_ms: int | None) -> int:
        return believed_time(time_ms, round(self._clock.wall() * 1000))

    @staticmethod
    def _note_removals(account: _Account, entries: Iterable[LedgerEntry], block: int) -> None:
        for entry in entries:
            if entry.subnet is not None and entry.kind is EntryKind.REMOVED:
                account.unpaid[entry.subnet.netuid] = (entry.block, entry.subnet)
            elif entry.subnet is not None and entry.kind is EntryKind.PAYOUT:
                account.unpaid.pop(entry.subnet.netuid, None)
        waited = account.unpaid.items()
        account.unpaid = {netuid: told for netuid, told in waited if told[0] > block - UNPAID_BLOCKS}

    async def _write(self, address: str, account: _Account, final: int, *, is_ours: bool) -> None:
        """Write an account's final intervals, or drop those that another program has written."""
        passed = [each for each in account.pending if each.step.after.block <= final]
        if not passed:
            return
        newest = await asyncio.to_thread(self.record.newest, self._genesis, address)
        if is_ours:
            # Another program may have written until now.
            new = [each for each in passed if newest is None or (each.before and each.before.block >= newest.block)]
            steps = [each.step for each in new if each.before is None or each.step.entries or each.step.gap]
            if new and (not steps or steps[-1] is not new[-1].step):
                steps.append(new[-1].step)
            await asyncio.to_thread(self.record.append, self._genesis, address, steps)
        else:
            passed = [each for each in passed if newest is not None and each.step.after.block <= newest.block]
        account.pending = account.pending[len(passed) :]
