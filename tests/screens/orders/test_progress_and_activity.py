"""What becomes of an order, in the box that follows it and in Activity."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import FateUnknown, Refused
from dtao_tui.ports.extrinsics import Outcome, Stage
from dtao_tui.screens.orders.order_dialog import OrderDialog
from dtao_tui.screens.orders.order_progress import ProgressScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import ALICE, PASSWORD, a_holding, a_snapshot, a_trade, a_world, an_account, fake_hash
from tests.screen import a_desk, said, until, until_said
from tests.screens.orders.placing import place
from tests.screens.orders.reviews import a_review


async def test_an_order_that_waits_can_be_left_and_goes_on(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.gates[Stage.IN_BLOCK] = gate = asyncio.Event()
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "Stake 7 γ subnet7", "Leave; the order goes on", "● sent", "○ in a block")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ProgressScreen)
        await pilot.press("escape", "3")
        await until_said(pilot, "Orders 1", "◐ sent")
        gate.set()
        await until(pilot, lambda: world.desk.orders[0].state is OrderState.FINAL)
        await until_said(pilot, "✓ final", "209.784 γ")


async def test_a_lost_connection_is_told_as_not_known(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Stage.READY, FateUnknown("The connection dropped after sending.")]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        screen = await until_said(pilot, "? unknown", "enter Leave; the chain is asked with each block")
        assert "Nothing was sent" not in screen
        await pilot.press("enter", "3")
        await until_said(pilot, "? unknown", "open 1", "r Ask the chain again")


async def test_an_unknown_order_is_resolved_by_checking_again(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Stage.READY, FateUnknown("The connection dropped after sending.")]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "? unknown")
        await pilot.press("escape", "3")
        order = world.desk.orders[0]
        paid = a_trade(order.owner, order.pays, order.quoted.received, order.quoted.pool_fee, None, 48_214)
        world.trading.landed[order.extrinsic.hash] = paid
        world.trading.finalized_at = 48_216
        await pilot.press("r")
        await until_said(pilot, "✓ final")


async def test_the_box_itself_tells_what_became_of_an_unknown_order(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Stage.READY, FateUnknown("The connection dropped after sending.")]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "? unknown")
        order = world.desk.orders[0]
        paid = a_trade(order.owner, order.pays, order.quoted.received, order.quoted.pool_fee, None, 48_214)
        world.trading.landed[order.extrinsic.hash] = paid
        world.trading.finalized_at = 48_216
        world.market.grow(1)
        await until_said(pilot, "✓ final", "enter Done")
        assert isinstance(pilot.app.screen, ProgressScreen)


async def test_the_last_lines_of_an_order_are_reached_by_keys_where_rows_are_few(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world, (80, 24)) as pilot:
        await place(pilot, world)
        screen = await until_said(pilot, "✓ final", "enter Done")
        assert "nonce" not in screen
        await pilot.press("end")
        await until_said(pilot, "nonce 0", "enter Done")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ProgressScreen))


async def test_an_endpoints_refusal_is_said_and_taken_for_no_end(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Refused("The price moved beyond your limit.", "SlippageTooHigh")]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "? unknown", "The endpoint refused it: “The price moved beyond your limit.”")
        await pilot.press("escape", "3")
        await until_said(pilot, "? unknown", "open 1 failed 0")


async def test_a_refusal_in_a_block_is_red_and_said(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    sentence = "The price moved beyond your limit."
    world.trading.next_outcome = Outcome(0, "", succeeded=False, error="SlippageTooHigh", sentence=sentence)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✗ refused", "The price moved beyond your limit.")
        await pilot.press("escape", "3")
        await until_said(pilot, "✗ refused", "failed 1")


async def test_a_signature_that_is_refused_says_nothing_was_sent(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=(a_holding(ALICE, "50"),))
    world = a_world(tmp_path, accounts=[an_account()], has_practice=False, snapshot=snapshot)
    async with a_desk(world) as pilot:
        review = await a_review(world)
        await world.session.lock()
        await pilot.app.push_screen(ProgressScreen(world.desk.place(review), review, world.parts))
        await until_said(pilot, "✗ The account is locked", "Nothing was sent.")
    assert world.trading.sent == []


async def test_activity_filters_copies_the_hash_and_opens_the_details(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✓ final", "enter Done")
        await pilot.press("enter", "3")
        await until_said(pilot, "all 1 open 0 failed 0")
        await pilot.press("y")
        await until_said(pilot, "4 The hash of the extrinsic")
        await pilot.press("4", "enter")
        assert pilot.app.clipboard == world.desk.orders[0].extrinsic.hash == fake_hash(world.trading.sent[0])
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, OrderDialog))
        await until_said(pilot, "Received 209.784 173 747 209.784 173 747 γ", "call add_stake_limit", "nonce 0")
        await pilot.press("escape", "f")
        await until_said(pilot, "No order is open.")
        await pilot.press("f")
        await until_said(pilot, "No order was refused or has expired.")


async def test_activity_opens_with_what_became_of_the_orders_meanwhile(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✓ final", "enter Done")
        await pilot.press("enter")
        for key in ("3", "1", "3"):
            pilot.app.orders = ()  # type: ignore[attr-defined]  # the app is a Desk
            await pilot.press(key)
        assert "all 1 open 0 failed 0" in said(pilot.app)
        assert "practice 5CZy…zWAY" in said(pilot.app).split("account ")[1]


async def test_older_days_begin_with_their_date(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✓ final")
        await pilot.press("escape", "3")
        await until_said(pilot, "Orders 1")
        order = pilot.app.orders[0]  # type: ignore[attr-defined]  # the app is a Desk
        days_ago = replace(order, id="older", created_at=order.created_at - 3 * 86_400)
        pilot.app.orders = (order, days_ago)  # type: ignore[attr-defined]  # as above
        await until_said(pilot, "Orders 2", "May")


async def test_the_cursor_steps_over_dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✓ final", "enter Done")
        await pilot.press("enter")
        (order,) = world.desk.orders
        days = [_older(order, n) for n in (1, 2)]
        world.clock.date += 86_400
        shown = (order, *days)
        monkeypatch.setattr(type(world.desk), "orders", property(lambda _: shown))
        await pilot.press("3")
        await until_said(pilot, f"nonce {order.extrinsic.nonce}")
        for key, nonce in (
            ("j", 91),
            ("down", 92),
            ("k", 91),
            ("G", 92),
            ("g", order.extrinsic.nonce),
            ("k", order.extrinsic.nonce),
        ):
            await pilot.press(key)
            await until_said(pilot, f"nonce {nonce}")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_activity_says_what_to_do_while_it_is_empty(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_world(tmp_path), size) as pilot:
        await pilot.press("3")
        screen = await until_said(pilot, "No orders yet.", "Orders 0")
    assert "Ask the chain again" not in screen


async def test_an_order_can_be_read_at_80_by_24(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world, (80, 24)) as pilot:
        await place(pilot, world)
        await until_said(pilot, "✓ final", "Received 209.784 173 747 209.784 173 747 γ", "enter Done")
        await pilot.press("enter", "3")
        await until_said(pilot, "stake 7 γ subnet7 10.500 τ 209.784 γ ✓ final")
        await pilot.press("enter")
        await until_said(pilot, "Carried out, and final.")
        assert "Quote against fill" in said(pilot.app)


@pytest.mark.parametrize("width", [100, 120])
async def test_every_column_can_be_read_at_this_width(tmp_path: Path, width: int) -> None:
    world = a_world(tmp_path)
    async with a_desk(world, (width, 24)) as pilot:
        await place(pilot, world)
        await until_said(pilot, "enter Done")
        await pilot.press("enter", "3")
        await until_said(pilot, "stake 7 γ subnet7 10.500 τ 209.784 γ ✓ final")


async def test_the_ticket_waits_for_an_open_order(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Stage.READY, FateUnknown("The connection dropped after sending.")]
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "? unknown")
        await pilot.press("escape")
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await pilot.pause()
        await pilot.press(*"5")
        await until_said(pilot, "You get", "✗")
        await pilot.press("enter")
        await pilot.pause()
    assert len(world.signer.signed) == 1
    assert PASSWORD not in str(world.desk.orders)


def _older(order: Order, days: int) -> Order:
    """An order of some days before, with a nonce of its own."""
    extrinsic = replace(order.extrinsic, nonce=90 + days)
    return replace(order, id=str(days), extrinsics=(extrinsic,), created_at=order.created_at - days * 86_400)
