"""Headless commands: one connection, one block, one answer on standard output.

Each imports what it alone needs, because a command's time is mostly the time of its imports.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from dtao_tui.chain.reading.block_reader import MOST_ADDRESSES
from dtao_tui.cli import event_loop
from dtao_tui.cli.chain_access import connected
from dtao_tui.cli.console import Stopped, answer
from dtao_tui.domain.amounts import NotAnAmount
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.text import quoted
from dtao_tui.output import json_documents
from dtao_tui.ports.chain import Market
from dtao_tui.ports.errors import Trouble
from dtao_tui.settings import Settings

Answer = TypeVar("Answer")
Ports = TypeVar("Ports")
PATIENCE_SECONDS = 60.0
NOT_CARRIED_OUT = 3
"""The exit status of a quote that the chain would not carry out."""


def show_portfolio(
    settings: Settings, addresses: tuple[str, ...], wallets: tuple[str, ...] = (), *, as_json: bool
) -> None:
    """Print what the addresses and the named wallets hold; without any, those of all wallets (and of practice)."""
    from dtao_tui.cli.composition import addresses_of_wallets, known_addresses
    from dtao_tui.output import text_tables
    from dtao_tui.services.account_portfolio import portfolio_of

    named = (*addresses, *addresses_of_wallets(settings, wallets))
    asked = tuple(dict.fromkeys(named)) or known_addresses(settings)
    if not asked:
        raise Stopped("No wallet was found; name an address with --address.")
    _refuse_odd(asked)
    snapshot = ask(settings, lambda market: newest(market, asked), connected)
    portfolios = tuple((address, portfolio_of(snapshot, address)) for address in asked)
    print_answer(
        json_documents.portfolio_document(snapshot, portfolios)
        if as_json
        else text_tables.portfolio_table(snapshot, portfolios)
    )


def print_answer(told: dict[str, object] | str) -> None:
    """Print a JSON document or a text on standard output. Raises Stopped."""
    answer(told if isinstance(told, str) else json_documents.written(told))


def ask(
    settings: Settings,
    question: Callable[[Ports], Awaitable[Answer]],
    access: Callable[[Settings], AbstractAsyncContextManager[Ports]],
) -> Answer:
    """Connect, ask one question and return its answer. Raises Stopped with the sentence of any trouble."""

    async def session() -> Answer:
        async with asyncio.timeout(PATIENCE_SECONDS), access(settings) as ports:
            return await question(ports)

    try:
        return event_loop.run(session())
    except TimeoutError:
        raise Stopped(f"The endpoint did not answer within {PATIENCE_SECONDS:.0f} seconds.") from None
    except (Trouble, NotAnAmount) as error:
        raise Stopped(str(error)) from error
    except PoolRefusal as error:
        raise Stopped(str(error), NOT_CARRIED_OUT) from error


def _refuse_odd(addresses: tuple[str, ...]) -> None:
    """Raise Stopped for an invalid address, and for more addresses than are read at once."""
    if len(addresses) > MOST_ADDRESSES:
        raise Stopped(f"At most {MOST_ADDRESSES} addresses are read at once, and these are {len(addresses)}.")
    for address in addresses:
        address_of(address)


def address_of(text: str) -> str:
    """A whole address. Raises Stopped with what is wrong with another text."""
    from dtao_tui.wallet.addresses import address_trouble

    trouble = address_trouble(text)
    if trouble is not None:
        raise Stopped(f"{quoted(text, 60)} is no address here. {trouble}")
    return text


async def newest(market: Market, addresses: tuple[str, ...] = ()) -> Snapshot:
    """The newest block, with what these addresses hold. Raises ChainTrouble."""
    return await market.snapshot(await market.head(), addresses)
