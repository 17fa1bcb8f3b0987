"""What the chain says of a coldkey's proxies decides whether the key may trade."""

import pytest

from dtao_tui.domain.accounts import STAKING_PROXY, ProxyGrant, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Holdings
from dtao_tui.domain.operations.operation_rows import ROW_OF, ROWS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.trading.proxy_state import NOT_READ, NOT_TOLD, ProxyState, objection_to_grants, proxy_state_of
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket, draft
from tests.fakes import (
    ALICE,
    BOB,
    HOTKEY,
    OTHER_HOTKEY,
    a_grant,
    a_holding,
    a_proxied_account,
    a_snapshot,
    a_stake,
    a_subnet,
    an_account,
)
from tests.trading.drafts import drafted, given

SIGNER = SignerAddress(ALICE)
COLD = a_proxied_account("cold", BOB, ALICE)


def test_a_staking_proxy_without_delay_may_trade_whatever_else_it_may() -> None:
    grants = (a_grant(BOB, "Any"), a_grant(ALICE, "Transfer"), a_grant(ALICE))
    assert objection_to_grants(SIGNER, grants) == ""


@pytest.mark.parametrize(
    ("grants", "told"),
    [
        (None, NOT_TOLD),
        ((), "never added, or it was removed"),
        ((a_grant(BOB),), "never added, or it was removed"),
        ((a_grant(ALICE, delay=3),), "must announce each order"),
        ((a_grant(ALICE, "Any"), a_grant(ALICE, "Owner")), "of the kind Any, Owner"),
    ],
)
def test_every_other_standing_is_told(grants: tuple[ProxyGrant, ...] | None, told: str) -> None:
    assert told in objection_to_grants(SIGNER, grants)


def test_the_proxys_own_tao_and_the_coldkeys_permissions_come_from_one_block() -> None:
    snapshot = a_snapshot(holdings=[a_holding(BOB, proxies=(a_grant(ALICE),)), a_holding(ALICE, "2")])
    assert proxy_state_of(COLD, snapshot) == ProxyState(SIGNER, (a_grant(ALICE),), Tao.parse("2"))
    assert proxy_state_of(an_account(), snapshot) is None


def test_a_coldkey_that_was_not_read_yet_is_not_taken_for_one_without_proxies() -> None:
    state = proxy_state_of(COLD, a_snapshot(holdings=[]))
    assert state is not None
    assert state.objection == NOT_READ


def test_the_fee_is_the_proxys_and_the_whole_free_balance_can_be_staked() -> None:
    state = ProxyState(SIGNER, (a_grant(ALICE),), Tao.parse("1"))
    result = drafted("max", circumstances=given(a_holding(BOB, "10"), proxy=state))
    assert result.amount == Tao.parse("10") - Tao(500)


def test_a_coldkey_without_any_tao_loses_no_alpha_to_the_fee_of_its_proxy() -> None:
    state = ProxyState(SIGNER, (a_grant(ALICE),), Tao.parse("1"))
    held = a_holding(BOB, "0", given().holdings.stakes)  # type: ignore[union-attr]  # there are some
    result = drafted("max", "unstake", given(held, proxy=state))
    assert result.amount == held.stakes[0].amount
    assert [check.name for check in result.checks if not check.passed] == []


@pytest.mark.parametrize(("free", "passes"), [("0.001690499", False), ("0.001690500", True)])
def test_the_proxy_needs_the_fee_and_what_must_stay(free: str, passes: bool) -> None:
    state = ProxyState(SIGNER, (a_grant(ALICE),), Tao.parse(free))
    result = drafted("1", circumstances=given(a_holding(BOB, "10"), proxy=state))
    failed = [check.sentence for check in result.checks if not check.passed]
    assert bool(failed) is not passes
    assert passes or "pays the network's fee itself: it needs 0.001 690 5 τ" in failed[0]


@pytest.mark.parametrize(("free", "passes"), [("0.0016", False), ("10", True)])
def test_a_coldkey_that_pays_the_fee_needs_it_and_the_proxy_does_not(free: str, passes: bool) -> None:
    state = ProxyState(SIGNER, (a_grant(ALICE, owner_pays=True),), Tao(0))
    held = a_holding(BOB, free, given().holdings.stakes)  # type: ignore[union-attr]  # there are some
    result = drafted("60", "unstake", given(held, proxy=state))
    told = [check.sentence for check in result.checks if not check.passed]
    assert bool(told) is not passes
    assert passes or "has agreed to pay its proxy's fees" in told[0]


def by_proxy(op: Op, holdings: Holdings, **changes: object) -> Draft:
    """A ticket of this operation for a coldkey that a proxy trades."""
    state = ProxyState(SIGNER, (a_grant(ALICE),), Tao.parse("1"))
    fields = {field.name: OTHER_HOTKEY for field in ROW_OF[op].validators}
    ticket = Ticket(op, a_subnet(7).id, fields, "1", "2", recipient=BOB, **changes)  # type: ignore[arg-type]  # any field
    return draft(ticket, given(holdings, proxy=state))


@pytest.mark.parametrize("op", [row.op for row in ROWS if row.proxy_type != STAKING_PROXY])
def test_what_a_staking_proxy_cannot_do_is_the_first_thing_a_ticket_says(op: Op) -> None:
    result = by_proxy(op, a_holding(BOB, "10", [a_stake(alpha="120")]))
    assert result.sentence.startswith("A staking proxy cannot ")
    assert "coldkey itself" in result.sentence


@pytest.mark.parametrize(("stakes", "told"), [(1, ""), (2, "cannot carry several calls at once; do them one by one")])
def test_an_exit_of_several_positions_is_a_batch_that_no_proxy_carries(stakes: int, told: str) -> None:
    held = [a_stake(alpha="20", hotkey=hotkey) for hotkey in (HOTKEY, OTHER_HOTKEY)[:stakes]]
    refusals = [
        check.sentence for check in by_proxy(Op.EXIT_SUBNET, a_holding(BOB, "10", held)).checks if not check.passed
    ]
    assert [sentence for sentence in refusals if "proxy" in sentence] == ([f"A staking proxy {told}."] if told else [])
