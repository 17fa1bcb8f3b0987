"""Whole screens against the pictures they had when last looked at with the eye."""

import platform
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App

from dtao_tui.screens import help as help_screen
from tests.screens.scene_alerts import keep_alerts
from tests.screens.scene_tape import TAPE_NETUID, fill_tape
from tests.screens.scenes import SCENES, SIZES, Scene, a_scene, play, steps_of


class Compare(Protocol):
    def __call__(self, app: App[None], *, terminal_size: tuple[int, int], run_before: object) -> bool: ...


@pytest.fixture(autouse=True)
def same_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Help names the versions of this machine, and colours are those of its terminal: the same ones everywhere."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr(help_screen, "__version__", "1.0.0")
    monkeypatch.setattr(help_screen, "version", lambda _: "2.0.0")
    monkeypatch.setattr(platform, "python_version", lambda: "3.11.0")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
@pytest.mark.parametrize("scene", SCENES.values(), ids=lambda scene: scene.name)
def test_a_scene(snap_compare: Compare, tmp_path: Path, scene: Scene, size: tuple[int, int]) -> None:
    app, world = a_scene(tmp_path, network=scene.network)
    assert snap_compare(app, terminal_size=size, run_before=play(world, *steps_of(scene)))


def test_the_market_in_light(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path, theme="textual-light")
    assert snap_compare(app, terminal_size=(120, 36), run_before=play(world, (("j", "j"), "")))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def test_the_alerts(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app, world = a_scene(tmp_path, theme="textual-light" if size[0] == 160 else "desk-night")
    keep_alerts(world)
    assert snap_compare(app, terminal_size=size, run_before=play(world, (("exclamation_mark",), "Whale in targon")))


def test_a_filter_that_is_being_typed(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path)
    steps = ((("slash", *(letter.replace(" ", "space") for letter in "depth>12k cap<46k wat")), "and watched"),)
    assert snap_compare(app, terminal_size=(120, 36), run_before=play(world, *steps))


def test_mainnet_without_a_new_block(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path, network="finney")
    assert snap_compare(app, terminal_size=(120, 36), run_before=play(world, seconds=41))


def test_a_subnet_with_its_facts(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path)
    fill_tape(world, world.market.current.subnets[TAPE_NETUID])
    assert snap_compare(app, terminal_size=(160, 45), run_before=play(world, (("j", "j", "enter"), "")))
