"""The confirmed plans of the connected chain, in memory and on disk."""

import asyncio
from collections.abc import Callable

from dtao_tui.domain.plans.plan_events import PlanEvent
from dtao_tui.domain.plans.plan_record import PlanRecord
from dtao_tui.ports.chain import Market
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.plan_stores import PlanStore, PlanStoreTrouble


class PlanHistory:
    """The plans of the chain last connected; each event is on disk before it is acted on or told."""

    def __init__(self, market: Market, store: PlanStore) -> None:
        self._market = market
        self._store = store
        self._genesis = ""
        self._plans: dict[str, PlanRecord] = {}
        self._writes: set[asyncio.Future[None]] = set()
        self.notice = store.notice
        """What a person must know of the records, as sentences; empty in the normal case."""

    @property
    def plans(self) -> tuple[PlanRecord, ...]:
        """Newest first."""
        self._load_once()
        return tuple(sorted(self._plans.values(), key=lambda record: record.created_at)[::-1])

    def plan(self, plan_id: str) -> PlanRecord | None:
        """The plan of this id, or None."""
        return self._plans.get(plan_id)

    async def add(self, record: PlanRecord) -> None:
        """Write down a plan that was confirmed. Raises PlanStoreTrouble; then nothing of it is signed."""
        await self._write(lambda: self._store.add(record))
        self._plans[record.id] = record

    async def append(self, record: PlanRecord, *events: PlanEvent) -> PlanRecord:
        """Write down what happened to a plan, and return it. Raises PlanStoreTrouble, IllegalPlanEvent."""
        grown = record.after(*events)
        await self._write(lambda: self._store.append(grown))
        self._plans[record.id] = grown
        return grown

    async def note(self, record: PlanRecord, *events: PlanEvent) -> PlanRecord:
        """The same where the plan is over anyway: what cannot be written is said by `notice`, and counts until then."""
        try:
            return await self.append(record, *events)
        except PlanStoreTrouble as trouble:
            self.notice = str(trouble)
            self._plans[record.id] = grown = record.after(*events)
            return grown

    async def refresh(self) -> None:
        """Read what another program may have written."""
        self._load_once()
        genesis = self._genesis
        try:
            read = await asyncio.to_thread(self._store.plans, genesis)
        except PlanStoreTrouble as trouble:
            self.notice = str(trouble)
            return
        if genesis == self._genesis:
            self._plans |= {record.id: record for record in read}

    async def close(self) -> None:
        """Wait for running writes and close the file."""
        await asyncio.gather(*self._writes, return_exceptions=True)
        self._store.close()

    async def _write(self, write: Callable[[], None]) -> None:
        """Wait for a write; cancelling the caller does not cancel the write."""
        task = asyncio.ensure_future(asyncio.to_thread(write))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        await asyncio.shield(task)

    def _load_once(self) -> None:
        try:
            genesis = self._market.facts.genesis
        except ChainTrouble:
            return
        if genesis == self._genesis:
            return
        self._genesis, self._plans = genesis, {}
        try:
            self._plans = {record.id: record for record in self._store.plans(genesis)}
        except PlanStoreTrouble as trouble:
            self.notice = str(trouble)
