"""Feed of snapshots: follows the chain's heads, reads each block, and reconnects after every loss."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace

from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.chain import ChainFacts, Clock, Head, Market
from dtao_tui.ports.errors import ChainTrouble, NotConnected, TimedOut, Trouble, WrongNetwork
from dtao_tui.settings import PRACTICE

LONGEST_PAUSE = 30.0
PATIENCE_IN_BLOCKS = 4
"""Block times without a new head after which the connection counts as dead."""

_ENDED = "The endpoint has ended the stream of blocks."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Interruption:
    """The connection is lost, or serves another chain; the last snapshot stays."""

    sentence: str
    retries_in: float | None
    """Seconds until the next attempt."""

    is_foreign: bool = False
    """True where the endpoint answers for another chain: no trading until it is right again."""

    short: str = ChainTrouble.short
    """The same in two or three words."""

    next_try_at: float | None = field(default=None, compare=False)
    """When the next attempt begins, by the clock of the program."""


async def _nothing(_: ChainFacts) -> None:
    return


class Feed:
    """Connects, follows the heads and reads each block; reconnects with growing pauses after a loss."""

    def __init__(
        self,
        market: Market,
        addresses: Callable[[], tuple[str, ...]],
        clock: Clock,
        *,
        send_chain_facts: Callable[[ChainFacts], Awaitable[None]] = _nothing,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience_in_blocks: float = PATIENCE_IN_BLOCKS,
    ) -> None:
        """`send_chain_facts` is told the chain's facts at each connect and after each upgrade of its runtime."""
        self._market = market
        self._addresses = addresses
        self._clock = clock
        self._send_chain_facts = send_chain_facts
        self._sleep = sleep
        self._patience_in_blocks = patience_in_blocks
        self._sent_facts: ChainFacts | None = None
        self._genesis: str | None = None
        self._highest: Snapshot | None = None
        self.last: Snapshot | None = None
        """The newest snapshot there ever was; a loss of the connection does not take it away."""

        self.trouble: Interruption | None = None
        """Why nothing comes now, or None."""

        self.is_connected = False

    @property
    def facts(self) -> ChainFacts | None:
        """The chain as it was when last sent, or None before that and on a foreign one."""
        return None if self.trouble and self.trouble.is_foreign else self._sent_facts

    async def events(self) -> AsyncGenerator[Snapshot | Interruption, None]:
        """Snapshots as blocks come, and an Interruption at each loss; it never ends by itself."""
        failures = 0
        while True:
            trouble: ChainTrouble
            try:
                await self._connect()
                async with aclosing(self._snapshots()) as snapshots:
                    async for snapshot in snapshots:
                        failures = 0
                        yield snapshot
                trouble = NotConnected("The connection has ended.")
            except ChainTrouble as error:
                trouble = error
            interruption = self._interrupted(trouble, failures)
            if interruption.is_foreign:
                # Nobody may ask that chain anything, not even while the news is being shown.
                await self._market.close()
            yield interruption
            await self._market.close()
            await self._sleep(_pause(trouble, failures))
            failures += 1

    async def _connect(self) -> None:
        facts = await self._market.connect()
        self._genesis = self._genesis or facts.genesis
        if facts.genesis != self._genesis:
            raise WrongNetwork(
                f"The endpoint now serves another chain (genesis {facts.genesis[:10]}…) than the one this session "
                f"began with ({self._genesis[:10]}…). Nothing is signed until it is right again."
            )
        await self._send_facts_once(facts)

    async def _send_facts_once(self, facts: ChainFacts) -> None:
        """Send these facts on; where the receiver has a trouble of its own, they are sent again with the next block."""
        if facts == self._sent_facts:
            return
        try:
            await self._send_chain_facts(facts)
        except Trouble as trouble:
            _LOG.warning("the chain's facts could not be sent to the signer: %s", trouble)
        else:
            self._sent_facts = facts

    async def _snapshots(self) -> AsyncGenerator[Snapshot, None]:
        """One snapshot per head; heads that came while one was being read are skipped but for the newest."""
        newest = _Newest(await self._market.head())
        follower = asyncio.create_task(newest.follow(self._market), name="heads")
        patience = self._patience_in_blocks * self._market.facts.block_seconds
        try:
            while True:
                head = await newest.take(patience)
                snapshot = await self._market.snapshot(head, self._addresses())
                await self._send_facts_once(self._market.facts)
                yield self._arrived(snapshot)
        finally:
            follower.cancel()
            with suppress(asyncio.CancelledError, ChainTrouble):
                await follower

    def _arrived(self, snapshot: Snapshot) -> Snapshot:
        self.last = replace(snapshot, seen_at=self._seen_at(snapshot))
        if self._highest is None or snapshot.block > self._highest.block or snapshot.network == PRACTICE:
            self._highest = self.last
        self.trouble = None
        self.is_connected = True
        return self.last

    def _seen_at(self, snapshot: Snapshot) -> float:
        """When the block came; one of an endpoint that lags behind is as old as the blocks that it lacks."""
        highest, now = self._highest, self._clock.now()
        if highest is None or snapshot.block > highest.block:
            return now
        if snapshot.block_hash == highest.block_hash:
            return highest.seen_at
        if snapshot.network == PRACTICE:
            return now
        return highest.seen_at - (highest.block - snapshot.block) * snapshot.block_seconds

    def _interrupted(self, trouble: ChainTrouble, failures: int) -> Interruption:
        _LOG.warning("feed interrupted: %s", trouble)
        self.is_connected = False
        pause = _pause(trouble, failures)
        self.trouble = Interruption(
            str(trouble),
            pause,
            isinstance(trouble, WrongNetwork),
            trouble.short,
            self._clock.now() + pause,
        )
        return self.trouble


def pause_after(failures: int) -> float:
    """Seconds to wait after this number of failures in a row: 1, 2, 4 … 30."""
    return min(2.0 ** min(failures, 10), LONGEST_PAUSE)


def _pause(trouble: ChainTrouble, failures: int) -> float:
    """The pause after these failures, or a longer one where the endpoint asked to wait."""
    return max(pause_after(failures), trouble.wait_seconds or 0.0)


class _Newest:
    """Buffer for one head: `take` returns the newest, or raises what ended the stream of heads."""

    def __init__(self, head: Head) -> None:
        self._head: Head | None = head
        self._taken = ""
        self._trouble: ChainTrouble | None = None
        self._changed = asyncio.Event()
        self._changed.set()

    async def follow(self, market: Market) -> None:
        """Keep the newest head until the stream ends."""
        try:
            async for head in market.heads():
                if head.hash != self._taken:
                    self._head = head
                    self._changed.set()
            self._trouble = NotConnected(_ENDED)
        except ChainTrouble as error:
            self._trouble = error
        self._changed.set()

    async def take(self, patience: float) -> Head:
        """The newest head not yet taken. Raises ChainTrouble at the stream's end, TimedOut when none comes."""
        try:
            async with asyncio.timeout(patience):
                await self._changed.wait()
        except TimeoutError:
            raise TimedOut(f"No new block for {patience:.0f} seconds.") from None
        if self._trouble is not None:
            raise self._trouble
        head, self._head = self._head, None
        self._changed.clear()
        if head is None:
            raise NotConnected(_ENDED)
        self._taken = head.hash
        return head
