"""Composition root of the app: makes an `AppContext` from the settings. Nothing here connects."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from dtao_tui.chain.archive.archive_endpoint import ConnectedPools, NetworkArchives
from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.practice_controls import ChainDrills, ChainStory, ChainTempo, PracticeFaucet
from dtao_tui.chain.reading.second_endpoint import SecondEndpoint
from dtao_tui.cli.alert_parts import watch_of_alerts
from dtao_tui.cli.chain_access import linked
from dtao_tui.cli.console import Stopped
from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind, first_choice
from dtao_tui.domain.session_prices import SessionPrices
from dtao_tui.domain.text import quoted
from dtao_tui.ports.chain import Clock
from dtao_tui.ports.record_stores import JournalTrouble, OrderRecords
from dtao_tui.ports.trading_ports import TradingPorts
from dtao_tui.ports.wallet import AccountPorts
from dtao_tui.records.account_locks import AccountLocks
from dtao_tui.records.history.history_store import MEBIBYTE, HistoryStore
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
from dtao_tui.services.backfill.backfill_desk import BackfillDesk, EndpointInUse
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape
from dtao_tui.services.block_events.tape_recorder import TapeRecorder
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.context import AppContext, hub_of_services
from dtao_tui.services.feed import Feed
from dtao_tui.services.fiat_rates import FiatRates
from dtao_tui.services.history.filter_facts import BlockFacts
from dtao_tui.services.history.market_memory import MarketMemory
from dtao_tui.services.history.recorder import Recorder
from dtao_tui.services.history.watch_list import WatchList, favourite_subnets
from dtao_tui.services.last_look_watch import LastLookWatch, LookPorts
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from dtao_tui.services.orders.note_desk import NoteDesk
from dtao_tui.services.orders.order_copies import OrderCopies
from dtao_tui.services.orders.outside_orders import OutsideOrders
from dtao_tui.services.plans.plan_desk import PlanDesk
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.services.user_settings.setting_checks import check_settings, spend_limits
from dtao_tui.services.yields.dividend_recorder import DividendRecorder
from dtao_tui.settings import PRACTICE, NotASetting, Settings
from dtao_tui.settings_memory import RateMemory
from dtao_tui.trading.safeguards import Safeguards
from dtao_tui.wallet.keyring.keyring_store import KeyringStore
from dtao_tui.wallet.outside_signing.device_exchange import DeviceExchange
from dtao_tui.wallet.outside_signing.ledger_client import LedgerClient
from dtao_tui.wallet.signer.idle_clock import Patience
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.user_wallets import WalletFolder

PRACTICE_ACCOUNT = Account(practice_account.NAME, practice_account.ADDRESS, AccountKind.PRACTICE)
"""The funded account of the practice network; on no other network is it offered."""


_NAMES_TOLD = 20


@contextmanager
def joined(settings: Settings) -> Iterator[AppContext]:
    """The context of the app, closed at the end. Raises NotASetting."""
    check_settings(settings, ("tolerance", "limits"))
    with linked(settings) as (connection, link):
        market = ChainMarket(connection)
        clock = SystemClock()
        signer = SignerClient(Patience(idle=settings.lock_after_minutes * 60.0))
        passwords = KeyringStore(is_off=settings.keyring == "off")
        wallets = WalletFolder(settings.places.wallets, settings.places.watched, is_practice=link is not None)
        keys = AccountPorts(wallets, signer, passwords)
        session = Session(keys, settings, PRACTICE_ACCOUNT if link else None)
        trading = ChainTrading(connection)
        safeguards = Safeguards(
            market, trading, SecondEndpoint(connection), LastPrices(settings.places.last_prices), clock
        )
        ports = TradingPorts(market, trading, signer, clock)
        records = _order_records(settings, clock)
        desk = TradingDesk(ports, session, records, safeguards, uses_shield=settings.mev_shield)
        feed = Feed(market, session.addresses, clock, send_chain_facts=session.send_chain_facts)
        prices = SessionPrices()
        ledger = LedgerClient()
        plans = PlanDesk(desk, session, ports, PlanBook(settings.places.plans))
        record = HistoryStore(settings.places.history, settings.history_max_size * MEBIBYTE)
        watch_list = WatchList(WatchedSubnets(settings.places.watch_lists, settings.places.watched_subnets))
        story = ChainStory(connection) if link else None
        favourites = partial(favourite_subnets, feed, watch_list)
        recorder = Recorder(record, trading, clock, favourites, story=story)
        memory = MarketMemory(record, clock)
        hub, events = hub_of_services(feed, desk, plans, prices, recorder, memory), EventsFollower(market)
        events.follow(hub)
        tape = MarketTape()
        tape.follow(hub)
        tape_recorder = TapeRecorder(record, recorder, watch_list.recorded)
        tape_recorder.follow(hub, events)
        dividends = DividendRecorder(record, market, recorder, watch_list.recorded)
        dividends.follow(hub)
        facts = BlockFacts(memory, watch_list.lists)
        alerts = watch_of_alerts(settings.places, clock, recorder, facts)
        alerts.follow(hub, recorder, events)
        money = LedgerBook(settings.places.account_ledger)
        money_recorder = LedgerRecorder(money, market, trading, clock)
        money_recorder.follow(hub, events)
        statements = AccountStatements(money, money_recorder)
        looks = LastLookWatch(
            LastLooks(settings.places.last_looks), LookPorts(market, clock), alerts.register, watch_list, statements
        )
        looks.follow(hub)
        yield AppContext(
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
            notes=NoteDesk(NoteBook(settings.places.notes), ImportBook(settings.places.imports), clock),
            fiat=FiatRates(RateMemory(settings.places.rate), clock),
            copies=OrderCopies(ports, session, records.journal),
            outside=OutsideOrders(ports, desk, DeviceExchange(settings.places.unsigned), ledger),
            wallets=wallets,
            ledger=ledger,
            account_ledger=statements,
            looks=looks,
            faucet=PracticeFaucet(connection) if link else None,
            clock=clock,
            backfills=BackfillDesk(
                NetworkArchives(connection, settings.places.metadata_cache),
                EndpointInUse(market, trading, ConnectedPools(connection)),
                record,
                clock,
                whole=recorder.with_whole_ladder,
            ),
            practice_address=link.address if link else None,
            tempo=ChainTempo(connection) if link else None,
            drills=ChainDrills(connection) if link else None,
        )


@asynccontextmanager
async def connected_parts(parts: AppContext) -> AsyncIterator[None]:
    """Connect for a command, and at its end lock the key and close the journal and the connection."""
    try:
        await parts.market.connect()
        yield
    finally:
        await parts.session.lock()
        await parts.desk.close()
        await parts.notes.close()
        await parts.market.close()


def known_addresses(settings: Settings) -> tuple[str, ...]:
    """The addresses of all wallets found, and of the practice account where it counts."""
    return tuple(dict.fromkeys(account.address for account in _accounts(settings) if account.address))


def addresses_of_wallets(settings: Settings, names: Iterable[str]) -> tuple[str, ...]:
    """The addresses of wallets and watched addresses by their names. Raises Stopped for an unknown name."""
    accounts, found = _accounts(settings), list[str]()
    for name in names:
        refuse_unknown_wallet(settings.choosing(wallet=name), accounts)
        account = next(account for account in accounts if account.name == name)
        if not account.address:
            raise Stopped(f"The wallet {quoted(name)} cannot be read. {account.trouble or ''}".rstrip())
        found.append(account.address)
    return tuple(dict.fromkeys(found))


def usual_account(settings: Settings) -> Account | None:
    """The account that the app would begin with, without its keys; None where there is none."""
    return first_choice(_accounts(settings), settings.wallet)


def _accounts(settings: Settings) -> tuple[Account, ...]:
    practice = (PRACTICE_ACCOUNT,) if settings.network == PRACTICE else ()
    return practice + WalletFolder(settings.places.wallets, settings.places.watched).accounts()


def refuse_unknown_wallet(settings: Settings, accounts: Iterable[Account]) -> None:
    """Raise Stopped where a wallet is named and none of the accounts has that name: no other takes its place."""
    names = {account.name for account in accounts}
    if settings.wallet is not None and settings.wallet not in names:
        named, known = quoted(settings.wallet), ", ".join(sorted(names)[:_NAMES_TOLD]) or "none"
        raise Stopped(f"There is no wallet {named} in {settings.places.wallets}; known are: {known}.")


def _order_records(settings: Settings, clock: Clock) -> OrderRecords:
    places, named = settings.places, spend_limits(settings)
    try:
        return OrderRecords(
            Journal(places.journal), AccountLocks(places.locks), LimitBook(places.limits, clock.moment, named)
        )
    except JournalTrouble as error:
        raise NotASetting(str(error)) from error
