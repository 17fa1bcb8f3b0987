"""Review of what is given away, paid or locked: its words, and the account that gets it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.output.order_text import review_text
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.services.trading_desk import Review
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests import reviewing
from tests.fakes import BOB, HOTKEY, PASSWORD, World, a_holding, a_snapshot, a_stake, a_world, an_account
from tests.screen import a_desk, until_said


def a_giver(tmp_path: Path, *others: Account) -> World:
    holding = a_holding(stakes=(a_stake(7, "9000"),))
    return a_world(tmp_path, snapshot=a_snapshot(holdings=(holding,)), accounts=[an_account(), *others])


def a_ticket(world: World, op: Op) -> Ticket:
    netuid = ROOT if op is Op.PAY else 7
    hotkeys = {} if op is Op.PAY else {"origin_hotkey": HOTKEY, "hotkey": HOTKEY}
    recipient = "" if op is Op.LOCK_STAKE else BOB
    return Ticket(op, world.market.current.subnets[netuid].id, hotkeys, "5", "2", recipient=recipient)


@asynccontextmanager
async def at_the_review(world: World, op: Op) -> AsyncIterator[tuple[Pilot[None], Review]]:
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        account = world.session.chosen
        assert account is not None
        await world.desk.network_fee(op, account)
        review = await reviewing.a_review(world, a_ticket(world, op))
        await pilot.app.push_screen(ReviewScreen(review, world.parts))
        yield pilot, review


@pytest.mark.parametrize(
    ("op", "line"),
    [
        (Op.PAY, "arrives 5.000 000 000 τ"),
        (Op.TRANSFER_STAKE, "arrives 5.000 000 000 γ"),
        (Op.LOCK_STAKE, "locks 5.000 000 000 γ"),
    ],
)
async def test_what_is_given_or_locked_is_not_said_to_be_got(tmp_path: Path, op: Op, line: str) -> None:
    world = a_giver(tmp_path)
    async with at_the_review(world, op) as (pilot, review):
        screen = await until_said(pilot, line)
        assert "you get" not in screen
        world.market.grow()
        screen = await until_said(pilot, "quoted 1 block ago")
        assert "it brings" not in screen
    assert "you get" not in review_text(review)


@pytest.mark.parametrize("op", [Op.PAY, Op.TRANSFER_STAKE])
async def test_an_account_that_never_got_anything_is_told_in_review(tmp_path: Path, op: Op) -> None:
    async with at_the_review(a_giver(tmp_path), op) as (pilot, review):
        await until_said(pilot, "gives to 5", "no name new to this account")
    assert "new to this account" in review_text(review)


async def test_an_account_of_wallets_is_named_in_review(tmp_path: Path) -> None:
    world = a_giver(tmp_path, Account("cold", BOB, AccountKind.WATCH))
    async with at_the_review(world, Op.PAY) as (pilot, _):
        await until_said(pilot, "cold in your Wallets new to this account")
