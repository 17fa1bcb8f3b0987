"""The MEV shield as a person meets it: in the ticket, in Review, and in both stages of Progress and Activity."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from tests.fakes import World, a_world, some_facts
from tests.screen import a_desk, said, until, until_said
from tests.screens.orders.placing import place
from tests.screens.orders.reviews import armed, at_a_review

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])


def a_shielded_world(tmp_path: Path, **wanted: object) -> World:
    return a_world(tmp_path, facts=some_facts(offers_shield=True), **wanted)


async def read_to_the_end(pilot, *words: str) -> str:
    """All that a review says, page by page."""
    told = said(pilot.app)
    await pilot.press("end")
    await pilot.pause()
    told += said(pilot.app)
    together = " ".join(told.replace("│", " ").split())
    assert all(word in together for word in words), together
    return together


@SIZES
async def test_a_review_says_that_the_order_is_sealed_and_only_its_carrier_rehearsed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_a_review(a_shielded_world(tmp_path), size=size) as (pilot, answers):
        await read_to_the_end(
            pilot, "nonces 0 and 1", "sealed until its block is made.", "Only its carrier is rehearsed", "8 blocks"
        )
        await armed(pilot)
        assert "to sign, type y" in said(pilot.app)
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])


@SIZES
async def test_before_an_order_goes_open_a_word_is_typed(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_shielded_world(tmp_path)
    world.trading.next_shield_key = None
    async with at_a_review(world, size=size) as (pilot, answers):
        await read_to_the_end(pilot, "off. The chain names no shield key now.", "trade before it")
        await armed(pilot)
        assert "send it without the MEV shield? type OPEN" in said(pilot.app)
        await pilot.press("y")
        assert answers == []
        await pilot.press("backspace", *"OPEN")
        await until_said(pilot, "to sign, type")
        assert answers == []
        await pilot.press("y")
        await until(pilot, lambda: answers == [True])


async def test_where_the_setting_is_off_nothing_is_asked(tmp_path: Path) -> None:
    async with at_a_review(a_shielded_world(tmp_path, settings={"mev_shield": False})) as (pilot, _):
        await read_to_the_end(pilot, "shield It is off in your settings.")
        await armed(pilot)
        assert "to sign, type y" in said(pilot.app)


async def test_a_chain_without_a_shield_says_nothing_of_one(tmp_path: Path) -> None:
    async with at_a_review(a_world(tmp_path)) as (pilot, _):
        await pilot.press("end")
        assert "shield" not in said(pilot.app)


@SIZES
async def test_a_key_of_the_ticket_turns_it_off_for_one_order(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_desk(a_shielded_world(tmp_path), size) as pilot:
        await pilot.app.push_screen(SubnetScreen(7, "stake"))
        await until_said(pilot, "^s shield on")
        await pilot.press("ctrl+s")
        await until_said(pilot, "^s shield off")
        await pilot.press("ctrl+s")
        await until_said(pilot, "^s shield on")


async def test_both_stages_are_shown_one_after_the_other(tmp_path: Path) -> None:
    world = a_shielded_world(tmp_path)
    gate = world.trading.gates[Stage.IN_BLOCK] = asyncio.Event()
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "○ sealed", "● carrier rehearsed", "● carrier sent", "○ carrier in a block", "○ opened")
        gate.set()
        await until_said(pilot, "● carrier in 48,214", "○ opened", "the sealed order is opened in this block")
        world.market.current = replace(world.market.current, block=48_219)
        await until(pilot, lambda: world.desk.orders[0].state is OrderState.FINAL)
        await until_said(pilot, "✓ final", "● opened in 48,215", "● final", "nonce 0 and 1")


async def test_an_order_that_was_never_opened_is_told_with_what_it_cost(tmp_path: Path) -> None:
    world = a_shielded_world(tmp_path)
    world.trading.opened_after = None
    async with a_desk(world) as pilot:
        await place(pilot, world)
        await until_said(pilot, "● carrier in 48,214")
        world.market.current = replace(world.market.current, block=48_232)
        await until_said(pilot, "? unknown", "its time is over", "? opened")
        await pilot.press("escape", "3")
        world.clock.turn(8 * 3.0 + 1)
        await world.desk.reconcile()
        order = world.desk.orders[0]
        assert [part.state for part in order.parts] == [OrderState.FINAL, OrderState.EXPIRED]
        assert order.sentence == (
            "The carrier is in block 48,214. The sealed order was never opened, and its time is over: nothing was "
            "traded and nothing can be any more. 0.002 345 678 τ were charged for the carrier; the account is free for "
            "the next order."
        )
        await pilot.press("r")
        await until_said(pilot, "· never opened", "· expired")
