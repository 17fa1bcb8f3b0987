"""`dtao-tui record`: records the market without the app, once a minute or block by block, until it is ended."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.practice_controls import ChainStory
from dtao_tui.cli import event_loop
from dtao_tui.cli.alerts.recorded_alerts import RecordedAlerts
from dtao_tui.cli.chain_access import linked
from dtao_tui.cli.console import Stopped, complain
from dtao_tui.cli.tape_parts import TapeParts
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.errors import ChainTrouble, WrongNetwork
from dtao_tui.records.history.history_store import LEAST_SIZE, MEBIBYTE, HistoryStore
from dtao_tui.records.ledger.ledger_book import LedgerBook
from dtao_tui.services.alerts.alert_teller import AlertFired
from dtao_tui.services.alerts.alert_watch import AlertNotice
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.feed import Feed, Interruption, pause_after
from dtao_tui.services.history.recorder import WRITE_SECONDS, Recorder
from dtao_tui.services.hub import Hub
from dtao_tui.services.ledger.ledger_recorder import LedgerRecorder
from dtao_tui.settings import Settings

SAMPLE_SECONDS = 60.0

LEAST_MEBIBYTES = LEAST_SIZE // MEBIBYTE

Sleep = Callable[[float], Awaitable[None]]


def record(settings: Settings, *, is_every_block: bool, mebibytes: int, with_accounts: bool = False) -> int:
    """Record until a signal; the exit status. `with_accounts` follows those of the wallets, too.

    Raises Stopped, and NotASetting.
    """
    if mebibytes < LEAST_MEBIBYTES:
        raise Stopped(f"The record takes at least {LEAST_MEBIBYTES} MiB, not {mebibytes}.")
    with linked(settings) as (connection, link):
        market, trading, clock = ChainMarket(connection), ChainTrading(connection), SystemClock()
        store = HistoryStore(settings.places.history, mebibytes * MEBIBYTE)
        story = ChainStory(connection) if link else None
        if not store.claim():
            complain("Another dtao-tui writes this record; this one waits and takes over when that ends.")
        gathers = WRITE_SECONDS if is_every_block else 0.0
        recorder = Recorder(store, trading, clock, story=story, gathers_seconds=gathers)
        recorder.on_notice = complain
        alerts = RecordedAlerts(settings, store, recorder, clock)
        hub = Hub(Feed(market, alerts.addresses, clock))
        tape = TapeParts.joined(hub, market, store, recorder, settings.places)
        if with_accounts:
            alerts.records_accounts = True
            book = LedgerBook(settings.places.account_ledger)
            tape = tape.with_accounts(LedgerRecorder(book, market, trading, clock, gathers_seconds=gathers))
        work = _recorded(market, trading, recorder, alerts, tape, is_every_block=is_every_block)
        complain(f"Recording {settings.network} into {settings.places.history}; ctrl+c ends it.")
        event_loop.run(_until_ended(work, recorder, alerts, tape, market))
    return 0


async def _recorded(
    market: ChainMarket,
    trading: ChainTrading,
    recorder: Recorder,
    alerts: RecordedAlerts,
    tape: TapeParts,
    *,
    is_every_block: bool,
) -> None:
    """Record once a minute until an alert asks for trades, or every block from the beginning."""
    if not is_every_block:
        await sample_each_minute(market, trading, recorder, alerts, tape=tape)
        complain("An alert asks for trades, so every block is read from now on.")
    await _follow(tape, recorder, alerts)


async def sample_each_minute(
    market: ChainMarket,
    trading: ChainTrading,
    recorder: Recorder,
    alerts: RecordedAlerts | None = None,
    sleep: Sleep = asyncio.sleep,
    *,
    tape: TapeParts | None = None,
) -> None:
    """Give the recorders and the alerts the newest final block once a minute, until an alert asks for trades.

    After a loss it connects again, with growing pauses.
    """
    failures, genesis = 0, ""
    while True:
        try:
            facts = await market.connect()
            genesis = genesis or facts.genesis
            if facts.genesis != genesis:
                raise WrongNetwork("The endpoint now serves another chain than the one that is recorded.")
            while True:
                addresses = () if alerts is None else alerts.addresses()
                snapshot = await market.snapshot(await trading.finalized(), addresses)
                if alerts is not None:
                    await alerts.observe(snapshot)
                await recorder.observe(snapshot)
                if tape is not None:
                    await tape.sample(snapshot)
                if alerts is not None and alerts.ask_for_trades:
                    return
                failures = 0
                await sleep(SAMPLE_SECONDS)
        except ChainTrouble as trouble:
            pause = max(pause_after(failures), trouble.wait_seconds or 0.0)
            complain(f"{trouble} Trying again in {pause:.0f} s.")
            failures += 1
            await market.close()
            await sleep(pause)


async def _follow(tape: TapeParts, recorder: Recorder, alerts: RecordedAlerts) -> None:
    hub = tape.hub
    alerts.watch.follow(hub, recorder, tape.events)
    hub.subscribe_background(Snapshot, "The recorder of the market", recorder.observe)
    hub.subscribe_background(Snapshot, "The market's past", alerts.memory.observe)
    hub.subscribe(AlertFired, "The console", alerts.tell)
    hub.subscribe(AlertNotice, "The console", lambda notice: complain(notice.sentence))
    hub.subscribe(Interruption, "The console", lambda interruption: complain(interruption.sentence))
    await hub.run()


async def _until_ended(
    work: Awaitable[None], recorder: Recorder, alerts: RecordedAlerts, tape: TapeParts, market: ChainMarket
) -> None:
    """Do the work until a signal comes, then write what is final."""
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
    await tape.close()
    await recorder.close()
    await alerts.watch.close()
    await market.close()
