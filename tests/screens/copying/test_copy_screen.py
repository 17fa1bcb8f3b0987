"""A draft, a reviewed order and a journal entry are offered as text, shown whole and sent to the clipboard."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.screens.copying.copy_screen import CopyScreen
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.services.orders.order_copies import NOT_KEPT
from tests.fakes import HOTKEY, World, a_world
from tests.screen import a_desk, seen, until, until_said
from tests.screens.orders.placing import place
from tests.screens.orders.reviews import a_review
from tests.screens.orders.tickets import at_a_ticket

SIZES = [(80, 24), (120, 36)]


async def until_open(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, CopyScreen))


async def a_final_order(pilot: Pilot[None], world: World) -> None:
    await place(pilot, world)
    await until(pilot, lambda: world.desk.orders[:1] != () and world.desk.orders[0].state is OrderState.FINAL)
    await pilot.press("escape", "3")
    await until_said(pilot, "Orders 1", "✓ final")


@pytest.mark.parametrize("size", SIZES)
async def test_a_draft_is_copied_as_the_command_that_makes_the_same_call(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_world(tmp_path)
    async with at_a_ticket(world, size=size) as pilot:
        await pilot.press(*"12.5")
        await pilot.press("ctrl+y")
        await until_open(pilot)
        await until_said(pilot, "Copy as", "stake, a draft", "btcli tx add-stake-limit", f"--hotkey {HOTKEY}")
        await until_said(pilot, "--amount-tao 12.5", "--no-allow-partial", "--no-mev-shield", "valid for 128 blocks")
        await pilot.press("enter")
        assert pilot.app.clipboard.startswith("btcli tx add-stake-limit \\\n  --hotkey")
        await until_said(pilot, "Sent to the clipboard. If your terminal refuses")
        await pilot.press("2")
        await until_said(pilot, "SubtensorModule.add_stake_limit", "12500000000 (12.500000000 τ)")
        await pilot.press("escape")
        # What was typed is still there.
        await until_said(pilot, "12.5")


async def test_a_ticket_without_an_order_says_what_is_missing(tmp_path: Path) -> None:
    async with at_a_ticket(a_world(tmp_path)) as pilot:
        await pilot.press("ctrl+y")
        await until_open(pilot)
        screen = await until_said(pilot, "There is no order to copy yet")
        assert "enter Copy" not in screen
        await pilot.press("enter")
        assert pilot.app.clipboard == ""


async def test_a_review_is_copied_as_the_signer_reads_it_with_its_bytes(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        review = await a_review(world)
        await pilot.app.push_screen(ReviewScreen(review, world.parts))
        await until_said(pilot, "ctrl+y copy as")
        await pilot.press("ctrl+y")
        await until_open(pilot)
        await pilot.press("3", "enter")
        assert pilot.app.clipboard == f"0x{review.unsigned.call.hex()}"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
    assert world.signer.signed == []


async def test_an_order_of_the_journal_is_copied_by_its_own_signed_bytes(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await a_final_order(pilot, world)
        await pilot.press("y")
        await until_open(pilot)
        await until_said(pilot, "btcli tx add-stake-limit", "--amount-tao 10", "1 The btcli command")
        await pilot.press("left", "enter")
        assert pilot.app.clipboard == world.desk.orders[0].extrinsic.hash
        await pilot.press("escape", "enter", "y")
        await until_open(pilot)
        await until_said(pilot, "btcli tx add-stake-limit")


async def test_an_order_whose_bytes_are_not_kept_leaves_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await a_final_order(pilot, world)
        monkeypatch.setattr(world.journal, "extrinsics", lambda _: (b"",))
        await pilot.press("y")
        await until_open(pilot)
        await until_said(pilot, world.desk.orders[0].extrinsic.hash)
        await pilot.press("right")
        await until_said(pilot, NOT_KEPT[:40])


async def test_text_of_a_chain_in_a_call_reaches_neither_screen_nor_clipboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        await a_final_order(pilot, world)
        decode = world.signer.decode

        async def hostile(call: bytes) -> object:
            read = await decode(call)
            arguments = {**read.call.arguments, "hotkey": "\x1b]52;c;AAAA\x07$(reboot)"}
            return replace(read, call=replace(read.call, arguments=arguments))

        monkeypatch.setattr(world.signer, "decode", hostile)
        await pilot.press("y")
        await until_open(pilot)
        for number in "12":
            await pilot.press(number)
            screen = await until_said(pilot, "it is not copied")
            assert "reboot" not in screen
            await pilot.press("enter")
            assert pilot.app.clipboard == ""


async def test_the_text_begins_in_the_first_column_so_that_it_can_be_marked(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    world.trading.script = [Stage.READY]
    async with at_a_ticket(world, size=(80, 24)) as pilot:
        await pilot.press(*"12.5")
        await pilot.press("ctrl+y")
        await until_open(pilot)
        await until_said(pilot, "btcli tx add-stake-limit")
        text = pilot.app.screen.query_one("#copy-text")
        assert text.region.x == 0
        assert any(line.startswith("btcli tx") for line in seen(pilot.app).splitlines())
