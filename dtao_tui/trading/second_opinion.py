"""Comparison of a review's facts with a second endpoint, within a few seconds."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.endpoint_comparison import (
    Comparison,
    Difference,
    EndpointView,
    differences_between,
    shown_otherwise,
    together,
)
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.ports.chain import ChainFacts, CrossCheck, Head
from dtao_tui.ports.errors import ChainTrouble, NotConnected
from dtao_tui.ports.networks import GENESIS, NetworkKind, host_of, kind_of

PATIENCE_SECONDS = 4.0
"""Time limit of the whole comparison, connecting included; it runs beside the other queries of a review."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A subnet of an order and a validator there, as a second endpoint learns them."""

    netuid: int
    hotkey: str


def subjects_of(intent: SingleIntent) -> tuple[Subject, ...]:
    """What a second endpoint is asked about: each subnet that an intent touches, with the validator that matters there.

    An intent that touches no subnet has root's, so that the runtime and the chain are compared all the same.
    """
    *left, last = intent.touches() or (ROOT,)
    return (*(Subject(netuid, intent.pays_from) for netuid in left), Subject(last, intent.hotkey))


class SecondOpinion:
    """Asks both endpoints at the block of a quote and finds where they differ."""

    def __init__(self, cross_check: CrossCheck | None) -> None:
        """With None nothing is compared, as on a network that has no second endpoint."""
        self._cross_check = cross_check
        self._unknown: Head | None = None
        """A block that the second endpoint did not know yet when it was last asked."""

    @property
    def second(self) -> str:
        """Host and port of the second endpoint, or empty where none is known."""
        return self._cross_check.endpoint if self._cross_check is not None else ""

    async def compare(
        self, facts: ChainFacts, snapshot: Snapshot, about: Sequence[Subject], final: Head
    ) -> Comparison | None:
        """What two endpoints say of these subnets and validators, and of the runtime, at the snapshot's block.

        None where the network has no second endpoint and needs none. It raises no ChainTrouble: what could not be
        compared is said in the value.
        """
        first, second = host_of(facts.endpoint), self.second
        if not second:
            return Comparison(first) if needs_second(facts) else None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                found = [await self._compared(first, snapshot, subject, final) for subject in about]
                return together(found)
        except ChainTrouble as trouble:
            reason = str(trouble)
        except TimeoutError:
            reason = f"{second} did not answer within {PATIENCE_SECONDS:.0f} seconds."
        return Comparison(first, second, snapshot.block, not_compared=reason)

    async def doubt_of_shield_key(self, facts: ChainFacts, key: bytes | None, at: Head) -> str:
        """Why the key of the MEV shield at that block is not proven, as a sentence; empty where it is, or need not be.

        None is an endpoint that names no key, which is as much its word alone.

        It raises no ChainTrouble.
        """
        if not self.second:
            return _NO_SECOND_KEY if needs_second(facts) else ""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                told = await self._second_shield_key(at)
        except ChainTrouble as trouble:
            return f"{self.second} was asked for the key, too: {trouble}"
        except TimeoutError:
            return f"{self.second} did not name its key within {PATIENCE_SECONDS:.0f} seconds."
        if told == key:
            return ""
        names = "no key" if told is None else "a key" if key is None else "another key"
        return f"{self.second} names {names} at block {at.number:,}."

    async def _second_shield_key(self, at: Head) -> bytes | None:
        if self._cross_check is None:
            raise NotConnected("There is no second endpoint.")
        return await self._cross_check.second_shield_key(at)

    async def close(self) -> None:
        """Close the connection to the second endpoint; never raises."""
        if self._cross_check is not None:
            await self._cross_check.close()

    async def _compared(self, first: str, snapshot: Snapshot, about: Subject, final: Head) -> Comparison:
        if self._cross_check is None:
            raise NotConnected("There is no second endpoint.")
        at = Head.of(snapshot)
        here, there = await asyncio.gather(
            self._cross_check.first_view(about.netuid, about.hotkey, at, final),
            self._cross_check.second_view(about.netuid, about.hotkey, at, final),
        )
        found = await self._unknown_still(there)
        found += differences_between(here, there, at.number)
        subnet = snapshot.subnets[about.netuid]
        if there.subnet is not None:
            found += shown_otherwise(subnet, there.subnet, here.defaults)
        if found:
            return Comparison(first, there.endpoint, at.number, _once_each(found))
        if there.runtime is None:
            self._unknown = at
            reason = f"{there.endpoint} does not know block {at.number:,} yet."
            return Comparison(first, there.endpoint, at.number, not_compared=reason)
        return Comparison(
            first,
            there.endpoint,
            at.number,
            runtime=there.runtime,
            pools=(subnet.pool,),
            hotkeys=frozenset(filter(None, (about.hotkey,))),
            is_name_told=there.subnet is not None and bool(there.subnet.name),
        )

    async def _unknown_still(self, there: EndpointView) -> list[Difference]:
        """The block that the second did not know last time, if it has another one in its place by now."""
        unknown = self._unknown
        if unknown is None or self._cross_check is None or there.newest_block <= unknown.number:
            return []
        self._unknown = None
        if await self._cross_check.second_hash_of(unknown.number) == unknown.hash:
            return []
        return [Difference(f"block {unknown.number:,}", "that it is the chain's", "that it is not")]


_NO_SECOND_KEY = "Only one endpoint is asked here, and no second one is known that could name the key, too."


def needs_second(facts: ChainFacts) -> bool:
    """Whether one endpoint's word is not enough on this chain."""
    return facts.genesis in GENESIS.values() or kind_of(facts.network) is NetworkKind.CUSTOM


def _once_each(found: list[Difference]) -> tuple[Difference, ...]:
    return tuple({one.fact: one for one in reversed(found)}.values())[::-1]
