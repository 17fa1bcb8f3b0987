"""Keeps when this network was looked at last, and what was seen then; tells what has changed since."""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.alerts.alert_text import firing_sentence
from dtao_tui.domain.last_look import (
    FiredAlert,
    LastLook,
    SeenSubnet,
    SinceReport,
    TakeChange,
    ended_since,
    market_changes,
    take_changes,
    worth_together,
)
from dtao_tui.domain.ledger.statement import Statement
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.ports.account_ledger import AccountLedgerTrouble
from dtao_tui.ports.chain import Clock, Head, Market
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.record_stores import LookStore
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.services.alerts.alert_register import AlertRegister
from dtao_tui.services.history.watch_list import WatchList
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.interval_steps import believed_time

SAVED_SECONDS = 300.0
"""How often the look is written down while the program is open."""

MOST_TAKES = 512
"""Validators whose takes are asked for at once."""

LEAST_AWAY_MS = 60_000
"""How long nobody must have looked for it to be told unasked."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LookPorts:
    """The chain and the clock."""

    market: Market
    clock: Clock


class LastLookWatch:
    """The last look before this session, and the one of now."""

    def __init__(
        self,
        store: LookStore,
        ports: LookPorts,
        alerts: AlertRegister,
        watch_list: WatchList,
        ledger: AccountStatements,
    ) -> None:
        self._store = store
        self._market = ports.market
        self._clock = ports.clock
        self._alerts = alerts
        self._watch_list = watch_list
        self._ledger = ledger
        self._genesis = ""
        self._newest: Snapshot | None = None
        self._saved_at = 0.0
        self.before: LastLook | None = None
        """What was seen last before this session; None where this network was never looked at."""

        self._takes: Mapping[str, int] = {}
        self._takes_at = -SAVED_SECONDS
        self._takes_of: frozenset[str] = frozenset()

    def follow(self, hub: Hub) -> None:
        """Take blocks from the hub."""
        hub.subscribe_background(Snapshot, "The last look", self.observe)

    async def observe(self, snapshot: Snapshot) -> None:
        """Read the look before at a chain's first block; write down the one of now every few minutes."""
        if snapshot.genesis != self._genesis:
            await self.before_session(snapshot.genesis)
        self._newest = snapshot
        await self._read_takes(snapshot)
        if self._clock.now() - self._saved_at >= SAVED_SECONDS:
            await self._save()

    async def before_session(self, genesis: str) -> LastLook | None:
        """The look at this chain that was the last one before this session."""
        if genesis != self._genesis:
            found = await asyncio.to_thread(self._store.load, genesis)
            if genesis != self._genesis:
                self._genesis, self.before, self._newest = genesis, found, None
                self._saved_at = self._clock.now()
                self._takes, self._takes_of = {}, frozenset()
        return self.before

    async def close(self) -> None:
        """Write down the look of now; never raises."""
        await self._save()

    @property
    def take_changes(self) -> tuple[TakeChange, ...]:
        """The validators that are staked to and keep another part than at the last look, as far as was heard."""
        return () if self.before is None else take_changes(self.before.takes, self._takes)

    def is_worth_telling(self, look: LastLook) -> bool:
        """Whether the look is long enough ago to be told of unasked."""
        return round(self._clock.wall() * 1000) - look.wall_ms >= LEAST_AWAY_MS

    async def report(
        self, look: LastLook, snapshot: Snapshot, addresses: Sequence[str], orders: Sequence[Order], least_move: int
    ) -> SinceReport:
        """What has happened since a look to these accounts and to the subnets that they hold or that are watched."""
        held = {
            stake.netuid
            for address in addresses
            if (holdings := snapshot.holdings_of(address)) is not None
            for stake in holdings.stakes
        }
        watched = self._watch_list.lists(snapshot.genesis).all_subnets
        return SinceReport(
            look,
            self._time_of(snapshot),
            least_move,
            worth_together(look.worths, addresses),
            worth_together(worths_of(snapshot), addresses),
            await self._statement(snapshot.genesis, look, addresses),
            ended_since(orders, look.wall_ms),
            self._fired(look),
            market_changes(look, snapshot, least_move, held, watched),
            await self._changed_takes(look, snapshot, addresses),
        )

    async def _changed_takes(
        self, look: LastLook, snapshot: Snapshot, addresses: Sequence[str]
    ) -> tuple[TakeChange, ...]:
        await self._read_takes(snapshot)
        of_accounts = _hotkeys(snapshot, addresses)
        return take_changes(look.takes, {each: take for each, take in self._takes.items() if each in of_accounts})

    async def _read_takes(self, snapshot: Snapshot) -> None:
        """Ask what the validators that are staked to keep, again every few minutes; one request."""
        hotkeys, now = _hotkeys(snapshot, snapshot.holdings), self._clock.now()
        if not hotkeys or (hotkeys == self._takes_of and now - self._takes_at < SAVED_SECONDS):
            return
        self._takes_of, self._takes_at = hotkeys, now
        try:
            self._takes = await self._market.takes(sorted(hotkeys)[:MOST_TAKES], Head.of(snapshot))
        except ChainTrouble as trouble:
            _LOG.info("the takes of validators were not told: %s", trouble)

    async def _statement(self, genesis: str, look: LastLook, addresses: Sequence[str]) -> Statement | None:
        try:
            return await asyncio.to_thread(self._ledger.statement, genesis, addresses, look.time_ms)
        except AccountLedgerTrouble as trouble:
            _LOG.warning("what was gained since the last look cannot be read: %s", trouble)
            return None

    def _fired(self, look: LastLook) -> tuple[FiredAlert, ...]:
        alerts = {alert.id: alert for alert in self._alerts.alerts}
        return tuple(
            FiredAlert(kept.firing.at, alert.name, firing_sentence(alert, kept.firing, self._alerts.condition(alert)))
            for kept in self._alerts.firings
            if kept.firing.at > look.time_ms and (alert := alerts.get(kept.firing.alert_id)) is not None
        )

    def _time_of(self, snapshot: Snapshot) -> int:
        return believed_time(snapshot.time_ms, round(self._clock.wall() * 1000))

    async def _save(self) -> None:
        snapshot = self._newest
        if snapshot is None:
            return
        self._saved_at = self._clock.now()
        look = LastLook(
            snapshot.block,
            self._time_of(snapshot),
            round(self._clock.wall() * 1000),
            tuple(SeenSubnet(each.id, each.label, each.price) for each in snapshot.subnets.values()),
            worths_of(snapshot),
            self._takes,
        )
        try:
            await asyncio.to_thread(self._store.save, snapshot.genesis, look)
        except (OSError, ValueError) as error:
            _LOG.warning("the last look cannot be written down: %s", error)


def _hotkeys(snapshot: Snapshot, addresses: Iterable[str]) -> frozenset[str]:
    """The validators that these accounts are staked to."""
    held = (snapshot.holdings_of(address) for address in addresses)
    return frozenset(stake.hotkey for holdings in held if holdings is not None for stake in holdings.stakes)


def worths_of(snapshot: Snapshot) -> dict[str, int]:
    """By address, its own TAO and what selling its stakes would pay, in rao; only what is known."""
    found: dict[str, int] = {}
    for address, holdings in snapshot.holdings.items():
        worth = portfolio_of(snapshot, address).worth
        if worth.is_complete and worth.exit is not None:
            own = holdings.free if holdings.balance is None else holdings.balance
            found[address] = own.rao + worth.exit.rao
    return found
