"""World: the program's parts joined over fakes, as `cli` joins the real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dtao_tui.cli.alert_parts import watch_of_alerts
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.session_prices import SessionPrices
from dtao_tui.ports.chain import ChainFacts, CrossCheck
from dtao_tui.ports.ledger import Ledger
from dtao_tui.ports.record_stores import OrderRecords
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.ports.wallet import AccountPorts
from dtao_tui.records.account_locks import AccountLocks
from dtao_tui.records.history.history_store import HistoryStore
from dtao_tui.records.last_looks import LastLooks
from dtao_tui.records.last_prices import LastPrices
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.records.limit_book import LimitBook
from dtao_tui.records.orders.import_book import ImportBook
from dtao_tui.records.orders.journal import Journal
from dtao_tui.records.orders.note_book import NoteBook
from dtao_tui.records.plans.plan_book import PlanBook
from dtao_tui.records.subnet_lists import WatchedSubnets
from dtao_tui.services.alerts.alert_past import AlertPast
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape
from dtao_tui.services.block_events.tape_recorder import TapeRecorder
from dtao_tui.services.context import AppContext, hub_of_services
from dtao_tui.services.feed import Feed
from dtao_tui.services.fiat_rates import FiatRates
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.history.watch_list import WatchList
from dtao_tui.services.last_look_watch import LastLookWatch, LookPorts
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from dtao_tui.services.orders.note_desk import NoteDesk
from dtao_tui.services.orders.order_copies import OrderCopies
from dtao_tui.services.orders.outside_orders import OutsideOrders
from dtao_tui.services.plans.plan_desk import PlanDesk
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.services.yields.dividend_recorder import DividendRecorder
from dtao_tui.settings import Settings, places_of, prepare
from dtao_tui.settings_memory import RateMemory
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.trading.spend_guard import limits_named
from dtao_tui.wallet.outside_signing.device_exchange import DeviceExchange
from dtao_tui.wallet.signer.idle_clock import LONGEST_SECONDS, IdleClock
from tests.fakes.ledger import FakeLedger
from tests.fakes.market import FakeMarket
from tests.fakes.signer import FakeSigner
from tests.fakes.trading import FakeTrading
from tests.fakes.values import a_snapshot, some_facts, the_practice_account
from tests.fakes.waiting import ManualClock
from tests.fakes.wallets import FakeFaucet, FakePasswords, FakeWallets

UNTIL_LOST = 10_000
"""Block times that the feed waits: the fakes' blocks come when a test makes one, however long that takes."""


@dataclass
class World:
    """All parts with their fakes, for tests that turn them."""

    parts: AppContext
    market: FakeMarket
    trading: FakeTrading
    signer: FakeSigner
    wallets: FakeWallets
    passwords: FakePasswords
    faucet: FakeFaucet
    clock: ManualClock
    journal: Journal

    @property
    def desk(self) -> TradingDesk:
        """The desk of these parts."""
        return self.parts.desk

    @property
    def plans(self) -> PlanDesk:
        """The plan desk of these parts."""
        return self.parts.plans

    @property
    def session(self) -> Session:
        """The session of these parts."""
        return self.parts.session


@dataclass
class _Wanted:
    """What `a_world` builds; each field can be named."""

    snapshot: Snapshot | None = None
    facts: ChainFacts | None = None
    accounts: Sequence[Account] = ()
    has_practice: bool = True
    network: str = "practice"
    cross_check: CrossCheck | None = None
    ledger: Ledger | None = None
    follows_money: bool = True
    """Whether the account ledger reads the events of every block."""

    settings: Mapping[str, object] = field(default_factory=dict)


