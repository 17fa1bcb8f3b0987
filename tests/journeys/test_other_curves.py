"""A ticket on a pool whose curve is not computed here, through the real SDK on the real practice node."""

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
from dtao_tui.widgets.trade.quote_lines import BY_CHAIN
from tests.chain.conftest import a_node
from tests.journeys.stage import Person, announce
from tests.practice.wires import a_wire

pytestmark = pytest.mark.journey

NETUID = 3
WHOLE = 10**18
"""No pool of the curve that is known here has all its weight on one side."""


def on_another_curve(view: View, netuid: int) -> Pool:
    """What the node computes with, whatever its storage says."""
    return replace(pools.pool_of(view, netuid), quote_weight=WHOLE // 2)


async def test_the_ticket_shows_the_chains_quote_and_signs_nothing(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_queries, "pools", SimpleNamespace(pool_of=on_another_curve, netuids=pools.netuids))
    settings = load()
    prepare(settings.places)
    async with a_node() as node, a_wire(node) as control:
        await control.result("practice_put", "Swap.SwapBalancer", [NETUID], {"quote": WHOLE})
        announce(settings.places, node.url)
        with joined(settings) as parts:
            async with DtaoApp(parts).run_test(size=(120, 36), notifications=True) as pilot:
                person = Person(pilot)
                await person.sees("templar", "10,000.000")
                await person.presses("/", *"templar", "enter", "enter")
                await person.sees("γ templar", "not computed here", "s Stake")
                await person.presses("s")
                await person.types("12.5")
                await person.sees(BY_CHAIN, "You get", "nothing is signed")
                head = await parts.market.head()
                simulated = await parts.market.simulate(NETUID, Side.BUY, Tao.parse("12.5"), head)
                received = with_unit(Tao(simulated.alpha_amount)).split()[0].split(".")[0]
                await person.sees(f"{received}.")
                await person.presses("enter")
                await person.pauses()
                await person.sees(BY_CHAIN, "nothing is signed")
                assert parts.desk.orders == ()
