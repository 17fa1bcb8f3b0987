"""What an import takes: what is new; what is here stays as it is, and each thing that is not taken has its reason."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.imports.document_fields import Fields
from dtao_tui.domain.imports.import_plan import ImportPlan, WhatIsHere, plan_of_fills, plan_of_orders
from dtao_tui.domain.imports.told_orders import ToldOrder
from dtao_tui.domain.orders.order_notes import OrderNote
from dtao_tui.output.exports.order_exports import fills_json
from tests.domain.imports.exported_orders import a_settled_order, an_exported_order

ORDER, NOTE = a_settled_order(), OrderNote("one", 1.0, "old #dca")
OTHER = an_exported_order(extrinsic_hash="0x" + "34" * 32)
NOTHING = WhatIsHere({}, frozenset(), {}, {}, {})


def the_plan(here: WhatIsHere) -> ImportPlan:
    return plan_of_orders([ToldOrder(ORDER, NOTE)], here)


def test_what_is_new_is_taken_with_its_note() -> None:
    assert the_plan(NOTHING) == ImportPlan((ORDER,), (NOTE,), ())


@pytest.mark.parametrize(
    ("here", "why", "is_new"),
    [
        (replace(NOTHING, journal={"one": ORDER}), "in this journal already", False),
        (replace(NOTHING, older=frozenset({"one"})), "in this journal already", False),
        (replace(NOTHING, journal={"one": OTHER}), "another order with its id", True),
        (replace(NOTHING, imported={"one": ORDER}), "was imported before", False),
        (replace(NOTHING, imported={"one": OTHER}), "with other figures", True),
    ],
)
def test_what_is_here_stays_as_it_is(here: WhatIsHere, why: str, is_new: bool) -> None:
    plan = the_plan(here)
    assert plan.orders == ()
    assert (why in plan.skipped[0].why, plan.skipped[0].is_new) == (True, is_new)
    # A note of another order says nothing about ours.
    assert plan.notes == (() if is_new else (NOTE,))


def test_a_note_of_ours_stays_and_one_that_was_taken_away_does_not_come_back() -> None:
    for written in ("another", ""):
        (skipped,) = the_plan(replace(NOTHING, written_notes={"one": written})).skipped
        assert ("a note of yours" in skipped.why, skipped.is_new) == (True, True)
    (skipped,) = the_plan(replace(NOTHING, written_notes={"one": NOTE.text})).skipped
    assert not skipped.is_new
    twice = the_plan(replace(NOTHING, imported={"one": ORDER}, imported_notes={"one": NOTE}))
    assert twice.notes == ()
    assert not any(each.is_new for each in twice.skipped)


def test_fills_are_held_against_their_orders_and_never_written() -> None:
    document = Fields(fills_json([ORDER]), "")
    for here, why in (
        (NOTHING, "its order is not here"),
        (replace(NOTHING, imported={"one": ORDER}), "says the same"),
        (replace(NOTHING, journal={"one": OTHER}), "says something else"),
    ):
        plan = plan_of_fills(document, here)
        assert (plan.orders, plan.notes) == ((), ())
        assert len(plan.skipped) == 2
        assert all(why in each.why for each in plan.skipped)
    assert Tao(5) == ORDER.filled.received  # type: ignore[union-attr]  # it is settled
