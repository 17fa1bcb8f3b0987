"""A plan signs by itself, so that a key on a device, where a person approves each order, begins none."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import AccountKind
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.trading.order_review import NotPlaced
from tests.planning import a_plan
from tests.reviewing import connected
from tests.services.plans.carrying import confirmed


@pytest.mark.parametrize("kind", [AccountKind.ELSEWHERE, AccountKind.LEDGER])
async def test_an_account_whose_device_is_asked_each_time_begins_no_plan(tmp_path: Path, kind: AccountKind) -> None:
    world = await connected(tmp_path)
    await world.plans.learn_fees()
    chosen = world.session.chosen
    assert chosen is not None
    world.session.chosen = replace(chosen, kind=kind, ledger=LedgerPath() if kind is AccountKind.LEDGER else None)
    with pytest.raises(NotPlaced, match="Place its orders one by one"):
        await world.plans.preview(a_plan(), world.market.current)
    with pytest.raises(NotPlaced, match="Place its orders one by one"):
        await world.plans.begin(a_plan(), confirmed(world))
    assert world.plans.plans == ()
