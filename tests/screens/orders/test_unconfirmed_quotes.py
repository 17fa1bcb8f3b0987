"""A ticket on a chain without simulations: what is computed here is marked so, and signed only on this machine."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.pools.curve_kind import ESTIMATED, NOT_CONFIRMED_ELSEWHERE, UNCONFIRMED, CurveKind
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.services.trading_desk import NotPlaced
from tests.fakes import World, a_snapshot, a_subnet, a_world, some_facts
from tests.screen import said, until_said, write
from tests.screens.orders.reviews import a_review, at_a_review
from tests.screens.orders.tickets import at_a_ticket


def on_an_old_chain(
    tmp_path: Path, curve: CurveKind = CurveKind.CONSTANT_PRODUCT, endpoint: str = "ws://127.0.0.1:9944"
) -> World:
    snapshot = a_snapshot(subnets=[a_subnet(0), a_subnet(7, curve=curve)])
    return a_world(tmp_path, snapshot=snapshot, facts=some_facts(can_simulate=False, endpoint=endpoint))


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (CurveKind.CONSTANT_PRODUCT, "computed here, not confirmed by the chain"),
        (CurveKind.ESTIMATED, "an estimate, not confirmed by the chain"),
    ],
)
async def test_the_quote_is_marked_and_no_word_of_the_chain_is_claimed(
    tmp_path: Path, curve: CurveKind, words: str
) -> None:
    async with at_a_ticket(on_an_old_chain(tmp_path, curve)) as pilot:
        await write(pilot, "10.5")
        screen = await until_said(pilot, words, "209.784 173 747 γ", "✓ minimum", "✓ data 0 s old")
        assert "✓ chain" not in screen


async def test_through_another_machine_it_is_quoted_and_not_signed(tmp_path: Path) -> None:
    world = on_an_old_chain(tmp_path, endpoint="wss://node.example")
    async with at_a_ticket(world) as pilot:
        await write(pilot, "10.5")
        screen = await until_said(pilot, "209.784 173 747 γ", "✗ This chain has no simulation to confirm")
        assert screen.count("✗ This chain has no simulation") == 1
        assert "✗ curve no simulation confirms it" in screen
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ReviewScreen)
        with pytest.raises(NotPlaced, match="no simulation to confirm the quote"):
            await a_review(world)
    assert NOT_CONFIRMED_ELSEWHERE.endswith("only through an endpoint on this machine.")


@pytest.mark.parametrize(
    ("curve", "caution"), [(CurveKind.CONSTANT_PRODUCT, UNCONFIRMED), (CurveKind.ESTIMATED, ESTIMATED)]
)
async def test_the_review_says_it_and_asks_for_a_rehearsal(tmp_path: Path, curve: CurveKind, caution: str) -> None:
    world = on_an_old_chain(tmp_path, curve)
    async with at_a_review(world) as (pilot, _):
        for sentence in caution.removesuffix(".").split(". "):
            await until_said(pilot, sentence)
        review = pilot.app.screen._review  # type: ignore[attr-defined]  # what the screen was given
    assert review.needs_rehearsal


async def test_root_needs_neither_a_simulation_nor_a_rehearsal(tmp_path: Path) -> None:
    world = on_an_old_chain(tmp_path, endpoint="wss://node.example")
    root = replace(a_subnet(0), curve=CurveKind.ONE_TO_ONE)
    world.market.show(a_snapshot(subnets=[root, a_subnet(7)]))
    async with at_a_ticket(world, netuid=0) as pilot:
        await write(pilot, "10")
        await until_said(pilot, "You get 10.000 000 000 τ", "✓ free τ")
        assert "confirm" not in said(pilot.app)
        await pilot.press("enter")
        await until_said(pilot, "SubtensorModule.add_stake_limit")
        review = pilot.app.screen._review  # type: ignore[attr-defined]  # what the screen was given
    assert not review.needs_rehearsal
