"""Makes the connection to the chosen network for a command or for the app, and loads nothing else of the program."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.ports.chain import Market, Trading
from dtao_tui.ports.networks import network_of
from dtao_tui.settings import PRACTICE, Settings

if TYPE_CHECKING:
    from dtao_tui.chain.reading.second_endpoint import SecondEndpoint
    from dtao_tui.services.practice_node import PracticeNode


@contextmanager
def linked(settings: Settings) -> Iterator[tuple[NetworkConnection, "PracticeNode | None"]]:
    """A connection to the chosen network, not yet dialled, and the tie to the practice node if it is that."""
    network = network_of(settings.network, settings.endpoints)
    cache = settings.places.metadata_cache
    if network.name != PRACTICE:
        yield NetworkConnection(network, cache), None
        return
    from dtao_tui.services.practice_node import PracticeNode

    link = PracticeNode(settings.places)
    try:
        yield NetworkConnection(network, cache, link.endpoint), link
    finally:
        link.release()


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Market]:
    """The market of the chosen network, connected. Raises ChainTrouble and NotASetting."""
    with linked(settings) as (connection, _):
        market = ChainMarket(connection)
        try:
            await market.connect()
            yield market
        finally:
            await market.close()


@asynccontextmanager
async def composing(settings: Settings) -> AsyncIterator[tuple[Market, Trading]]:
    """The same, and what composes calls and asks for their fees; nothing is signed or sent by it."""
    from dtao_tui.chain.chain_trading import ChainTrading

    with linked(settings) as (connection, _):
        market = ChainMarket(connection)
        try:
            await market.connect()
            yield market, ChainTrading(connection)
        finally:
            await market.close()


@asynccontextmanager
async def compared(settings: Settings) -> AsyncIterator[tuple[Market, "SecondEndpoint"]]:
    """The same, and what asks its second endpoint, not yet dialled. Raises ChainTrouble and NotASetting."""
    from dtao_tui.chain.reading.second_endpoint import SecondEndpoint

    with linked(settings) as (connection, _):
        market, second = ChainMarket(connection), SecondEndpoint(connection)
        try:
            await market.connect()
            yield market, second
        finally:
            await second.close()
            await market.close()
