"""A move within a subnet: what is checked, what is signed, and that no price is involved."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Limits, MoveStake, Op
from dtao_tui.domain.trades.post_trade import aftermath
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket, draft
from tests.fakes import HOTKEY, NETWORK_FEE, OTHER_HOTKEY, a_holding, a_pool, a_snapshot, a_stake, a_subnet

PLENTY = a_holding(free="1000", stakes=[a_stake(alpha="120")])


def given(**changes: object) -> Circumstances:
    circumstances = Circumstances(
        snapshot=a_snapshot(),
        holdings=PLENTY,
        network_fee=NETWORK_FEE,
        now=101.0,
        account=Check("account", True),
        existential_deposit=Tao(500),
    )
    return replace(circumstances, **changes)  # type: ignore[arg-type]  # builders take any field


def moved(amount: str, circumstances: Circumstances | None = None, *, to: str = OTHER_HOTKEY) -> Draft:
    ticket = Ticket(Op.MOVE_STAKE, a_subnet(7).id, {"origin_hotkey": HOTKEY, "hotkey": to}, amount, "2")
    return draft(ticket, circumstances or given())


def failed(result: Draft) -> list[str]:
    return [check.name for check in result.checks if not check.passed]


def test_a_move_is_ready_without_a_limit_and_brings_what_it_takes() -> None:
    result = moved("50")
    assert result.is_ready
    assert result.intent == MoveStake(7, HOTKEY, OTHER_HOTKEY, Alpha.parse("50", 7))
    assert result.quote is not None
    assert (result.quote.legs, result.quote.limits) == ((), Limits())
    assert result.quote.receives == result.quote.worst_received == Alpha.parse("50", 7)
    assert result.quote.price_impact is result.quote.pool_fee is result.quote.price_before is None
    names = ["funds", "funds", "minimum", "rest", "subnet", "hotkey", "fresh", "account"]
    assert [check.name for check in result.checks] == names


def test_what_is_signed_stays_on_its_subnet() -> None:
    result = moved("50")
    assert result.quote is not None
    assert result.quote.intent.call(result.quote.limits) == Call(
        "SubtensorModule",
        "move_stake",
        {
            "origin_hotkey": HOTKEY,
            "destination_hotkey": OTHER_HOTKEY,
            "origin_netuid": 7,
            "destination_netuid": 7,
            "alpha_amount": 50 * 10**9,
        },
    )


@pytest.mark.parametrize("text", ["max", "100%"])
def test_all_of_a_position_is_moved_by_its_amount_and_never_by_the_number_that_means_everything(text: str) -> None:
    result = moved(text)
    assert result.is_ready
    assert result.amount == Alpha.parse("120", 7)


def test_stake_does_not_move_to_where_it_is() -> None:
    result = moved("50", to=HOTKEY)
    assert failed(result) == ["hotkey"]
    assert "with this validator already" in result.sentence


def test_nobody_is_joined_by_default() -> None:
    result = moved("50", to="")
    assert (result.is_complete, result.sentence) == (False, "Choose a validator for “To”.")


@pytest.mark.parametrize("unknown", [HOTKEY, OTHER_HOTKEY])
def test_both_validators_must_be_known_to_the_chain(unknown: str) -> None:
    assert failed(moved("50", given(unknown_hotkeys=frozenset({unknown})))) == ["hotkey"]


def test_a_move_worth_less_than_the_chains_least_is_refused() -> None:
    least = next(rao for rao in range(10**6, 10**8, 1000) if a_pool().price.rao * rao // 10**9 >= 100_000)
    assert "minimum" not in failed(moved(str(Alpha(least + 1000, 7))))
    assert failed(moved(str(Alpha(least - 2000, 7)))) == ["minimum"]


def test_more_than_is_held_cannot_be_moved() -> None:
    result = moved("120.000000001")
    assert failed(result) == ["funds"]
    assert "can be moved with this validator" in result.sentence


def test_without_free_tao_for_the_fee_nothing_is_moved() -> None:
    poor = a_holding(free="0.0000001", stakes=[a_stake(alpha="120")])
    result = moved("50", given(holdings=poor))
    assert failed(result)[0] == "funds"
    assert "nothing is moved without it" in result.sentence


def test_a_lock_that_the_chain_tells_of_holds_stake_back() -> None:
    assert failed(moved("50", given(unlocked=Alpha.parse("49", 7)))) == ["lock"]
    assert moved("50", given(unlocked=Alpha.parse("50", 7))).is_ready


def test_a_subnet_that_is_not_open_lets_nothing_move() -> None:
    closed = a_snapshot(subnets=[replace(a_subnet(7), is_open=False)])
    assert failed(moved("50", given(snapshot=closed))) == ["subnet"]


def test_a_pool_of_an_unknown_curve_does_not_stand_in_the_way() -> None:
    assert moved("50", given(can_simulate=False)).is_ready


def test_what_is_held_on_the_subnet_stays_the_same() -> None:
    circumstances = given()
    result = moved("50", circumstances)
    assert result.quote is not None
    held = circumstances.means_of(7, HOTKEY).held
    after = aftermath(result.quote, circumstances.snapshot.subnets[7].pool, held)
    assert after.held_after == Alpha.parse("120", 7)
