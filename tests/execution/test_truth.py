"""Whatever a node says and whenever the connection breaks: the journal never contradicts the chain."""

import asyncio
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import FateUnknown, NotUnderstood, Refused, TimedOut
from dtao_tui.ports.extrinsics import Progress, Stage
from tests.fakes import GENESIS, HOTKEY, PRACTICE_ADDRESS, World, a_subnet, a_world, until
from tests.quoting import a_ticket

TICKET = a_ticket("stake", a_subnet(7).id, HOTKEY, "10", "2")
ENDS = (OrderState.FINAL, OrderState.REFUSED, OrderState.EXPIRED)

words = st.one_of(
    st.sampled_from([stage for stage in Stage if stage is not Stage.FINAL]),
    st.just(Progress(Stage.IN_BLOCK, "0xfork")),
)
endings = st.sampled_from(
    [None, FateUnknown("Lost."), TimedOut("No answer."), NotUnderstood("Nonsense."), Refused("No."), Stage.FINAL]
)


async def lived(
    home: Path, said: list[Stage | Progress], ending: Stage | Exception | None, lands_after: int | None
) -> World:
    """One order's life to beyond its era; the truth is whether, and in which block, the chain holds it."""
    world = a_world(home)
    await world.market.connect()
    try:
        desk, trading = world.desk, world.trading
        draft = desk.draft(TICKET, world.market.current)
        review = await desk.review(draft, world.market.current)
        trading.script = [*said, ending] if ending else list(said)
        desk.place(review)
        await until(lambda: bool(desk.orders) and not desk.is_followed(review.id))
        (order,) = desk.orders
        landed = trading.landed.pop(order.extrinsic.hash, None)
        if order.state is OrderState.FINAL and landed is not None:
            trading.landed[order.extrinsic.hash] = landed
        elif lands_after is not None:
            trading.landed[order.extrinsic.hash] = trading.fill(
                order.extrinsic.era_block
                + 1
                + lands_after % (order.extrinsic.last_valid_block - order.extrinsic.era_block)
            )
        for _ in range(8):
            world.market.grow(10)
            world.clock.turn(30)
            await desk.reconcile()
            _check(world, order.id)
    finally:
        # The next example trades with the same account from another home.
        await world.desk.close()
    return world


def _check(world: World, order_id: str) -> None:
    order = next(order for order in world.desk.orders if order.id == order_id)
    truth = world.trading.landed.get(order.extrinsic.hash)
    assert world.journal.orders(GENESIS) == world.desk.orders
    assert (world.desk.open_order(PRACTICE_ADDRESS) is None) == (not order.state.blocks_account)
    assert len(world.signer.signed) == len(world.trading.sent) == 1
    if order.state is OrderState.FINAL:
        assert truth is not None
        assert order.block == truth.block
    if order.state is OrderState.EXPIRED:
        assert truth is None
    if order.state is OrderState.IN_BLOCK:
        assert truth is not None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(words, max_size=5), ending=endings, lands_after=st.none() | st.integers(min_value=0, max_value=62))
def test_the_journal_ends_with_what_the_chain_did(
    said: list[Stage | Progress], ending: Stage | Exception | None, lands_after: int | None
) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as home:
        world = asyncio.run(lived(Path(home), said, ending, lands_after))
    (order,) = world.desk.orders
    assert order.state in ENDS
    if world.trading.landed.get(order.extrinsic.hash) is not None:
        assert order.state is OrderState.FINAL
        assert order.filled is not None
