"""Bounded queues for subscription updates; updates of unknown subscriptions are dropped."""

import asyncio
from collections import deque
from typing import Any

LARGEST_UPDATE = 256 * 2**10
"""Limit of one update's weight; a block header with its digest is under 2 KiB."""

HEAVIEST_QUEUE = 2**20
MOST_UPDATES = 64
_HEAVIEST_EARLY = 2**20
_MOST_EARLY = 32


class SubscriptionQueue:
    """Unread updates of one subscription, bounded in number and weight."""

    def __init__(self, *, newest_wins: bool) -> None:
        """A full queue drops its oldest update with `newest_wins`, and ends the subscription without it."""
        self.identifier = ""
        self._newest_wins = newest_wins
        self._updates: deque[tuple[Any, int]] = deque()
        self._end: Exception | None = None
        self._changed = asyncio.Event()
        self.weight = 0
        """Estimated memory of the unread updates in bytes."""

    @property
    def is_ended(self) -> bool:
        """Whether the subscription has ended."""
        return self._end is not None

    async def next(self) -> Any:
        """The oldest unread update. Raises what ended the subscription, after its last update."""
        while not self._updates:
            if self._end is not None:
                raise self._end
            self._changed.clear()
            await self._changed.wait()
        update, weight = self._updates.popleft()
        self.weight -= weight
        return update

    def put(self, update: Any, weight: int) -> None:
        """Add an update, or end the subscription where there is no room and none may be dropped."""
        if self._end is not None:
            return
        while self._updates and (len(self._updates) >= MOST_UPDATES or self.weight + weight > HEAVIEST_QUEUE):
            if not self._newest_wins:
                self.end(ConnectionError("more updates than anybody can read"))
                return
            self.weight -= self._updates.popleft()[1]
        self._updates.append((update, weight))
        self.weight += weight
        self._changed.set()

    def end(self, error: Exception) -> None:
        """End the subscription for this reason."""
        if self._end is None:
            self._end = error
            self._changed.set()


class SubscriptionQueues:
    """The queues of one connection by subscription identifier, and updates that came before their identifier."""

    def __init__(self) -> None:
        self._expected: set[SubscriptionQueue] = set()
        self._named: dict[str, SubscriptionQueue] = {}
        self._early: deque[tuple[str, Any, int]] = deque()
        self._early_weight = 0
        self.dropped = 0
        """Count of updates that belonged to no subscription."""

    @property
    def weight(self) -> int:
        """Estimated memory of all unread updates in bytes."""
        return self._early_weight + sum(queue.weight for queue in self._named.values())

    def expect(self, *, newest_wins: bool) -> SubscriptionQueue:
        """A queue for a subscription that is being requested; its first updates may come before its identifier."""
        queue = SubscriptionQueue(newest_wins=newest_wins)
        self._expected.add(queue)
        return queue

    def name(self, queue: SubscriptionQueue, identifier: str) -> None:
        """Bind the queue to its identifier and hand over updates that came early."""
        self._expected.discard(queue)
        queue.identifier = identifier
        self._named[identifier] = queue
        for owner, update, weight in self._early:
            if owner == identifier:
                queue.put(update, weight)
        self._early = deque(entry for entry in self._early if entry[0] != identifier)
        self._forget_early()

    def forget(self, queue: SubscriptionQueue) -> None:
        """Drop the queue and its later updates."""
        self._expected.discard(queue)
        if self._named.get(queue.identifier) is queue:
            del self._named[queue.identifier]
        self._forget_early()

    def deliver(self, identifier: str, update: Any, weight: int) -> None:
        """Put an update into its queue; one without a queue is dropped, at once or a little later."""
        queue = self._named.get(identifier)
        if weight > LARGEST_UPDATE or (queue is None and not self._expected):
            self.dropped += 1
        elif queue is not None:
            queue.put(update, weight)
        else:
            self._keep_early(identifier, update, weight)

    def end(self, error: Exception) -> None:
        """End every named subscription: its socket is gone."""
        for queue in self._named.values():
            queue.end(error)
        self._named.clear()
        self._early.clear()
        self._early_weight = 0

    def _keep_early(self, identifier: str, update: Any, weight: int) -> None:
        self._early.append((identifier, update, weight))
        self._early_weight += weight
        while len(self._early) > _MOST_EARLY or self._early_weight > _HEAVIEST_EARLY:
            self._early_weight -= self._early.popleft()[2]
            self.dropped += 1

    def _forget_early(self) -> None:
        if not self._expected:
            self.dropped += len(self._early)
            self._early.clear()
        self._early_weight = sum(weight for _, _, weight in self._early)
