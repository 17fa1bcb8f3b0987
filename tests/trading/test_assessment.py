"""A reviewed quote is judged once more when it is confirmed, by the checks that a review does not settle."""

from dataclasses import replace

import pytest

from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.operations import Spec
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.assessment import at_signing
from dtao_tui.trading.circumstances import AtSigning, Circumstances
from dtao_tui.trading.preflight.answer_checks import MOST_BLOCKS_UNDER_REVIEW
from dtao_tui.trading.preflight.check_table import AT_SIGNING
from tests.domain.orders.example_orders import an_order
from tests.fakes import a_snapshot
from tests.trading.drafts import drafted, given

SNAPSHOT = a_snapshot()
SAME = SNAPSHOT.subnets[7].id


def confirmed(later: int = 1, subnet: SubnetId | None = SAME, **changes: object) -> Circumstances:
    return given(snapshot=SNAPSHOT, at_signing=AtSigning(SNAPSHOT.block + later, {7: subnet}), **changes)


def judged(circumstances: Circumstances) -> str:
    return at_signing(reviewed(), circumstances).objection


def reviewed() -> Quote:
    quote = drafted("10").quote
    assert quote is not None
    return quote


@pytest.mark.parametrize("spec", OPERATIONS.values(), ids=lambda spec: spec.verb)
def test_every_operation_is_judged_again_when_it_is_signed(spec: Spec) -> None:
    assert set(AT_SIGNING) <= set(spec.checks)


def test_a_review_to_which_nothing_happened_is_signed() -> None:
    result = at_signing(reviewed(), confirmed())
    assert [(check.name, check.passed) for check in result.checks] == [
        ("account", True),
        ("subnet", True),
        ("fresh", True),
    ]
    assert result.is_ready


def test_a_review_is_signed_for_forty_blocks_and_not_for_one_more() -> None:
    assert judged(confirmed(MOST_BLOCKS_UNDER_REVIEW, now=10_000.0)) == ""
    assert judged(confirmed(MOST_BLOCKS_UNDER_REVIEW + 1)) == "The quote is 41 blocks old; review the order again."


def test_what_was_signed_elsewhere_may_take_its_time_while_blocks_come() -> None:
    def brought(later: int) -> Circumstances:
        confirmation = AtSigning(SNAPSHOT.block + later, {7: SAME}, is_signed_elsewhere=True)
        return replace(confirmed(now=10_000.0), at_signing=confirmation)

    assert judged(brought(MOST_BLOCKS_UNDER_REVIEW + 1)) == ""
    assert judged(brought(0)).startswith("No new block has come since the quote;")


def test_a_chain_that_stands_still_gets_no_signature() -> None:
    stale = SNAPSHOT.seen_at + 3 * SNAPSHOT.block_seconds
    assert judged(confirmed(0, now=stale)) == ""
    for later in (0, -1):
        assert judged(confirmed(later, now=stale + 0.1)).startswith("No new block has come since the quote;")


def test_a_subnet_that_is_gone_or_another_gets_no_signature() -> None:
    assert judged(confirmed(subnet=None)) == "Subnet 7 is gone."
    another = replace(SAME, registered_at=48_214)
    assert judged(confirmed(subnet=another)) == "Another subnet has taken number 7 since block 48,214."


def test_an_account_with_an_open_order_or_an_objection_gets_no_signature() -> None:
    assert judged(confirmed(open_order=an_order())).startswith("An order of this account is not resolved yet;")
    watched = Check("account", False, "It is watched only.")
    assert judged(confirmed(account=watched)) == "It is watched only."
