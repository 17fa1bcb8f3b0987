"""Spend limits against the practice node: what counts, what is given back, and what a killed program has counted."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.spending.limit_entries import LimitsSet
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.practice.node.node import Node
from dtao_tui.records.limit_book import LimitBook
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.settings import places_of, prepare
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node
from tests.execution.real_site import a_site
from tests.execution.site import a_proof_site
from tests.fakes import PRACTICE_ADDRESS

LONGEST_LIFE = 60.0


def keep_limits(home: Path, node: Node, order: str | None = None, day: str | None = None) -> None:
    """Limits of the practice account in this home, as another program would have set them."""
    places = places_of({"DTAO_TUI_HOME": str(home)})
    prepare(places)
    moment: Moment = SystemClock().moment()
    limits = SpendLimits(*(None if text is None else Tao.parse(text) for text in (order, day)))
    genesis = "0x" + node.chain.genesis.hex()
    book = LimitBook(places.limits, SystemClock().moment)
    book.append(LimitsSet(at=moment, genesis=genesis, account=PRACTICE_ADDRESS, limits=limits))
    book.close()


def used(desk: TradingDesk, order: Order | None = None) -> Tao:
    allowance = desk.allowance(order.quoted.block if order else 0)
    assert allowance is not None
    assert not allowance.spending.trouble
    return allowance.spending.used


async def test_stakes_and_sales_fill_the_day_and_the_next_order_is_refused(tmp_path: Path) -> None:
    async with a_node() as node:
        keep_limits(tmp_path, node, order="13", day="20")
        async with a_site(node, tmp_path) as site:
            with pytest.raises(NotPlaced, match=r"your limit per order is 13\.000 τ"):
                await site.review("stake", "13.1")
            bought = await site.placed(await site.review("stake", "12.5"))
            assert used(site.desk, bought) == Tao.parse("12.5")
            sale = await site.review("unstake", "50%")
            sold = await site.placed(sale)
            assert sale.worth.tao is not None
            assert sold.filled is not None
            assert sold.filled.received.rao < sale.worth.tao.rao
            assert used(site.desk, sold) == Tao.parse("12.5") + sale.worth.tao
            with pytest.raises(NotPlaced, match="your limit of 24 hours leaves"):
                await site.review("stake", "7")


async def test_an_order_that_fails_in_its_block_is_given_back(tmp_path: Path) -> None:
    async with a_node() as node:
        keep_limits(tmp_path, node, day="20")
        async with a_site(node, tmp_path) as site:
            site.go_wrong("rehearsal", says="refused")
            review = await site.review("stake", "12.5")
            site.go_wrong("fail", name="SlippageTooHigh")
            failed = await site.placed(review)
            assert failed.state is OrderState.REFUSED
            assert used(site.desk, failed) == Tao(0)


@pytest.mark.journey
@pytest.mark.parametrize("moment", ["signed", "sending", "sent"])
async def test_a_program_that_is_killed_before_or_while_it_sends_has_counted_already(
    tmp_path: Path, moment: str
) -> None:
    async with a_node() as node:
        keep_limits(tmp_path, node, day="1.5")
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.execution.killed_desk", node.url, str(tmp_path), moment, "1", "stake 3"),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert await asyncio.wait_for(child.wait(), LONGEST_LIFE) == -signal.SIGKILL
        async with a_proof_site(node, tmp_path) as site:
            (order,) = site.desk.orders
            assert used(site.desk, order) == Tao.parse("1")
            node.step(20)
            site.clock.turn(16 * 12.0 + 1)
            for _ in range(6):
                await site.desk.reconcile()
            (order,) = site.desk.orders
            landed = order.state in (OrderState.FINAL, OrderState.UNTOLD)
            assert landed == (moment == "sent")
            assert used(site.desk, order) == Tao.parse("1" if landed else "0")
            if landed:
                with pytest.raises(NotPlaced, match=r"leaves 0\.500 τ"):
                    await site.review("0.6")
            assert (await site.review("0.5")).worth.tao == Tao.parse("0.5")
