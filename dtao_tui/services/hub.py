"""Event hub: hands each event of the feed to its subscribers, in the order in which they subscribed.

Blocks reach reconciliation, price watch, session prices and the app from here. It needs no terminal: a headless
program subscribes its own receivers and awaits `run`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from dtao_tui.services.feed import Feed

Event = TypeVar("Event")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OrdersReconciled:
    """Orders may have changed: one of them has a new event, or the chain was asked about the open ones."""


@dataclass(frozen=True, slots=True)
class PlansChanged:
    """A plan, or the order of one of its steps, has changed."""


@dataclass(frozen=True, slots=True)
class SubscriberFailed:
    """A subscriber raised an exception; published once per subscriber, which goes on receiving events."""

    name: str
    """What failed, as users are told."""


class Hub:
    """Pulls the feed in one task and calls subscribers by the type of the event.

    A subscriber that does its work at once is a function. One that waits for a disk or a network is a coroutine
    function and runs in a task of its own, so that no subscriber after it waits.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._subscribers: list[_Subscriber] = []
        self._background: list[_BackgroundWork] = []
        self._failing: set[str] = set()
        self._told: set[str] = set()

    def subscribe(
        self, kind: type[Event], name: str, receive: Callable[[Event], None], *, is_vital: bool = False
    ) -> None:
        """Call `receive` with each event of this type, after all who subscribed before.

        The name is shown to users where it fails. An exception of a vital subscriber ends `run` instead.
        """

        def receive_own_kind(event: object) -> None:
            if isinstance(event, kind):
                receive(event)
                self._failing.discard(name)

        self._subscribers.append(_Subscriber(name, receive_own_kind, is_vital))

    def subscribe_background(self, kind: type[Event], name: str, work: Callable[[Event], Awaitable[None]]) -> None:
        """Run `work` with events of this type in a task beside `run`, one at a time.

        While it is busy the newest event waits for it and the ones in between are dropped: memory stays bounded.
        """

        async def work_guarded(event: object) -> None:
            try:
                if isinstance(event, kind):
                    await work(event)
            # As in `publish`.
            except Exception as error:
                self._note_failure(name, error)
            else:
                self._failing.discard(name)

        background = _BackgroundWork(name, work_guarded)
        self._background.append(background)
        self._subscribers.append(
            _Subscriber(name, lambda event: background.receive(event) if isinstance(event, kind) else None)
        )

    async def run(self) -> None:
        """Publish what the feed yields; it ends only by being cancelled or by a vital subscriber's exception."""
        async with aclosing(self._feed.events()) as events:
            async for event in events:
                self.publish(event)

    def publish(self, event: object) -> None:
        """Hand an event to its subscribers now."""
        for subscriber in tuple(self._subscribers):
            try:
                subscriber.receive(event)
            # A subscriber may fail in any way; the ones after it must still see the block.
            except Exception as error:
                if subscriber.is_vital:
                    raise
                self._note_failure(subscriber.name, error)

    async def close(self) -> None:
        """Drop all subscribers and end their tasks; nothing is delivered afterwards."""
        self._subscribers.clear()
        await asyncio.gather(*(background.close() for background in self._background))

    def _note_failure(self, name: str, error: Exception) -> None:
        """Log the first of a row of failures, and tell users of the first one only."""
        if name not in self._failing:
            self._failing.add(name)
            _LOG.error("%s failed", name, exc_info=error)
        if name not in self._told:
            self._told.add(name)
            self.publish(SubscriberFailed(name))


@dataclass(frozen=True, slots=True)
class _Subscriber:
    name: str
    receive: Callable[[object], None]
    is_vital: bool = False


class _BackgroundWork:
    """A task that works on one event at a time and then on the newest that has come meanwhile."""

    def __init__(self, name: str, work: Callable[[object], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._waiting: object | None = None
        self._task: asyncio.Task[None] | None = None

    def receive(self, event: object) -> None:
        self._waiting = event
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work_off(), name=self._name)

    async def _work_off(self) -> None:
        while (event := self._waiting) is not None:
            self._waiting = None
            await self._work(event)

    async def close(self) -> None:
        self._waiting = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
