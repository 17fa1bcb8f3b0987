"""What an order's events come to, for the order and for each of its extrinsics."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.orders import order_events as events
from dtao_tui.domain.orders.nonce_choice import known_nonces, number_next
from dtao_tui.domain.orders.order import ExtrinsicRole, Order, OrderSubnet
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.order_transitions import IllegalTransition
from dtao_tui.domain.trades.settlement import Filled, Settlement
from tests.domain.orders.example_orders import an_order

BLOCK, HASH = 105, "0x69"
SETTLED = events.OrderSettled(at=4.0, settlement=Settlement(filled=Filled(Tao(9), Alpha(8, 7), Tao(1))))
IN_BLOCK = events.OrderInBlock(at=3.0, block=BLOCK, block_hash=HASH)


def two_extrinsics() -> Order:
    """An order whose first extrinsic carries its second one onto the chain."""
    order = an_order()
    carrier = replace(order.extrinsic, hash="0xcarrier", nonce=7, role=ExtrinsicRole.CARRIER)
    inner = replace(order.extrinsic, hash="0xinner", nonce=8)
    signed = tuple(events.OrderSigned(at=1.0, extrinsic=place) for place in (0, 1))
    return replace(order, extrinsics=(carrier, inner), events=signed)


def test_a_step_is_written_for_each_state_and_none_for_what_only_says_more() -> None:
    passed, sent = events.RehearsalPassed(at=2.0), events.OrderSent(at=2.5)
    order = an_order().after(passed, sent, events.OrderSent(at=2.6), IN_BLOCK, SETTLED)
    assert [state for state, _ in order.steps] == ["signed", "sent", "in block"]
    assert (order.history.rehearsal, order.block, order.block_hash) == ("passed", BLOCK, HASH)
    assert order.filled == Filled(Tao(9), Alpha(8, 7), Tao(1))


def test_a_dropped_block_takes_its_number_and_its_fill_with_it() -> None:
    order = an_order().after(IN_BLOCK, SETTLED, events.OrderRetracted(at=5.0, sentence="dropped"))
    assert (order.state, order.block, order.block_hash, order.settlement) == (OrderState.SENT, None, None, None)
    assert order.sentence == "dropped"


def test_another_block_has_settled_nothing_before_its_events_are_read() -> None:
    order = an_order().after(IN_BLOCK, SETTLED, events.OrderInBlock(at=5.0, block=106, block_hash="0x6a"))
    assert (order.block, order.settlement) == (106, None)


def test_a_block_that_cannot_be_read_again_keeps_what_was_read() -> None:
    order = an_order().after(IN_BLOCK, SETTLED, events.BlockUnread(at=5.0, block_hash=HASH, sentence="lost"))
    assert (order.block, order.filled) == (BLOCK, Filled(Tao(9), Alpha(8, 7), Tao(1)))


def test_closing_by_hand_keeps_the_block_that_was_named() -> None:
    order = an_order().after(IN_BLOCK, SETTLED, events.OrderClosed(at=5.0, sentence="closed"))
    assert (order.state, order.block, order.block_hash, order.filled) == (OrderState.CLOSED, BLOCK, HASH, None)
    assert not order.history.used_its_nonce


def test_a_rehearsal_that_failed_is_told_with_its_error() -> None:
    held = an_order().after(events.OrderHeld(at=2.0, sentence="held", error="SlippageTooHigh"))
    assert (held.state, held.history.rehearsal) == (OrderState.HELD, "failed: SlippageTooHigh")
    unclear = an_order().after(events.RehearsalUnclear(at=2.0, sentence="no answer"))
    assert (unclear.state, unclear.history.rehearsal) == (OrderState.SIGNED, "not rehearsed: no answer")


def test_the_answer_of_an_endpoint_stays_known() -> None:
    refused = events.EndpointRefused(at=2.0, answer="refused it", sentence="refused it; asked")
    order = an_order().after(refused, events.OrderExpired(at=3.0, sentence="over"))
    assert (order.history.answer, order.sentence) == ("refused it", "over")


def test_only_what_changes_something_is_news() -> None:
    lost = events.OrderLost(at=2.0, sentence="not known")
    order = an_order().after(lost)
    assert not order.is_news()
    assert not order.is_news(replace(lost, at=9.0))
    assert order.is_news(replace(lost, sentence="still not known"))
    assert order.is_news(events.OrderSent(at=9.0))


def test_each_extrinsic_has_a_history_and_the_last_one_tells_the_orders_state() -> None:
    order = two_extrinsics().after(replace(IN_BLOCK, extrinsic=0))
    assert [part.state for part in order.parts] == [OrderState.IN_BLOCK, OrderState.SIGNED]
    assert (order.state, order.extrinsic.hash, order.block) == (OrderState.SIGNED, "0xinner", None)
    final = events.OrderFinalized(at=5.0, block=107, block_hash="0x6b", extrinsic=1)
    ended = order.after(final)
    assert ended.state is OrderState.FINAL
    # The chain may still drop the block of the carrier.
    assert ended.is_open
    assert not ended.blocks_account


def test_an_order_waits_while_any_extrinsic_is_unproven() -> None:
    order = two_extrinsics().after(events.OrderExpired(at=3.0, sentence="over", extrinsic=1))
    assert order.state is OrderState.EXPIRED
    assert order.blocks_account


def test_every_extrinsic_counts_for_the_nonces_of_its_signer() -> None:
    order = two_extrinsics()
    assert known_nonces([order]).unproven == (7, 8)
    carried = order.after(events.OrderFinalized(at=3.0, block=BLOCK, block_hash=HASH, extrinsic=0))
    assert (known_nonces([carried]).unproven, known_nonces([carried]).ended) == ((8,), (7,))
    both = carried.after(events.OrderFinalized(at=4.0, block=BLOCK, block_hash=HASH, extrinsic=1))
    assert number_next([both], told=9, on_chain=9).nonce == 9
    assert number_next([both], told=9, on_chain=9).notes == ()


def test_an_extrinsic_without_its_signature_is_no_part_of_an_order() -> None:
    order = two_extrinsics()
    with pytest.raises(IllegalTransition):
        replace(order, events=order.events[:1])
    with pytest.raises(IllegalTransition):
        order.after(events.OrderSigned(at=1.0, extrinsic=2))


def test_amounts_are_written_with_the_symbols_of_the_orders_own_subnets() -> None:
    other = OrderSubnet(9, "ω", "other")
    order = an_order()
    swap = replace(order, subnets=(*order.subnets, other))
    assert [swap.symbol_of(amount) for amount in (Tao(1), Alpha(1, 7), Alpha(1, 9), Alpha(1, 3))] == [
        "τ",
        "γ",
        "ω",
        "α",
    ]


def test_an_order_that_concerns_no_subnet_has_no_number() -> None:
    order = an_order()
    transfer = replace(order, subnets=())
    assert (transfer.netuid, transfer.subnet, transfer.symbol, transfer.name) == (None, None, "", "")
