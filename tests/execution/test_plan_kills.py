"""A plan that is killed at any moment of any step is found stopped there, with nothing doubled and nothing going on."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.plans.plan_events import PlanCompleted, StopCause
from dtao_tui.domain.plans.step_states import StepState, steps_left
from dtao_tui.practice.node.node import Node
from tests.chain.conftest import a_node, blocks_when_needed
from tests.chain.signing import practice_key
from tests.execution.killed_plan import MOMENTS
from tests.execution.plan_site import NETUIDS, a_plan_site
from tests.execution.told_changes import told_changes
from tests.fakes import PRACTICE_ADDRESS, until

LONGEST_LIFE = 90.0


async def killed(node: Node, home: Path, moment: str, step: int, kind: PlanKind) -> None:
    """The life of a program that begins a plan of three steps and is killed there."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.execution.killed_plan", node.url, str(home), moment, str(step), kind.value),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    async with blocks_when_needed(node):
        assert await asyncio.wait_for(child.wait(), LONGEST_LIFE) == -signal.SIGKILL


async def restarted(node: Node, home: Path, moment: str, step: int, kind: PlanKind) -> None:
    """The next start shows it stopped at that step; what is confirmed anew does the rest, and no step is done twice."""
    async with a_plan_site(node, home) as site:
        await site.look()
        await until(lambda: not site.plans.plans[0].is_running)
        sent = node.chain.next_nonce(bytes(practice_key().public_key))
        node.step(20)
        site.site.clock.turn(16 * 12.0 + 1)
        await site.look()
        await site.site.desk.reconcile()
        assert node.chain.next_nonce(bytes(practice_key().public_key)) == sent, "it went on by itself"
        (record,) = [each for each in site.plans.plans if each.plan.kind is kind]
        assert site.plans.running is None
        if (moment, step) == ("done", 2):
            assert isinstance(record.events[-1], PlanCompleted)
        else:
            assert record.progress.stopped is not None
            assert record.progress.stopped.cause is StopCause.ENDED
        reached = step + (moment in ("sent", "done"))
        assert steps_left(record, site.plans.orders) == tuple(range(reached, 3))
        assert site.plans.states(record)[:reached] == (StepState.FINAL,) * reached
        await site.plans.learn_fees()
        rest = site.plans.rest_of(record, await site.snapshot())
        if reached < 3:
            assert rest.is_ready, rest.sentence
            assert rest.plan is not None
            async with blocks_when_needed(node):
                done = await site.to_the_end(await site.begin(rest.plan))
            assert isinstance(done.events[-1], PlanCompleted), done.progress.stopped
        held = (await site.snapshot()).holdings_of(PRACTICE_ADDRESS)
        assert held is not None
        told, orders = told_changes(site.plans.orders.values()), site.plans.orders.values()
        assert {n: told[n] for n in NETUIDS} == {n: held.staked(n).rao for n in NETUIDS}
        earlier = {name for each in site.plans.plans if each.plan.kind is not kind for name in each.order_ids}
        paid = [(o.netuid, o.filled.paid) for o in orders if o.filled is not None and o.id not in earlier]
        whole = [(each.subnet.netuid, each.pays) for each in record.plan.steps]
        assert sorted(paid, key=str) == sorted(whole, key=str), "a step was doubled or lost"


@pytest.mark.parametrize(
    ("moment", "step", "kind"),
    [
        ("written", 0, PlanKind.BASKET),
        ("signed", 1, PlanKind.BASKET),
        ("sent", 1, PlanKind.SLICES),
        ("done", 0, PlanKind.UNWIND),
        ("sent", 0, PlanKind.REBALANCE),
        ("sending", 2, PlanKind.LEAVE_VALIDATOR),
    ],
)
async def test_a_killed_plan_is_found_stopped(tmp_path: Path, moment: str, step: int, kind: PlanKind) -> None:
    async with a_node() as node:
        await killed(node, tmp_path, moment, step, kind)
        await restarted(node, tmp_path, moment, step, kind)


@pytest.mark.soak
@pytest.mark.parametrize("kind", PlanKind)
@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_plan_killed_at_each_moment_of_each_step(
    tmp_path: Path, moment: str, step: int, kind: PlanKind
) -> None:
    async with a_node() as node:
        await killed(node, tmp_path, moment, step, kind)
        await restarted(node, tmp_path, moment, step, kind)
