"""`dtao-tui market`: the subnets of the newest block, or of each block until it is ended."""

import asyncio
import os
import signal
import sys
from contextlib import aclosing, suppress
from dataclasses import dataclass

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.cli import event_loop
from dtao_tui.cli.chain_access import connected, linked
from dtao_tui.cli.console import Stopped, answer, complain
from dtao_tui.cli.headless import ask, newest
from dtao_tui.domain.history.past_prices import NO_PAST
from dtao_tui.domain.market import Snapshot
from dtao_tui.output.json_documents import written
from dtao_tui.output.market_columns import MarketColumn, MarketLine, NotAColumn, columns_named
from dtao_tui.output.market_documents import MarketBlock, market_csv, market_json, market_text
from dtao_tui.ports.chain import Market
from dtao_tui.settings import Settings

_MISUSED = 2
_STUCK_SECONDS = 1.0
"""How long a reader that takes nothing more is waited for at the end."""


@dataclass(frozen=True, slots=True)
class MarketWish:
    """What is to be printed."""

    filter_text: str = ""
    columns: str = ""
    as_json: bool = False
    as_csv: bool = False


def show_market(settings: Settings, wish: MarketWish) -> None:
    """Print the newest block. Raises Stopped."""
    printer = _Printer(settings, wish)

    async def told(market: Market) -> str:
        return await printer.told(await newest(market))

    answer(ask(settings, told, connected))


def watch_market(settings: Settings, wish: MarketWish) -> int:
    """Print each block until a signal comes or nobody reads; the exit status. Raises Stopped."""
    printer = _Printer(settings, wish, is_watching=True)
    with linked(settings) as (connection, _):
        event_loop.run(_until_ended(printer, ChainMarket(connection)))
    return 0


async def _until_ended(printer: "_Printer", market: Market) -> None:
    task, loop = asyncio.ensure_future(_follow(printer, market)), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        pass
    except BrokenPipeError:
        # Nobody reads any more; at the exit Python would write what is left once again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        await market.close()


async def _follow(printer: "_Printer", market: Market) -> None:
    from dtao_tui.services.clock import SystemClock
    from dtao_tui.services.feed import Feed

    async with aclosing(Feed(market, tuple, SystemClock()).events()) as events:
        async for event in events:
            if isinstance(event, Snapshot):
                await _write(await printer.told(event), market)
            else:
                complain(event.sentence)


async def _write(text: str, market: Market) -> None:
    """Write beside the connection, which a slow reader must not hold up."""
    writing = asyncio.ensure_future(asyncio.to_thread(answer, text))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        done, _ = await asyncio.wait({writing}, timeout=_STUCK_SECONDS)
        if not done:
            # A thread that writes to a full pipe can be neither ended nor waited for.
            await market.close()
            os._exit(0)
        with suppress(OSError, Stopped):
            writing.result()
        raise


class _Printer:
    """Makes text of blocks; the record and the watch lists are read where the wish asks for them."""

    def __init__(self, settings: Settings, wish: MarketWish, *, is_watching: bool = False) -> None:
        """Raises Stopped for a wish that cannot be."""
        if wish.as_json and wish.as_csv:
            raise Stopped("Say either --json or --csv.", _MISUSED)
        self._wish = wish
        self._is_watching = is_watching
        self._columns = _columns(wish)
        self._is_first = True
        self._sieve = None
        if wish.filter_text.strip():
            from dtao_tui.cli.market_filter import MarketSieve

            self._sieve = MarketSieve(settings, wish.filter_text)
        self._memory = None
        if self._sieve is not None or any(column.is_recorded for column in self._columns):
            from dtao_tui.cli.market_filter import recorded_past

            self._memory = recorded_past(settings)

    async def told(self, snapshot: Snapshot) -> str:
        """What is printed of this block. Raises Stopped."""
        if self._memory is not None:
            await self._memory.observe(snapshot)
        past = self._memory.past if self._memory is not None else lambda _: NO_PAST
        subnets, words = list(snapshot.subnets.values()), ""
        if self._sieve is not None:
            words = self._sieve.words
            subnets = self._sieve.passing(snapshot, past)
        lines = [MarketLine(each, past(each.id), snapshot.has_emitted) for each in subnets]
        block = MarketBlock(snapshot, lines, self._columns, words)
        is_first, self._is_first = self._is_first, False
        if self._wish.as_json:
            return written(market_json(block), in_one_line=self._is_watching)
        if self._wish.as_csv:
            return market_csv(block, with_heading=is_first)
        return market_text(block) + ("\n" if self._is_watching else "")


def _columns(wish: MarketWish) -> tuple[MarketColumn, ...]:
    if not wish.columns:
        return ()
    try:
        return columns_named(wish.columns)
    except NotAColumn as trouble:
        raise Stopped(str(trouble), _MISUSED) from trouble
