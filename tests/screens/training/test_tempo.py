"""The tempo of the practice network at the keyboard: chosen in the palette, told in the title and in Help."""

from dataclasses import replace
from pathlib import Path

from dtao_tui.ports.errors import Refused, Trouble
from dtao_tui.screens.commands.palette_entries import command_entries
from tests.fakes import World, a_snapshot, a_subnet, a_world
from tests.screen import a_desk, seen, until, until_seen


class FakeTempo:
    """A tempo that is changed, or refused."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.trouble: Trouble | None = None

    async def change(self, blocks: int) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(blocks)


def a_practice_world(tmp_path: Path, tempo: int = 360) -> tuple[World, FakeTempo]:
    subnets = [a_subnet(0), a_subnet(7, tempo=tempo), a_subnet(3, tempo=tempo)]
    world, fake = a_world(tmp_path, snapshot=a_snapshot(subnets=subnets)), FakeTempo()
    world.parts = replace(world.parts, tempo=fake)
    return world, fake


async def test_the_palette_changes_the_tempo_and_says_what_that_means(tmp_path: Path) -> None:
    world, tempo = a_practice_world(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p", *"every 20 blocks")
        await until_seen(pilot, "Practice tempo: an epoch every 20 blocks")
        await pilot.press("enter")
        await until(pilot, lambda: tempo.asked == [20])
        await until_seen(pilot, "From the next block on")


async def test_a_refusal_is_said(tmp_path: Path) -> None:
    world, tempo = a_practice_world(tmp_path)
    tempo.trouble = Refused("This node is of an older kind.")
    async with a_desk(world) as pilot:
        await pilot.press("ctrl+p", *"every 60 blocks", "enter")
        await until_seen(pilot, "of an older kind")


async def test_a_tempo_that_is_not_mainnets_stands_in_the_title_and_in_help(tmp_path: Path) -> None:
    world, _ = a_practice_world(tmp_path, 20)
    async with a_desk(world, (80, 24)) as pilot:
        assert "on practice  epochs every 20 blocks" in seen(pilot.app)
        marked = [each.words for each in command_entries(pilot.app.screen) if each.words.endswith("●")]
        assert marked == ["Practice tempo: an epoch every 20 blocks ●"]
        await pilot.press("question_mark", "G")
        await until_seen(pilot, "every 20 blocks, 1 min")
        assert "(mainnet: 360 blocks, 72 min)" in seen(pilot.app)


async def test_mainnets_tempo_needs_no_words_and_another_network_no_choice(tmp_path: Path) -> None:
    async with a_desk(a_world(tmp_path)) as pilot:
        assert "epochs every" not in seen(pilot.app)
        assert not [each for each in command_entries(pilot.app.screen) if each.words.startswith("Practice tempo")]
