"""What `dtao-tui backfill` does: tells the cost, reads the archive into the record, and tells where it is."""

import asyncio
import signal
from contextlib import suppress

from dtao_tui.chain.archive.archive_endpoint import ConnectedPools, NetworkArchives
from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.cli import event_loop
from dtao_tui.cli.chain_access import linked
from dtao_tui.cli.console import Stopped, complain
from dtao_tui.domain.history.backfills import (
    BackfillCost,
    BackfillProgress,
    BackfillState,
    BackfillWish,
    mebibytes,
    minutes,
)
from dtao_tui.domain.history.bar_tiers import DEEPEST
from dtao_tui.domain.history.block_samples import BlockSample, deepest_subnets
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.errors import ChainTrouble
from dtao_tui.ports.market_record import RecordTrouble
from dtao_tui.records.history.history_store import MEBIBYTE, HistoryStore
from dtao_tui.services.backfill.backfill_desk import BackfillDesk, EndpointInUse
from dtao_tui.services.clock import SystemClock
from dtao_tui.settings import Settings

TIMES_TOLD = 20
"""How often the progress is told in all."""


def backfill(settings: Settings, endpoint: str, wish: BackfillWish, *, is_dry: bool) -> int:
    """Read the archive to its end, or until a signal; the exit status. Raises Stopped, and NotASetting."""

    async def work() -> int:
        try:
            await market.connect()
            archives = NetworkArchives(connection, settings.places.metadata_cache)
            desk = BackfillDesk(
                archives,
                EndpointInUse(market, trading, ConnectedPools(connection)),
                store,
                SystemClock(),
                whole=_with_whole_ladder,
            )
            url = endpoint or desk.usual
            if not url:
                sentence = f"No archive of {settings.network} is known; name one: dtao-tui backfill wss://…"
                raise Stopped(sentence, status=2)
            snapshot = await market.snapshot(await trading.finalized(), ())
            complain(_cost_words(desk.host_of(url), wish, await desk.cost(snapshot, wish)))
            return 0 if is_dry else await _followed(desk, url, wish)
        except (ChainTrouble, RecordTrouble) as trouble:
            raise Stopped(str(trouble)) from trouble
        finally:
            await market.close()
            store.close()

    with linked(settings) as (connection, _):
        market, trading = ChainMarket(connection), ChainTrading(connection)
        store = HistoryStore(settings.places.history, settings.history_max_size * MEBIBYTE)
        return event_loop.run(work())


async def _followed(desk: BackfillDesk, url: str, wish: BackfillWish) -> int:
    """Run it, tell its progress, and end it at a signal."""
    told = -1

    def tell(progress: BackfillProgress) -> None:
        nonlocal told
        part = progress.looked * TIMES_TOLD // max(progress.total, 1)
        if progress.state is BackfillState.WAITING:
            complain(progress.sentence)
        elif part > told and progress.state is BackfillState.READING and progress.total:
            told = part
            complain(_progress_words(progress))

    desk.on_change = tell
    task, loop = desk.begin(url, wish), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
    progress = desk.progress
    if progress is None or progress.state is not BackfillState.DONE:
        raise Stopped("It did not begin." if progress is None else progress.sentence)
    complain(progress.sentence)
    return 0


def _with_whole_ladder(sample: BlockSample) -> frozenset[SubnetId] | None:
    return None if len(sample.subnets) <= DEEPEST else deepest_subnets(sample)


def _progress_words(progress: BackfillProgress) -> str:
    left = progress.seconds_left
    rest = "" if left is None else f", about {minutes(left)} left"
    return (
        f"{progress.looked:,} of {progress.total:,} bars, {progress.requests:,} requests, "
        f"{mebibytes(progress.size)}{rest}"
    )


def _cost_words(host: str, wish: BackfillWish, cost: BackfillCost | None) -> str:
    if cost is None:
        raise Stopped("This chain tells no time, so its past cannot be found.")
    what = f"{wish.days} days by {wish.step_words} from {host}"
    if not cost.samples:
        return f"{what}: nothing is missing."
    return (
        f"{what}: {cost.samples:,} bars are missing, about {cost.requests:,} requests, {mebibytes(cost.size)} before "
        f"compression, {minutes(cost.seconds)} at {wish.rate:g} a second."
    )
