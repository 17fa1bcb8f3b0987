"""Whatever an endpoint says, an account is never free while an order of it could still be carried out."""

import asyncio
import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dtao_tui.domain.orders.clock_readings import seconds_passed
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.ports.errors import FateUnknown, NotConnected, Refused, Trouble
from dtao_tui.ports.extrinsics import NonceUse, Rehearsal, RehearsalVerdict, Stage
from dtao_tui.trading.order_review import NotPlaced
from tests.fakes import PRACTICE_ADDRESS, World, a_world, until
from tests.reviewing import a_review, connected

Step = tuple[str, object]
FAILS = Rehearsal(RehearsalVerdict.FAILED, "It would fail.", "SlippageTooHigh")

steps = st.one_of(
    st.tuples(st.just("blocks"), st.integers(1, 90)),
    st.tuples(st.just("forge finality"), st.integers(-40, 400)),
    st.tuples(st.just("forge the nonce"), st.integers(0, 3)),
    st.tuples(st.just("forge a use of it"), st.integers(0, 2)),
    st.tuples(st.just("time"), st.integers(1, 120)),
    st.tuples(st.just("set the calendar"), st.integers(-(10**9), 10**9)),
    st.tuples(st.just("restart the machine"), st.none()),
    st.tuples(st.just("ask"), st.none()),
    st.tuples(st.just("refused"), st.sampled_from(["Stale", "BadProof", "Custom"])),
    st.tuples(st.just("lost"), st.none()),
    st.tuples(st.just("held"), st.booleans()),
)


class Trial:
    """One account on an endpoint that lies about everything but a block's body; no order is ever carried out."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._signed_at: dict[str, float] = {}
        self._time = 0.0

    async def take(self, step: Step) -> None:  # noqa: C901 - one branch for each thing that can happen
        name, value = step
        world, trading, clock = self.world, self.world.trading, self.world.clock
        if name == "blocks":
            world.market.grow(int(str(value)))
        elif name == "forge finality":
            trading.finalized_at = world.market.current.block + int(str(value))
        elif name == "forge the nonce":
            trading.nonces[PRACTICE_ADDRESS] = int(str(value))
        elif name == "forge a use of it":
            use = NonceUse(world.market.current.block, "0xother", is_proven=False)
            trading.nonce_uses[PRACTICE_ADDRESS, int(str(value))] = use
            trading.nonces[PRACTICE_ADDRESS] = int(str(value)) + 1
        elif name == "time":
            clock.turn(int(str(value)))
            self._time += int(str(value))
        elif name == "set the calendar":
            clock.date += int(str(value))
        elif name == "restart the machine":
            clock.time, clock.boot = 1.0, clock.boot + "'"
        elif name == "ask":
            await world.desk.reconcile()
        else:
            await self._place(name, value)
        self.check()

    async def _place(self, name: str, value: object) -> None:
        trading = self.world.trading
        trading.script = {
            "refused": [Refused("No.", str(value))],
            "lost": [Stage.READY, FateUnknown("Lost.")],
            "held": [NotConnected("Lost before it was sent.")],
        }[name]
        trading.rehearsals = [FAILS] if (name, value) == ("held", True) else []
        before = len(self.world.signer.signed)
        try:
            review = await a_review(self.world)
            self.world.desk.place(review)
            await until(lambda: self._is_over(review.id))
        except (NotPlaced, Trouble):
            review = None
        if len(self.world.signer.signed) > before:
            assert review is not None
            self._signed_at[review.id] = self._time

    def _is_over(self, order_id: str) -> bool:
        """Whether nobody follows it any more, signed or refused."""
        is_known = order_id in [order.id for order in self.world.desk.orders]
        return is_known and not self.world.desk.is_followed(order_id)

    def check(self) -> None:
        orders = self.world.desk.orders
        alive = [order for order in orders if self._could_still_happen(order)]
        for order in alive:
            assert order.state.is_unproven, order
        if any(order.state is not OrderState.HELD for order in alive):
            assert self.world.desk.open_order(PRACTICE_ADDRESS) is not None
        numbers = {order.extrinsic.nonce for order in alive}
        assert len(numbers) <= 1, "two orders of two numbers could both be carried out"

    def _could_still_happen(self, order: Order) -> bool:
        """By the true time, which no endpoint and no calendar changes."""
        return self._time - self._signed_at[order.id] < order.extrinsic.era_seconds


async def lived(home: Path, taken: list[Step]) -> None:
    trial = Trial(await connected(home))
    for step in taken:
        await trial.take(step)
    await trial.world.desk.close()


@settings(max_examples=60, deadline=None)
@given(taken=st.lists(steps, min_size=3, max_size=25))
def test_an_account_is_never_free_while_its_order_could_still_be_carried_out(taken: list[Step]) -> None:
    with tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as home:
        asyncio.run(lived(Path(home), taken))


async def test_the_trial_itself_would_notice_an_order_that_was_freed(tmp_path: Path) -> None:
    trial = Trial(a_world(tmp_path))
    await trial.world.market.connect()
    await trial.take(("refused", "Stale"))
    (order,) = trial.world.desk.orders
    assert order.state is OrderState.UNKNOWN
    assert seconds_passed(order.extrinsic.signed_at, trial.world.clock.moment()) == 0
    await trial.take(("forge finality", 400))
    await trial.take(("time", int(order.extrinsic.era_seconds) - 1))
    await trial.take(("ask", None))
    assert trial.world.desk.orders[0].state is OrderState.UNKNOWN
    await trial.take(("time", 1))
    await trial.take(("ask", None))
    assert trial.world.desk.orders[0].state is OrderState.EXPIRED
