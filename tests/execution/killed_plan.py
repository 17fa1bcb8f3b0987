"""A plan in a process of its own that is killed at a moment of one of its steps; run by `test_plan_kills`."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from dtao_tui.domain.plans.plan import PlanKind
from dtao_tui.domain.plans.plan_events import StepBegun
from dtao_tui.ports.extrinsics import Progress, Rehearsal
from dtao_tui.practice.node.node import Node
from dtao_tui.services.plans.plan_history import PlanHistory
from tests.execution.plan_site import PlanSite, a_plan_site

MOMENTS = ("written", "signed", "sending", "sent", "done")
"""The step is on disk and not signed; signed; about to be sent; heard of by the node; on disk as done."""


def die() -> None:
    """End without a farewell."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(site: PlanSite, moment: str, step: int) -> None:
    """Have this process killed when the plan's step, 0 the first, is at that moment."""
    trading: Any = site.site.trading
    rehearse, broadcast, append = trading.rehearse, trading.broadcast, PlanHistory.append
    at = {"begun": 0, "done": 0}

    def die_at(reached: str, steps: str = "begun") -> None:
        if moment == reached and at[steps] == step + 1:
            die()

    async def appending(history: PlanHistory, record: Any, *events: Any) -> Any:
        grown = await append(history, record, *events)
        at.update(begun=len(grown.progress.begun), done=grown.done)
        if isinstance(events[0], StepBegun):
            die_at("written")
        die_at("done", "done")
        return grown

    async def rehearsing(*asked: Any) -> Rehearsal:
        die_at("signed")
        said: Rehearsal = await rehearse(*asked)
        return said

    async def sending(extrinsic: bytes) -> AsyncIterator[Progress]:
        die_at("sending")
        async for progress in broadcast(extrinsic):
            die_at("sent")
            yield progress

    trading.rehearse, trading.broadcast = rehearsing, sending
    PlanHistory.append = appending  # type: ignore[method-assign]  # this process ends with it


async def main(url: str, home: Path, moment: str, step: int, kind: PlanKind) -> None:
    """Begin a plan of three steps and carry it out as far as the moment lets it."""
    nobody: Any = None
    node: Node = nobody
    async with a_plan_site(node, home, url) as site:
        plan = await site.a_plan(kind)
        arm(site, moment, step)
        await site.to_the_end(await site.begin(plan))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), PlanKind(sys.argv[5])))
