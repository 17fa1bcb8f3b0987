"""On mainnet the password is typed again for what is large or first, as the last step of the review."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op
from dtao_tui.ports.errors import WalletLocked, WrongPassword
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.wallets.typed_password import TypedPasswordScreen
from dtao_tui.services.trading_desk import Review
from dtao_tui.trading.order_review import NotPlaced
from dtao_tui.trading.spend_guard import PasswordReason
from dtao_tui.trading.ticket.ticket_draft import Ticket
from tests import reviewing
from tests.fakes import ALICE, BOB, PASSWORD, World, a_grant
from tests.guarding import limit, on_mainnet
from tests.reviewing import a_ticket_on_7, placed
from tests.screen import a_desk, until, until_said, write
from tests.screens.orders.reviews import SOON, armed

AMOUNT = "0.5"
"""Less than 1 τ, and less than a tenth of what the account has."""


async def connected(tmp_path: Path, **wanted: object) -> World:
    world = on_mainnet(tmp_path, **wanted)
    await world.market.connect()
    await world.session.unlock(PASSWORD)
    return world


async def a_review(world: World, amount: str = AMOUNT, kind: str = "stake") -> Review:
    return await reviewing.a_review(world, a_ticket_on_7(kind, amount))


async def by_keyring(world: World) -> None:
    """Have the system keyring open the key."""
    await world.passwords.remember(ALICE, PASSWORD)
    await world.session.lock()
    assert await world.session.unlock_remembered()


async def test_a_small_order_after_a_typed_unlock_needs_no_second_typing(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    review = await a_review(world)
    assert review.password_reason is None
    assert [order async for order in world.desk.place(review)]


async def test_the_first_order_needs_it_where_the_keyring_opened_the_key(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    await by_keyring(world)
    review = await a_review(world)
    assert review.password_reason is PasswordReason.FIRST_ORDER
    with pytest.raises(NotPlaced, match="password was not typed"):
        _ = [order async for order in world.desk.place(review)]
    assert world.signer.signed == []
    await world.desk.prove_password(review, PASSWORD)
    assert [order async for order in world.desk.place(review)]
    assert (await a_review(world, "0.1")).password_reason is None
    assert world.passwords.recalls == 1


async def test_a_large_order_needs_it_each_time_and_by_what_is_given_away(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    assert (await a_review(world, "1")).password_reason is None
    for ticket in (("stake", "1.000000001"), ("unstake", "21")):
        assert (await a_review(world, ticket[1], ticket[0])).password_reason is PasswordReason.LARGE
    await placed(world, await a_review(world, "5"))
    assert (await a_review(world, "5")).password_reason is PasswordReason.LARGE


async def test_a_tenth_of_what_the_account_has_is_large(tmp_path: Path) -> None:
    """Four TAO are free, and 120 alpha at 0.05 τ are staked: a tenth is a little under one."""
    world = await connected(tmp_path, free="3")
    assert (await a_review(world, "0.89")).password_reason is None
    assert (await a_review(world, "0.91")).password_reason is PasswordReason.LARGE


async def test_many_small_orders_come_to_a_large_one(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    await placed(world, await a_review(world, "0.6"))
    review = await a_review(world, "0.6")
    assert review.password_reason is PasswordReason.LARGE
    assert (await a_review(world, "0.4")).password_reason is None
    await placed(world, review)
    assert (await a_review(world, "0.6")).password_reason is None


async def test_two_reviews_that_are_small_one_by_one_do_not_both_pass(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    first, second = await a_review(world, "0.6"), await a_review(world, "0.6")
    assert (first.password_reason, second.password_reason) == (None, None)
    await placed(world, first)
    with pytest.raises(NotPlaced, match="password was not typed"):
        await placed(world, second)


async def test_another_size_can_be_set_and_none_on_other_networks(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    limit(world, reauth_above="20")
    assert (await a_review(world, "20")).password_reason is None
    assert (await a_review(world, "20.1")).password_reason is PasswordReason.LARGE


async def test_a_password_for_one_order_is_none_for_another(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    one, other = await a_review(world, "5"), await a_review(world, "6")
    await world.desk.prove_password(one, PASSWORD)
    with pytest.raises(NotPlaced, match="password was not typed"):
        await placed_without(world, other)


async def placed_without(world: World, review: Review) -> None:
    """Place it and type nothing."""
    _ = [order async for order in world.desk.place(review)]


async def test_three_wrong_passwords_lock_the_key(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    review = await a_review(world, "5")
    for _ in range(2):
        with pytest.raises(WrongPassword):
            await world.desk.prove_password(review, "something else")
        assert world.session.is_unlocked
    with pytest.raises(WalletLocked, match="Three wrong passwords"):
        await world.desk.prove_password(review, "something else")
    assert not world.session.is_unlocked


@asynccontextmanager
async def at_the_password(world: World, amount: str = "5") -> AsyncIterator[tuple[Pilot[None], list[bool | None]]]:
    """The review of a large order, confirmed as far as the password."""
    answers: list[bool | None] = []
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        review = await a_review(world, amount)
        await pilot.app.push_screen(ReviewScreen(review, world.parts, armed_after=SOON), answers.append)
        await until_said(pilot, "password is typed again. The order is large")
        await armed(pilot)
        await pilot.press(*amount)
        await until_said(pilot, "type MAINNET")
        await pilot.press(*"MAINNET")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedPasswordScreen))
        yield pilot, answers
    await world.desk.close()


async def test_the_review_ends_with_the_password_and_only_then_signs(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path)
    async with at_the_password(world) as (pilot, answers):
        await until_said(pilot, "Password of trader", "the system keyring is not asked", "The order is large")
        await write(pilot, "something else", "enter")
        await until_said(pilot, "Wrong password, or the file is damaged.")
        assert answers == []
        await write(pilot, PASSWORD, "enter")
        await until(pilot, lambda: answers == [True])
        widgets = [widget for screen in pilot.app.screen_stack for widget in screen.query("*")]
        assert PASSWORD not in repr([vars(widget) for widget in widgets])
    assert world.passwords.recalls == 0


async def test_leaving_the_password_leaves_the_review_and_nothing_is_signed(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path)
    async with at_the_password(world) as (pilot, answers):
        await pilot.press("escape")
        await until(pilot, lambda: answers == [False])
    assert world.signer.checks == 0


async def test_three_wrong_passwords_leave_the_review_and_say_that_it_is_locked(tmp_path: Path) -> None:
    world = on_mainnet(tmp_path)
    async with at_the_password(world) as (pilot, answers):
        for _ in range(3):
            await until(pilot, lambda: not pilot.app.screen.query_one("SecretField").disabled)
            await write(pilot, "something else", "enter")
        await until(pilot, lambda: answers == [False])
        await until_said(pilot, "Three wrong passwords")
    assert not world.session.is_unlocked


async def test_letting_another_key_trade_needs_the_password_on_mainnet(tmp_path: Path) -> None:
    world = await connected(tmp_path)
    at = world.market.current
    account = world.session.chosen
    assert account is not None
    reasons = {}
    for op, grants in ((Op.ALLOW_PROXY, ()), (Op.REMOVE_PROXY, (a_grant(BOB),))):
        held = at.holdings_of(account.owner)
        assert held is not None
        told = replace(at, holdings={account.owner: replace(held, proxies=grants)})
        await world.desk.network_fee(op, account)
        ticket = Ticket(op, at.subnets[ROOT].id, {}, "", "2", recipient=BOB)
        reasons[op] = (await reviewing.a_review(world, ticket, told)).password_reason
    assert reasons == {Op.ALLOW_PROXY: PasswordReason.LETS_TRADE, Op.REMOVE_PROXY: None}
