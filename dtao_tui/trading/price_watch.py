"""Watch for price jumps: compares the current price with those of the last minutes and of the last session."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.market import Snapshot, Subnet
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.price_jumps import (
    Against,
    Jump,
    far_from_average,
    is_move,
    is_multiple,
    moved_by,
)
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.record_stores import PriceMemory, SeenPrice

WINDOW_SECONDS = 60.0
"""Two blocks seen at most this far apart are compared with each other."""

REMEMBERED_SECONDS = 600.0
"""How long a jump is reported, unless the price comes back."""

LAST_SEEN_DAYS = 7
RENEWED_SECONDS = 3600
"""Age after which the stored price of a subnet is renewed, if the new one is not far from it."""

SPACING_SECONDS = 5.0
"""Least distance between two stored blocks; one that comes sooner replaces the one before."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Seen:
    block: int
    at: float
    subnets: dict[SubnetId, Subnet]


@dataclass(frozen=True, slots=True)
class _Move:
    """A pool before its price moved, and when the move was seen last."""

    pool: Pool
    block: int
    at: float


class PriceWatch:
    """Observes every block and reports price jumps before each review."""

    def __init__(self, last_prices: PriceMemory, clock: Clock) -> None:
        self._last_prices = last_prices
        self._clock = clock
        self._genesis = ""
        self._recent: deque[_Seen] = deque()
        self._moves: dict[SubnetId, _Move] = {}
        self._last_seen: dict[SubnetId, SeenPrice] = {}
        self._loading: asyncio.Task[None] | None = None
        self._saving: asyncio.Task[None] | None = None
        self._saved_at = clock.now()

    def observe(self, snapshot: Snapshot) -> None:
        """Store the prices of a block; to be called with each one, on the event loop."""
        if snapshot.genesis != self._genesis:
            self._begin(snapshot.genesis)
        if self._recent and snapshot.block <= self._recent[-1].block:
            return
        seen = _Seen(snapshot.block, snapshot.seen_at, {s.id: s for s in _priced(snapshot)})
        while self._recent and seen.at - self._recent[0].at > WINDOW_SECONDS:
            self._recent.popleft()
        if self._recent:
            # Against the block before for what leaps, against the oldest of the window for what runs.
            self._find_moves(seen, (self._recent[0], self._recent[-1]))
        if len(self._recent) > 1 and self._recent[-1].at - self._recent[-2].at < SPACING_SECONDS:
            self._recent.pop()
        self._recent.append(seen)
        if self._loading is not None and self._loading.done():
            self._renew(seen)
            self._save_rarely()

    async def jumps(self, snapshot: Snapshot, netuid: int, orders: Iterable[Order]) -> tuple[Jump, ...]:
        """The jumps of this subnet's price; moves by our own fills are left out."""
        self.observe(snapshot)
        if self._loading is not None:
            await asyncio.shield(self._loading)
        subnet = snapshot.subnets[netuid]
        if subnet.is_root or not subnet.has_pool:
            return ()
        own = [order for order in orders if order.genesis == snapshot.genesis and _is_of(order, netuid)]
        found = (
            self._recent_jump(subnet, snapshot, own),
            self._jump_since_last_seen(subnet),
            far_from_average(subnet, snapshot.block),
        )
        return tuple(jump for jump in found if jump is not None)

    def believe(self, comparison: Comparison) -> None:
        """Store a price that two endpoints agree on as the one last seen."""
        latest = self._recent[-1] if self._recent else None
        prices = {pool.netuid: pool.price.rao for pool in comparison.confirmed_pools}
        for key in latest.subnets if latest is not None else ():
            if key.netuid in prices:
                self._last_seen[key] = SeenPrice(prices[key.netuid], int(self._clock.wall()))

    async def close(self) -> None:
        """Save the prices last seen; never raises."""
        if self._loading is not None:
            await asyncio.gather(self._loading, return_exceptions=True)
        if self._saving is not None:
            await asyncio.gather(self._saving, return_exceptions=True)
        if self._recent:
            self._renew(self._recent[-1], is_last=True)
            await self._save()

    def _begin(self, genesis: str) -> None:
        self._genesis = genesis
        self._recent.clear()
        self._moves, self._last_seen = {}, {}
        self._loading = asyncio.create_task(self._load(genesis), name="last prices")

    async def _load(self, genesis: str) -> None:
        kept = await asyncio.to_thread(self._last_prices.load, genesis)
        now = self._clock.wall()
        if genesis == self._genesis:
            self._last_seen = {key: seen for key, seen in kept.items() if _is_recent(seen, now)}

    def _save_rarely(self) -> None:
        is_saving = self._saving is not None and not self._saving.done()
        if not is_saving and self._clock.now() - self._saved_at > RENEWED_SECONDS:
            self._saved_at = self._clock.now()
            self._saving = asyncio.create_task(self._save(), name="last prices")

    async def _save(self) -> None:
        try:
            await asyncio.to_thread(self._last_prices.save, self._genesis, dict(self._last_seen))
        except (OSError, ValueError) as error:
            _LOG.warning("the prices last seen cannot be kept: %s", error)

    def _find_moves(self, seen: _Seen, earlier: tuple[_Seen, ...]) -> None:
        for key, subnet in seen.subnets.items():
            for before in earlier:
                old = before.subnets.get(key)
                if old is not None and is_move(old.price, subnet.price):
                    self._note_move(key, _Move(old.pool, before.block, seen.at), subnet.price)
                    break
        for key in [key for key, move in self._moves.items() if seen.at - move.at > REMEMBERED_SECONDS]:
            del self._moves[key]

    def _note_move(self, key: SubnetId, move: _Move, now: Price) -> None:
        """A move on top of another one is seen from where the first began; one that undoes it ends it."""
        known = self._moves.pop(key, None)
        if known is None:
            self._moves[key] = move
        elif is_move(known.pool.price, now):
            self._moves[key] = replace(known, at=move.at)

    def _renew(self, seen: _Seen, *, is_last: bool = False) -> None:
        """Let a price that is not far from the one last seen take its place, but not with every block.

        A price that moves by less than three times with each block would otherwise never be far from the one before.
        """
        now = self._clock.wall()
        for key, subnet in seen.subnets.items():
            kept = self._last_seen.get(key)
            is_due = kept is None or not _is_recent(kept, now) or is_last or now - kept.at > RENEWED_SECONDS
            if is_due and (kept is None or not _is_recent(kept, now) or not is_multiple(Price(kept.rao), subnet.price)):
                self._last_seen[key] = SeenPrice(subnet.price.rao, int(now))

    def _recent_jump(self, subnet: Subnet, snapshot: Snapshot, own: list[Order]) -> Jump | None:
        move = self._moves.get(subnet.id)
        if move is None or snapshot.seen_at - move.at > REMEMBERED_SECONDS:
            return None
        ours = (order.filled for order in own if order.filled is not None and (order.block or 0) > move.block)
        before = moved_by(move.pool, ours).price
        return Jump(subnet.netuid, Against.BLOCKS, before, subnet.price) if is_move(before, subnet.price) else None

    def _jump_since_last_seen(self, subnet: Subnet) -> Jump | None:
        kept = self._last_seen.get(subnet.id)
        if kept is None or not _is_recent(kept, self._clock.wall()):
            return None
        before = Price(kept.rao)
        return (
            Jump(subnet.netuid, Against.LAST_SEEN, before, subnet.price) if is_multiple(before, subnet.price) else None
        )


def _is_of(order: Order, netuid: int) -> bool:
    return any(subnet.netuid == netuid for subnet in order.subnets)


def _priced(snapshot: Snapshot) -> Iterable[Subnet]:
    return (subnet for subnet in snapshot.subnets.values() if not subnet.is_root and subnet.price)


def _is_recent(seen: SeenPrice, now: float) -> bool:
    return 0 <= now - seen.at <= LAST_SEEN_DAYS * 86_400
