"""Limits are set from Wallets and from the palette: lower ones at once, higher ones by the typed password."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.spending.spend_limits import NEVER, SpendLimits
from dtao_tui.screens.forms import FormScreen
from dtao_tui.screens.wallets.typed_password import TypedPasswordScreen
from tests.fakes import ALICE, PASSWORD, World, a_holding, a_snapshot, a_world, an_account
from tests.guarding import limit, spender
from tests.reviewing import a_review, placed
from tests.screen import a_desk, until, until_said, write


def with_a_wallet(tmp_path: Path, **wanted: object) -> World:
    snapshot = a_snapshot(holdings=(a_holding(ALICE, "50"),))
    return a_world(tmp_path, accounts=[an_account()], has_practice=False, snapshot=snapshot, **wanted)


@asynccontextmanager
async def at_the_limits(world: World, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Pilot[None]]:
    async with a_desk(world, size) as pilot:
        await pilot.press("4")
        await until_said(pilot, "Accounts 1")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormScreen))
        await until_said(pilot, "Spend limits", "Per order, τ", "In any 24 hours, τ")
        yield pilot
    await world.desk.close()


def limits_of(world: World) -> SpendLimits:
    world.desk.guard.refresh()
    return world.desk.guard.limits(spender(world))


async def fill(pilot: Pilot[None], *texts: str) -> None:
    for at, text in enumerate(texts):
        field = pilot.app.screen.query_one(f"#field-{at}")
        field.value = ""  # type: ignore[attr-defined]  # a field of the form
        pilot.app.screen.set_focus(field)
        await write(pilot, text, "enter") if text else await pilot.press("enter")


async def test_limits_are_set_by_keys_and_hold_at_once(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_the_limits(world) as pilot:
        await write(pilot, "10", "enter")
        await write(pilot, "25.5", "enter")
        await write(pilot, "2", "enter")
        await until_said(pilot, "Limits: 10.000 τ per order, 25.500 τ in 24 hours.")
    assert limits_of(world) == SpendLimits(Tao.parse("10"), Tao.parse("25.5"), Tao.parse("2"))
    assert world.signer.checks == 0


async def test_what_is_set_stands_in_the_fields_and_lowering_takes_no_password(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    await world.market.connect()
    limit(world, order="10", day="25")
    async with at_the_limits(world) as pilot:
        await until_said(pilot, "Of the 24-hour limit, used 0.000 of 25.000 τ.", "10", "25")
        await fill(pilot, "9.5", "25", "")
        await until_said(pilot, "Limits: 9.500 τ per order")
    assert limits_of(world).order == Tao.parse("9.5")


async def test_raising_takes_the_typed_password_and_nothing_holds_before(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    await world.market.connect()
    await world.passwords.remember(ALICE, PASSWORD)
    limit(world, order="10")
    async with at_the_limits(world) as pilot:
        await fill(pilot, "11", "", "")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedPasswordScreen))
        await until_said(pilot, "A higher limit, or none, takes the password.")
        await write(pilot, "something else", "enter")
        await until_said(pilot, "Wrong password")
        assert limits_of(world).order == Tao.parse("10")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "Limits: 11.000 τ per order")
    assert limits_of(world).order == Tao.parse("11")
    assert world.passwords.recalls == 0


async def test_removing_a_limit_takes_the_password_and_leaving_changes_nothing(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    await world.market.connect()
    limit(world, order="10", day="20")
    async with at_the_limits(world) as pilot:
        await fill(pilot, "", "20", "")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedPasswordScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
    assert limits_of(world) == SpendLimits(Tao.parse("10"), Tao.parse("20"))


async def test_what_is_no_amount_is_said_at_its_field(tmp_path: Path) -> None:
    async with at_the_limits(with_a_wallet(tmp_path)) as pilot:
        await write(pilot, "much", "enter")
        await until_said(pilot, "amount")
        assert isinstance(pilot.app.screen, FormScreen)


async def test_a_limit_of_the_settings_file_is_told_and_cannot_be_passed(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path, settings={"limits": {"practice": {"order": "5"}}})
    async with at_the_limits(world) as pilot:
        await until_said(pilot, "Your settings file limits besides: order 5.000 τ.")
        await fill(pilot, "6")
        await until_said(pilot, "Your settings file keeps this at 5.000 τ; raise it there first.")
    assert limits_of(world).order == Tao.parse("5")


async def test_the_size_for_the_password_can_be_never(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with at_the_limits(world) as pilot:
        await fill(pilot, "", "", "never")
        await until_said(pilot, "No spend limits.")
    assert limits_of(world).reauth_above == NEVER


async def test_the_practice_account_has_no_password_and_raises_its_limits_freely(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    await world.market.connect()
    limit(world, order="10")
    async with at_the_limits(world) as pilot:
        await fill(pilot, "11", "", "")
        await until_said(pilot, "Limits: 11.000 τ per order")


async def test_a_lost_record_is_said_and_the_password_is_the_way_out(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    await world.market.connect()
    limit(world, day="10")
    await world.desk.close()
    world.parts.settings.places.limits.unlink()
    world = with_a_wallet(tmp_path)
    async with at_the_limits(world) as pilot:
        await until_said(pilot, "Spend limits that were set here are lost")
        await fill(pilot, "", "10", "")
        await until_said(pilot, "To go on with what is known of your limits")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "10.000 τ in 24 hours")
    assert limits_of(world) == SpendLimits(day=Tao.parse("10"))


async def test_a_clock_that_was_set_back_is_accepted_by_the_password(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    await world.market.connect()
    limit(world, day="10")
    await world.session.unlock(PASSWORD)
    await placed(world, await a_review(world))
    world.clock.date -= 7200.0
    async with at_the_limits(world) as pilot:
        await until_said(pilot, "The clock of this machine is earlier")
        await fill(pilot, "", "10", "")
        await until(pilot, lambda: isinstance(pilot.app.screen, TypedPasswordScreen))
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "10.000 τ in 24 hours")
        allowance = world.desk.allowance(world.market.current.block)
        assert allowance is not None
        assert (allowance.spending.trouble, allowance.spending.used) == ("", Tao.parse("10"))


async def test_the_palette_sets_the_limits_of_the_chosen_account(tmp_path: Path) -> None:
    world = with_a_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p")
        await write(pilot, "spend limits", "enter")
        await until_said(pilot, "Per order, τ")
        await write(pilot, "3", "enter", "enter", "enter")
        await until_said(pilot, "Limits: 3.000 τ per order")
    assert limits_of(world) == SpendLimits(order=Tao.parse("3"))
