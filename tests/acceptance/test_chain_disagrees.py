"""A node that computes otherwise than its storage says: the ticket shows its number, and nothing is signed."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.cli.composition import joined
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.registry import View
from dtao_tui.practice.queries import pool_queries
from dtao_tui.settings import load, prepare
from tests.chain.conftest import a_node
from tests.journeys.stage import Person, announce
from tests.screen import seen

pytestmark = pytest.mark.journey

NETUID = 3
HALF = 5 * 10**17
STAKED = Tao.parse("12.5")

CHANGES: dict[str, Callable[[Pool], Pool]] = {
    "fee": lambda pool: replace(pool, fee_rate=pool.fee_rate + 1),
    "weight": lambda pool: replace(pool, quote_weight=pool.quote_weight + 10**12),
    "curve": lambda pool: replace(pool, quote_weight=HALF),
}
"""What the node computes with instead of what it stores; the last is x·y=k."""


@asynccontextmanager
async def at_a_ticket(change: Callable[[Pool], Pool], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DtaoApp]:
    """The app on a node that was changed, with a stake ticket open."""

    def changed(view: View, netuid: int) -> Pool:
        return change(pools.pool_of(view, netuid))

    monkeypatch.setattr(pool_queries, "pools", SimpleNamespace(pool_of=changed, netuids=pools.netuids))
    settings = load()
    prepare(settings.places)
    async with a_node() as node:
        announce(settings.places, node.url)
        with joined(settings) as parts:
            app = DtaoApp(parts)
            async with app.run_test(size=(120, 36), notifications=True) as pilot:
                person = Person(pilot)
                await person.sees("templar", "10,000.000")
                await person.presses("/", *"templar", "enter", "enter")
                await person.sees("γ templar", "Pool")
                await person.presses("s")
                await person.types("12.5")
                await person.sees("You get", "✗ The chain would pay")
                yield app
                await person.presses("enter")
                await person.pauses()
                assert "add_stake_limit" not in await person.sees("✗ The chain would pay")
            assert parts.desk.orders == ()
            assert not parts.session.is_unlocked


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_node_that_was_changed_is_caught_before_anything_is_signed(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Pool], Pool]
) -> None:
    async with at_a_ticket(change, monkeypatch) as app:
        screen = seen(app)
        assert "✓ chain" not in screen
        assert app.snapshot is not None
        pool = app.snapshot.subnets[NETUID].pool
        ours, theirs = (at.trade(Side.BUY, STAKED).received for at in (pool, change(pool)))
        assert ours != theirs
        assert f"The chain would pay {with_unit(theirs, 'γ')}, this quote says {with_unit(ours, 'γ')};" in sentence_on(
            screen
        )


def sentence_on(screen: str) -> str:
    """What stands behind the cross of the ticket, which is right of that of its check; its lines joined."""
    lines = screen.splitlines()
    first = max(range(len(lines)), key=lambda number: lines[number].rfind("✗"))
    begin = lines[first].rindex("✗")
    shown = [line[begin:].split("│")[0] for line in lines[first : first + 4]]
    return " ".join(" ".join(shown).split())