def a_world(tmp_path: Path, **wanted: object) -> World:
    """Fakes joined as `cli` joins the real parts: `snapshot`, `facts`, `accounts`, `has_practice`, `network`."""
    want = _Wanted(**wanted)  # type: ignore[arg-type]  # builders take any field
    snapshot = want.snapshot or a_snapshot(network=want.network)
    facts = want.facts or some_facts(network=snapshot.network, genesis=snapshot.genesis)
    places = places_of({"DTAO_TUI_HOME": str(tmp_path)})
    prepare(places)
    settings = Settings(places=places, network=want.network, **want.settings)  # type: ignore[arg-type]  # any field
    clock, market, passwords = ManualClock(), FakeMarket(snapshot, facts), FakePasswords()
    signer = FakeSigner(lambda: IdleClock(settings.lock_after_minutes * 60.0, LONGEST_SECONDS, clock.now))
    wallets, trading, faucet = FakeWallets(want.accounts, places.wallets), FakeTrading(market), FakeFaucet()
    practice = the_practice_account() if want.has_practice else None
    session = Session(AccountPorts(wallets, signer, passwords), settings, practice)
    journal = Journal(places.journal)
    safeguards = Safeguards(market, trading, want.cross_check, LastPrices(places.last_prices), clock)
    ports = TradingPorts(market, trading, signer, clock)
    limits = LimitBook(
        places.limits, clock.moment, {name: limits_named(each) for name, each in settings.limits.items()}
    )
    desk = TradingDesk(
        ports,
        session,
        OrderRecords(journal, AccountLocks(places.locks), limits),
        safeguards,
        uses_shield=settings.mev_shield,
    )
    feed = Feed(
        market,
        session.addresses,
        clock,
        send_chain_facts=session.send_chain_facts,
        patience_in_blocks=UNTIL_LOST,
    )
    prices = SessionPrices()
    ledger = want.ledger or FakeLedger()
    plans = PlanDesk(desk, session, ports, PlanBook(places.plans))
    record = HistoryStore(places.history)
    recorder, memory = Recorder(record, trading, clock), MarketMemory(record, clock)
    hub, events = hub_of_services(feed, desk, plans, prices, recorder, memory), EventsFollower(market)
    events.follow(hub)
    tape = MarketTape()
    tape.follow(hub)
    watch_list = WatchList(WatchedSubnets(places.watch_lists, places.watched_subnets))
    tape_recorder = TapeRecorder(record, recorder, watch_list.recorded)
    tape_recorder.follow(hub, events)
    dividends = DividendRecorder(record, market, recorder, watch_list.recorded)
    dividends.follow(hub)
    facts = BlockFacts(memory, watch_list.lists)
    alerts = watch_of_alerts(places, clock, recorder, facts)
    alerts.follow(hub, recorder, events)
    money = LedgerBook(places.account_ledger)
    money_recorder = LedgerRecorder(money, market, trading, clock, gathers_seconds=0)
    if want.follows_money:
        money_recorder.follow(hub, events)
    statements = AccountStatements(money, money_recorder)
    looks = LastLookWatch(
        LastLooks(places.last_looks), LookPorts(market, clock), alerts.register, watch_list, statements
    )
    looks.follow(hub)
    parts = AppContext(
        settings=settings,
        market=market,
        feed=feed,
        hub=hub,
        events=events,
        tape=tape,
        tape_recorder=tape_recorder,
        dividends=dividends,
        prices=prices,
        memory=memory,
        recorder=recorder,
        alerts=alerts,
        alert_past=AlertPast(record, facts),
        watch_list=watch_list,
        session=session,
        desk=desk,
        plans=plans,
        notes=NoteDesk(NoteBook(places.notes), ImportBook(places.imports), clock),
        fiat=FiatRates(RateMemory(places.rate), clock),
        copies=OrderCopies(ports, session, journal),
        outside=OutsideOrders(ports, desk, DeviceExchange(places.unsigned), ledger),
        wallets=wallets,
        ledger=ledger,
        account_ledger=statements,
        looks=looks,
        faucet=faucet if want.network == "practice" else None,
        clock=clock,
        practice_address="ws://127.0.0.1:9944" if want.network == "practice" else None,
    )
    return World(parts, market, trading, signer, wallets, passwords, faucet, clock, journal)


def a_parts(tmp_path: Path, **wanted: object) -> AppContext:
    """The parts of `a_world`, for tests that turn no fake."""
    return a_world(tmp_path, **wanted).parts
