"""AppContext: the parts of the program, joined by `cli` and handed to the app as one value."""

from dataclasses import dataclass

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.session_prices import SessionPrices
from dtao_tui.ports.chain import Clock, Faucet, Market, PracticeDrills, PracticeTempo
from dtao_tui.ports.ledger import Ledger
from dtao_tui.ports.wallet import Wallets
from dtao_tui.services.alerts.alert_past import AlertPast
from dtao_tui.services.alerts.alert_watch import AlertWatch
from dtao_tui.services.backfill.backfill_desk import BackfillDesk
from dtao_tui.services.block_events.events_follower import EventsFollower
from dtao_tui.services.block_events.market_tape import MarketTape
from dtao_tui.services.block_events.tape_recorder import TapeRecorder
from dtao_tui.services.feed import Feed
from dtao_tui.services.fiat_rates import FiatRates
from dtao_tui.services.history.market_memory import MarketMemory, PastRead
from dtao_tui.services.history.recorder import Recorder, RecorderNotice, StoryTold
from dtao_tui.services.history.watch_list import WatchList
from dtao_tui.services.hub import Hub, OrdersReconciled, PlansChanged
from dtao_tui.services.last_look_watch import LastLookWatch
from dtao_tui.services.ledger.account_statements import AccountStatements
from dtao_tui.services.orders.note_desk import NoteDesk
from dtao_tui.services.orders.order_copies import OrderCopies
from dtao_tui.services.orders.outside_orders import OutsideOrders
from dtao_tui.services.plans.plan_desk import PlanDesk
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.services.yields.dividend_recorder import DividendRecorder
from dtao_tui.settings import Settings


@dataclass(frozen=True, slots=True)
class AppContext:
    """Everything the screens work with."""

    settings: Settings
    market: Market
    feed: Feed
    hub: Hub
    events: EventsFollower
    tape: MarketTape
    tape_recorder: TapeRecorder
    dividends: DividendRecorder
    prices: SessionPrices
    memory: MarketMemory
    recorder: Recorder
    alerts: AlertWatch
    alert_past: AlertPast
    watch_list: WatchList
    session: Session
    desk: TradingDesk
    plans: PlanDesk
    notes: NoteDesk
    fiat: FiatRates
    copies: OrderCopies
    outside: OutsideOrders
    wallets: Wallets
    ledger: Ledger
    account_ledger: AccountStatements
    looks: LastLookWatch
    faucet: Faucet | None
    clock: Clock
    practice_address: str | None = None
    """The address of the practice node that was started or joined."""

    tempo: PracticeTempo | None = None
    backfills: BackfillDesk | None = None
    """None where no archive can be asked."""

    drills: PracticeDrills | None = None
    """Only practice networks have them."""


def hub_of_services(
    feed: Feed, desk: TradingDesk, plans: PlanDesk, prices: SessionPrices, recorder: Recorder, memory: MarketMemory
) -> Hub:
    """A hub with the services that work on every block; what shows blocks to a person subscribes after them."""
    hub = Hub(feed)
    told: tuple[Order, ...] | None = None

    async def reconcile(_: Snapshot) -> None:
        nonlocal told
        is_open, before = any(order.is_open for order in desk.orders), told
        if is_open:
            await desk.reconcile()
        told = desk.orders
        # Between two blocks an order may have ended that nobody looks at any more.
        if is_open or before not in (None, told):
            hub.publish(OrdersReconciled())

    def remember_prices(snapshot: Snapshot) -> None:
        prices.add(snapshot.block, {subnet.id: subnet.price for subnet in snapshot.subnets.values()})

    async def read_past(_: StoryTold) -> None:
        await memory.read_again()
        hub.publish(PastRead())

    desk.safeguards.watch_moves(prices)
    plans.on_change = lambda: hub.publish(PlansChanged())
    recorder.on_notice = lambda sentence: hub.publish(RecorderNotice(sentence))
    recorder.on_story = lambda: hub.publish(StoryTold())
    hub.subscribe_background(Snapshot, "The check of open orders", reconcile)
    hub.subscribe_background(Snapshot, "The plan under way", plans.observe)
    hub.subscribe(Snapshot, "The watch on prices", desk.safeguards.observe)
    hub.subscribe(Snapshot, "The record of this session's prices", remember_prices)
    hub.subscribe_background(Snapshot, "The recorder of the market", recorder.observe)
    hub.subscribe_background(Snapshot, "The market's past", memory.observe)
    hub.subscribe_background(StoryTold, "The market's past", read_past)
    return hub
