"""Drafts of tickets with one validator, and the circumstances that they are assessed in."""

from dataclasses import replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.trades.check import Check
from dtao_tui.trading.ticket.ticket_draft import Circumstances, Draft, draft
from tests.fakes import (
    HOTKEY,
    NETWORK_FEE,
    a_holding,
    a_snapshot,
    a_stake,
    a_subnet,
)
from tests.quoting import a_ticket

ALLOWED = Check("account", True)
DEPOSIT = Tao(500)


def given(holdings: Holdings | None = None, snapshot: Snapshot | None = None, **changes: object) -> Circumstances:
    held = holdings or a_holding(free="1000", stakes=[a_stake(alpha="120")])
    circumstances = Circumstances(
        snapshot=snapshot or a_snapshot(),
        holdings=held,
        network_fee=NETWORK_FEE,
        now=101.0,
        account=ALLOWED,
        existential_deposit=DEPOSIT,
    )
    return replace(circumstances, **changes)  # type: ignore[arg-type]  # builders take any field


def drafted(
    amount: str,
    kind: str = "stake",
    circumstances: Circumstances | None = None,
    *,
    hotkey: str | None = HOTKEY,
    tolerance: str = "2",
    netuid: int = 7,
) -> Draft:
    return draft(a_ticket(kind, a_subnet(netuid).id, hotkey, amount, tolerance), circumstances or given())


def failed(result: Draft) -> list[str]:
    return [check.name for check in result.checks if not check.passed]
