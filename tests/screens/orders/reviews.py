"""Reviews, and the app with one open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from textual.pilot import Pilot

from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.trade.confirm import ConfirmBar
from tests import reviewing
from tests.fakes import PASSWORD, World
from tests.reviewing import a_ticket_on_7
from tests.screen import a_desk, until

SOON = 0.05


async def a_review(world: World, amount: str = "10.5", kind: str = "stake") -> Review:
    account = world.session.chosen
    assert account is not None
    await world.session.unlock(PASSWORD)
    snapshot = replace(world.market.current, seen_at=world.clock.now())
    await world.desk.network_fee(kind, account)  # type: ignore[arg-type]  # a test names kinds as text
    return await reviewing.a_review(world, a_ticket_on_7(kind, amount), snapshot)


@asynccontextmanager
async def at_a_review(
    world: World,
    amount: str = "10.5",
    kind: str = "stake",
    size: tuple[int, int] = (120, 36),
    armed_after: float = SOON,
) -> AsyncIterator[tuple[Pilot[None], list[bool | None]]]:
    answers: list[bool | None] = []
    async with a_desk(world, size) as pilot:
        review = await a_review(world, amount, kind)
        await pilot.app.push_screen(ReviewScreen(review, world.parts, armed_after=armed_after), answers.append)
        await pilot.pause()
        yield pilot, answers


async def armed(pilot: Pilot[None]) -> None:
    bar = pilot.app.screen.query_one(ConfirmBar)
    await until(pilot, lambda: bar.is_ready)
