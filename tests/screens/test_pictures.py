"""Whole screens against the pictures they had when last looked at with the eye."""

from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App

from tests.screens.scenes import SCENES, SIZES, Scene, a_scene, play


class Compare(Protocol):
    def __call__(self, app: App[None], *, terminal_size: tuple[int, int], run_before: object) -> bool: ...


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.is_compared], ids=lambda scene: scene.name)
def test_a_scene(snap_compare: Compare, tmp_path: Path, scene: Scene, size: tuple[int, int]) -> None:
    app, world = a_scene(tmp_path)
    assert snap_compare(app, terminal_size=size, run_before=play(world, *scene.keys, until_words=scene.words))


def test_the_market_in_light(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path, theme="textual-light")
    assert snap_compare(app, terminal_size=(120, 36), run_before=play(world, "j", "j"))


def test_mainnet_without_a_new_block(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path, network="finney")
    assert snap_compare(app, terminal_size=(120, 36), run_before=play(world, seconds=41))


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 36)])
def test_a_subnet_with_a_ticket(snap_compare: Compare, tmp_path: Path, width: int, height: int) -> None:
    app, world = a_scene(tmp_path)
    keys = play(world, "j", "j", "s", *"10.5")
    assert snap_compare(app, terminal_size=(width, height), run_before=keys)


def test_a_subnet_with_its_facts(snap_compare: Compare, tmp_path: Path) -> None:
    app, world = a_scene(tmp_path)
    assert snap_compare(app, terminal_size=(160, 45), run_before=play(world, "j", "j", "enter"))
