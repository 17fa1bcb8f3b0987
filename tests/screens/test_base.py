"""What every screen shows: where I am, how old the data is, whose account it is."""

from pathlib import Path

import pytest

from dtao_tui.app import DtaoApp
from dtao_tui.ports.errors import AskedToWait, NotConnected, NotUnderstood, WrongNetwork
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import ALICE, FINNEY_GENESIS, PASSWORD, World, a_holding, a_snapshot, a_stake, a_world, an_account
from tests.screen import a_desk, line_with, seen, until, until_seen

WIDE = (120, 36)


def top(app: AppState) -> str:
    return seen(app).splitlines()[0]


def foot(app: AppState) -> str:
    return seen(app).splitlines()[-1]


async def test_the_top_line_names_mode_block_age_answer_and_network(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.clock.turn(2)
        pilot.app.beat()
        await pilot.pause()
        for words in ("dtao-tui", "1 Market", "4 Wallets", "block 48,213", "2 s", "6 ms", "PRACTICE"):
            assert words in top(pilot.app)


async def test_after_three_block_times_the_data_is_stale_in_words_and_greyed(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.clock.turn(9)
        pilot.app.beat()
        await pilot.pause()
        assert "stale" not in top(pilot.app)
        world.clock.turn(1)
        pilot.app.beat()
        await pilot.pause()
        assert "stale 10 s" in top(pilot.app)
        assert pilot.app.screen.has_class("-stale")
        world.market.grow()
        await until(pilot, lambda: not pilot.app.screen.has_class("-stale"))
        assert "block 48,214" in top(pilot.app)


async def test_a_lost_connection_is_told_in_a_sentence_and_keeps_the_last_block(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.market.connect_troubles = [NotConnected("No endpoint answers.")] * 3
        world.market.lose(NotConnected("The connection is lost."))
        await until_seen(pilot, "The connection is lost. Trying again.")
        assert "no answer" in top(pilot.app)
        assert "templar" in seen(pilot.app)
        assert pilot.app.screen.has_class("-stale")


async def test_the_reason_and_the_next_try_stand_there_while_they_last(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.market.lose(AskedToWait("node.example asked to wait 40 s (HTTP 429).", 40.0))
        await until_seen(pilot, "node.example asked to wait 40 s (HTTP 429). Next try in 40 s.")
        assert "asked to wait" in top(pilot.app)
        world.clock.turn(15)
        pilot.app.beat()
        await until_seen(pilot, "Next try in 25 s.")
        assert "asked to wait" in top(pilot.app)


async def test_a_foreign_chain_is_told_too(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.market.lose(WrongNetwork("This endpoint serves another chain."))
        await until_seen(pilot, "This endpoint serves another chain.")
        assert "another chain" in top(pilot.app)


async def test_answers_that_cannot_be_used_are_not_called_no_answer(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        world.market.lose(NotUnderstood("The endpoint's answers do not fit together."))
        await until_seen(pilot, "The endpoint's answers do not fit together.")
        assert "bad answers" in top(pilot.app)


async def test_before_the_first_block_the_frame_is_there_and_says_so(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.market.reading.clear()
    app = DtaoApp(world.parts)
    async with app.run_test(size=WIDE) as pilot:
        await until_seen(pilot, "connecting")
        assert "Subnets  on practice" in seen(app)
        world.market.reading.set()
        await until_seen(pilot, "block 48,213")


@pytest.mark.parametrize(
    ("network", "word", "name"),
    [
        ("practice", "PRACTICE", "-practice"),
        ("test", "TEST", "-test"),
        ("finney", "MAINNET", "-mainnet"),
        ("wss://x.y", "CUSTOM", "-other"),
    ],
)
async def test_each_network_has_its_word_and_its_class(tmp_path: Path, network: str, word: str, name: str) -> None:
    world = a_world(tmp_path, network=network)
    async with a_desk(world) as pilot:
        assert word in top(pilot.app).split()[-1]
        assert pilot.app.screen.has_class(name)


async def test_a_narrow_top_line_keeps_block_age_and_network(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path), (80, 24)) as pilot:
        assert "48,213" in top(pilot.app)
        assert "PRACTICE" in top(pilot.app)
        assert "dtao-tui" not in top(pilot.app)
        assert "free" in foot(pilot.app)


async def test_the_foot_names_the_account_what_is_free_and_its_lock(tmp_path: Path) -> None:
    world = a_world(
        tmp_path,
        snapshot=a_snapshot(holdings=[a_holding(ALICE, "9412.803")]),
        accounts=[an_account()],
        has_practice=False,
    )
    async with a_desk(world) as pilot:
        assert "trader 5Grw…utQY" in foot(pilot.app)
        assert "9,412.803 τ free" in foot(pilot.app)
        assert foot(pilot.app).rstrip().endswith("locked")
        await world.session.unlock(PASSWORD)
        pilot.app.beat()
        await pilot.pause()
        assert foot(pilot.app).rstrip().endswith("unlocked 5 min")
        assert pilot.app.screen.has_class("-unlocked")


async def test_without_any_account_the_foot_says_so(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[]), has_practice=False)
    async with a_desk(world) as pilot:
        assert "no account yet" in foot(pilot.app)


async def test_the_foot_shows_at_most_seven_keys_and_five_where_it_is_narrow(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        for key in "1234":
            await pilot.press(key)
            await pilot.pause()
            shown = str(pilot.app.screen.query_one("#keys").content)
            assert 1 <= len(shown.split("  ")) <= 7
            narrow = str(pilot.app.screen.query_one("#keys-narrow").content)
            assert len(narrow.split("  ")) <= 5


async def test_numbers_switch_the_mode_and_clicking_a_tab_does_too(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.current_mode == "activity")
        await pilot.click("Tab.-active")
        tabs = pilot.app.screen.query("Tab")
        await pilot.click(tabs[1])
        await until(pilot, lambda: pilot.app.current_mode == "portfolio")
        await pilot.press("1")
        await until(pilot, lambda: pilot.app.current_mode == "market")


async def test_a_subnet_opened_from_another_mode_leaves_that_mode_s_tab_lit(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: pilot.app.current_mode == "portfolio")
        pilot.app.push_screen(SubnetScreen(7))
        await until_seen(pilot, "RoundTable")
        assert "Portfolio" in str(pilot.app.screen.query_one("Tab.-active").content)


async def test_q_leaves_a_screen_first_and_then_the_program(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    app = DtaoApp(world.parts)
    async with app.run_test(size=WIDE) as pilot:
        await until_seen(pilot, "templar")
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("q")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


async def test_a_screen_that_was_covered_shows_the_newest_block_when_it_returns(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("question_mark")
        await until_seen(pilot, "/ Find")
        world.market.grow(5)
        await until(pilot, lambda: pilot.app.snapshot.block == 48_218)
        await pilot.press("escape")
        await until_seen(pilot, "block 48,218")


async def test_an_endpoint_of_mainnet_is_red_however_it_was_named(tmp_path: Path) -> None:
    snapshot = a_snapshot(network="finney", genesis=FINNEY_GENESIS)
    world: World = a_world(tmp_path, snapshot=snapshot, network="wss://entrypoint-finney.opentensor.ai:443")
    async with a_desk(world) as pilot:
        assert "MAINNET" in top(pilot.app)
        assert line_with(pilot.app, "Subnets")


@pytest.mark.parametrize("width", [60, 80, 81, 100, 120])
async def test_the_last_line_of_a_message_is_not_cut(tmp_path: Path, width: int) -> None:
    async with a_desk(a_world(tmp_path), size=(width, 24)) as pilot:
        for room in range(width // 2 - 6, width // 2):
            pilot.app.clear_notifications()
            half = room // 2 + 2
            pilot.app.notify(f"{'x' * half} {'y' * half} {'z' * (room - half - 3)}{room}", markup=False, timeout=60)
            await until_seen(pilot, f"z{room}")


async def test_in_sixty_columns_block_and_age_are_whole(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(block=8_123_456))
    async with a_desk(world, size=(60, 15)) as pilot:
        await until_seen(pilot, "8,123,456 · 0 s   PRACTICE")
        assert " 1 Market  2  3  4 " in top(pilot.app)


async def test_a_move_is_offered_in_the_footers_of_subnet_and_portfolio(tmp_path: Path) -> None:
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "120")])]))
    async with a_desk(world) as pilot:
        await pilot.press("enter")
        await until_seen(pilot, "m Move")
        assert "m Move" in foot(pilot.app)
        await pilot.press("escape", "2")
        await until_seen(pilot, "Holdings  1 subnet")
        await until(pilot, lambda: "m Move" in foot(pilot.app))
