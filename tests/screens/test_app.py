"""The app itself: its lock, its end, its feed, and what a crash may show."""

import os
import signal
from dataclasses import replace
from pathlib import Path

from textual import events

from dtao_tui.app import DtaoApp
from dtao_tui.ports.wallet import SignerState
from tests.fakes import ALICE, PASSWORD, World, a_holding, a_snapshot, a_world, an_account
from tests.screen import a_desk, until, until_seen


def a_world_with_wallet(tmp_path: Path) -> World:
    snapshot = a_snapshot(holdings=[a_holding(ALICE, "100")])
    return a_world(tmp_path, snapshot=snapshot, accounts=[an_account()], has_practice=False)


async def test_an_idle_key_is_locked_and_said_so(tmp_path: Path) -> None:
    world = a_world_with_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        world.clock.turn(299)
        pilot.app.beat()
        assert world.session.is_unlocked
        world.clock.turn(1)
        pilot.app.beat()
        await until(pilot, lambda: world.signer.state is SignerState.LOCKED)
        await until_seen(pilot, "Locked, since nobody was here.")


async def test_a_key_press_keeps_it_unlocked_and_a_block_does_not(tmp_path: Path) -> None:
    world = a_world_with_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        world.clock.turn(200)
        await pilot.press("j")
        assert world.session.seconds_left() == 300
        world.clock.turn(200)
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block == 48_214)
        assert world.session.seconds_left() == 100


async def test_capital_l_locks(tmp_path: Path) -> None:
    world = a_world_with_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        await pilot.press("L")
        await until(pilot, lambda: world.signer.state is SignerState.LOCKED)
        await until_seen(pilot, "The key is locked.")


async def test_quitting_leaves_no_key_behind(tmp_path: Path) -> None:
    world = a_world_with_wallet(tmp_path)
    app = DtaoApp(world.parts)
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.snapshot is not None)
        await world.session.unlock(PASSWORD)
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)
    assert world.signer.state is SignerState.LOCKED
    assert world.signer.locks == 1


async def test_a_termination_signal_ends_in_order(tmp_path: Path) -> None:
    for ending in (signal.SIGTERM, signal.SIGHUP):
        world = a_world_with_wallet(tmp_path / ending.name)
        app = DtaoApp(world.parts)
        async with app.run_test() as pilot:
            await until(pilot, lambda shown=app: shown.snapshot is not None)
            await world.session.unlock(PASSWORD)
            os.kill(os.getpid(), ending)
            await until(pilot, lambda shown=app: not shown.is_running)
        assert world.signer.state is SignerState.LOCKED


async def test_a_crash_shows_no_local_variable(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(DtaoApp, "_close_messages_no_wait", lambda self: None)
    app = DtaoApp(a_world(tmp_path).parts)

    def crash(password: str) -> None:
        raise RuntimeError(f"length {len(password)}")

    async with app.run_test():
        try:
            crash(" ".join(["correct", "horse", "battery"]))
        except RuntimeError:
            app._fatal_error()
        shown = ["".join(segment.text for segment in part.segments) for part in app._exit_renderables]
        app._exit_renderables.clear()
    assert "RuntimeError" in shown[0]
    assert "length 21" in shown[0]
    assert "correct horse battery" not in shown[0]


async def test_an_open_order_is_asked_after_with_each_block(tmp_path: Path, monkeypatch) -> None:
    world = a_world(tmp_path)
    asked = []

    class SomeOrder:
        is_open = True

    async def reconcile() -> tuple[object, ...]:
        asked.append(1)
        return ()

    async with a_desk(world) as pilot:
        monkeypatch.setattr(world.desk, "reconcile", reconcile)
        world.market.grow()
        await until(pilot, lambda: pilot.app.snapshot.block == 48_214)
        assert not asked
        monkeypatch.setattr(type(world.desk), "orders", (SomeOrder(),))
        world.market.grow()
        await until(pilot, lambda: len(asked) == 1)
        world.market.grow()
        await until(pilot, lambda: len(asked) == 2)


async def test_the_session_remembers_prices_block_by_block(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        subnets = dict(world.market.current.subnets)
        before = subnets[7]
        subnets[7] = replace(before, price=type(before.price)(before.price.rao * 2))
        world.market.grow(subnets=subnets)
        await until(pilot, lambda: pilot.app.prices.run(7).change == 100.0)


async def test_pasting_counts_as_being_there(tmp_path: Path) -> None:
    world = a_world_with_wallet(tmp_path)
    async with a_desk(world) as pilot:
        await world.session.unlock(PASSWORD)
        world.clock.turn(100)
        pilot.app.post_message(events.Paste("x"))
        await until(pilot, lambda: world.session.seconds_left() == 300)


async def test_ctrl_z_without_a_shell_that_could_continue_it_says_so(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+z")
        await until_seen(pilot, "No shell started this program as a job")
        assert pilot.app.is_running
