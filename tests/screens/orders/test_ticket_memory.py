"""A ticket remembers the validator that a person chose on the same subnet, and says so."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dtao_tui.domain.market import Validator
from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.screens.subnet.subnet_screen import SubnetScreen
from dtao_tui.screens.tickets.ticket_dock import TicketDock
from dtao_tui.settings_memory import ValidatorMemory
from tests.fakes import (
    ALICE,
    GENESIS,
    HOTKEY,
    OTHER_HOTKEY,
    World,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
    a_validator,
    a_world,
)
from tests.screen import said, until, until_said, write
from tests.screens.orders.tickets import at_a_ticket

LISTED = (a_validator(7), a_validator(7, OTHER_HOTKEY, "OpenTau"), a_validator(7, ALICE, "Weak", has_permit=False))


def memory_of(world: World) -> ValidatorMemory:
    return ValidatorMemory(world.parts.settings.places.validators)


def a_holder(tmp_path: Path, validators: tuple[Validator, ...] = LISTED, remembered: str = "") -> World:
    """Someone with stake at RoundTable, which a ticket begins with."""
    world = a_world(tmp_path, snapshot=a_snapshot(holdings=[a_holding(stakes=[a_stake(7, "120")])]))
    world.market.validator_list[7] = validators
    if remembered:
        memory_of(world).remember(GENESIS, 7, 1_000, remembered)
    return world


def dock(pilot: Pilot[None]) -> TicketDock:
    return pilot.app.screen.query_one(TicketDock)


async def to_review(pilot: Pilot[None]) -> None:
    await write(pilot, "10", "tab", "tab", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))


async def test_the_next_ticket_begins_with_the_validator_that_was_chosen_by_hand(tmp_path: Path) -> None:
    world = a_holder(tmp_path)
    async with at_a_ticket(world) as pilot:
        await until_said(pilot, "To RoundTable")
        dock(pilot).choose_validator("hotkey", OTHER_HOTKEY)
        await to_review(pilot)
    assert memory_of(world).validator(GENESIS, 7, 1_000) == OTHER_HOTKEY
    async with at_a_ticket(a_holder(tmp_path)) as pilot:
        await until_said(pilot, "To OpenTau", "as last time")
        await pilot.press("ctrl+o", "u")
        screen = await until_said(pilot, "From RoundTable")
        assert "as last time" not in screen


async def test_a_validator_that_nobody_chose_is_not_remembered(tmp_path: Path) -> None:
    world = a_holder(tmp_path)
    async with at_a_ticket(world) as pilot:
        await until_said(pilot, "To RoundTable")
        await to_review(pilot)
    assert memory_of(world).validator(GENESIS, 7, 1_000) is None


@pytest.mark.parametrize(("remembered", "listed"), [(ALICE, LISTED), (OTHER_HOTKEY, LISTED[:1] + LISTED[2:])])
async def test_one_without_permit_or_that_is_gone_is_not_taken(
    tmp_path: Path, remembered: str, listed: tuple[Validator, ...]
) -> None:
    another = a_validator(7, "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL", "Another")
    async with at_a_ticket(a_holder(tmp_path, (*listed, another), remembered)) as pilot:
        screen = await until_said(pilot, "To RoundTable")
        assert "as last time" not in screen


async def test_where_every_stake_earns_one_without_permit_is_taken(tmp_path: Path) -> None:
    both = tuple(replace(each, all_earn=True) for each in (LISTED[0], LISTED[2]))
    async with at_a_ticket(a_holder(tmp_path, both, ALICE)) as pilot:
        await until_said(pilot, "To Weak", "as last time")


async def test_the_row_that_a_ticket_was_opened_from_comes_first(tmp_path: Path) -> None:
    world = a_holder(tmp_path, remembered=OTHER_HOTKEY)
    async with at_a_ticket(world) as pilot:
        await until_said(pilot, "as last time")
        await pilot.app.push_screen(SubnetScreen(7, "stake", HOTKEY))  # type: ignore[arg-type]  # a kind as text
        await until(pilot, lambda: bool(pilot.app.screen.query(TicketDock)))
        await until_said(pilot, "To RoundTable")
        assert "as last time" not in said(pilot.app)


async def test_another_subnet_of_the_same_number_begins_without_memory(tmp_path: Path) -> None:
    world = a_holder(tmp_path, remembered=OTHER_HOTKEY)
    async with at_a_ticket(world) as pilot:
        await until_said(pilot, "as last time")
        world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, registered_at=2_000)}, holdings={})
        await until_said(pilot, "This ticket begins anew")
        await until(pilot, lambda: dock(pilot).hotkey == HOTKEY)
        assert "as last time" not in said(pilot.app)
