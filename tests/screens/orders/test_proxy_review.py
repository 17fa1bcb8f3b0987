"""Ticket and Review of an account that a staking proxy trades: for whom, by whom, and who pays."""

from pathlib import Path

import pytest
from textual.app import App

from dtao_tui.screens.orders.review_screen import ReviewScreen
from tests.fakes import ALICE, BOB, HOTKEY, PASSWORD, World, a_grant
from tests.screen import a_desk, said, seen, until, until_said, write
from tests.screens.orders.proxies import a_proxied_block, a_proxied_world
from tests.screens.orders.reviews import a_review, at_a_review


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_proxied_world(tmp_path)


@pytest.mark.parametrize("size", [(80, 40), (120, 36), (160, 45)])
async def test_the_review_shows_the_call_inside_the_call_and_both_accounts(world: World, size: tuple[int, int]) -> None:
    async with at_a_review(world, size=size) as (pilot, _):
        words = said(pilot.app)
    whole = words.replace(" ", "")
    assert "Proxy.proxy decoded from the bytes to sign" in words
    assert "as its Staking proxy transfers nothing" in words
    assert "└ SubtensorModule.add_stake_limit" in words
    assert f"for{BOB}" in whole
    assert f"signstrader{ALICE}" in whole
    assert HOTKEY in whole
    assert "as the staking proxy of cold, and pays the network fee" in words


async def test_the_fee_leaves_the_proxys_balance_and_the_order_the_coldkeys(world: World) -> None:
    async with at_a_review(world, size=(120, 40)) as (pilot, _):
        words = said(pilot.app)
    assert "free after 989.500 000 000 τ 989.500 000 000 τ" in words
    assert "proxy after 1.998 310 000 τ 1.998 310 000 τ" in words


async def test_the_password_is_asked_for_the_proxys_key_and_the_stake_shown_is_the_coldkeys(world: World) -> None:
    async with a_desk(world) as pilot:
        await pilot.press("u")
        await until_said(pilot, "120.000")
        await write(pilot, "max", "enter")
        await until_said(pilot, "Unlock trader")
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen), "the review")
        assert "the whole position now 120.000 000 000 γ" in said(pilot.app)
        assert world.signer.address == ALICE


async def test_the_journal_names_the_coldkey_and_the_key_that_signed(world: World) -> None:
    async with a_desk(world) as pilot:
        async for _ in world.desk.place(await a_review(world)):
            pass
        await pilot.press("3")
        await until_said(pilot, "account cold 5FHn…94ty", "by proxy 5Grw…utQY", "call add_stake_limit")
    (order,) = world.desk.orders
    assert order.filled is not None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"grants": ()}, "The chain does not know 5Grw…utQY as a proxy of this coldkey"),
        ({"grants": (a_grant(ALICE, "Transfer"),)}, "is of the kind Transfer"),
        ({"grants": (a_grant(ALICE, delay=7),)}, "must announce each order and wait"),
        ({"grants": None}, "This chain does not tell who may act for a coldkey"),
        ({"proxy_free": "0.0005"}, "pays the network's fee itself"),
    ],
)
async def test_a_proxy_that_cannot_trade_is_told_in_the_ticket(
    tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    world = a_proxied_world(tmp_path, a_proxied_block(**changes))  # type: ignore[arg-type]  # any field
    async with a_desk(world, (160, 45)) as pilot:
        await pilot.press("s")
        await write(pilot, "1")
        await until(pilot, lambda: sentence in ticket_words(pilot.app), sentence)


def ticket_words(app: App[None]) -> str:
    """What stands in the column of the ticket, its lines joined."""
    columns = [line.rsplit("││", 1)[-1].strip("│ ") for line in seen(app).splitlines() if "││" in line]
    return " ".join(" ".join(columns).split())
