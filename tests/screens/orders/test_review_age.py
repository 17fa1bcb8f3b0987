"""Review tells how old its quote is, and what the order would bring now."""

from pathlib import Path

from dtao_tui.screens.orders.review_screen import ReviewScreen
from tests.fakes import a_subnet, a_world
from tests.screen import a_desk, until, until_said
from tests.screens.orders.reviews import a_review, at_a_review


async def test_review_tells_the_age_of_its_quote_and_a_price_beyond_the_limit(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_review(world) as (pilot, _):
        world.market.grow()
        await until_said(pilot, "at block 48,213 at worst", "quoted 1 block ago, now it brings 209.784 173 γ")
        world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, "0.0505")})
        await until_said(pilot, "quoted 2 blocks ago, now it brings 207.")
        world.market.grow(subnets={0: a_subnet(0), 7: a_subnet(7, "0.06")})
        await until_said(pilot, "the price is beyond the limit now: the chain would refuse")
        world.market.grow(subnets={0: a_subnet(0)})
        await until_said(pilot, "Subnet 7 is gone. Nothing will be signed.")


async def test_what_it_brings_now_is_not_written_in_the_colour_of_the_border(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with at_a_review(world) as (pilot, _):
        world.market.grow()
        await until_said(pilot, "now it brings 209.784")
        strips = pilot.app.screen._compositor.render_strips()
        line = next(strip for strip in strips if "now it brings" in strip.text)
    colours = {part.text.strip(): part.style.color for part in line if part.style is not None}
    figure = next(colour for text, colour in colours.items() if "209.784" in text)
    assert figure != next(colour for text, colour in colours.items() if text.startswith("──"))


async def test_a_review_that_opens_late_says_so_at_once(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    async with a_desk(world) as pilot:
        review = await a_review(world)
        world.market.grow(2)
        await until(pilot, lambda: pilot.app.snapshot.block == 48_215)  # type: ignore[attr-defined]  # the app is a Desk
        await pilot.app.push_screen(ReviewScreen(review, world.parts))
        await until_said(pilot, "quoted 2 blocks ago, now it brings 209.784 173 γ")
