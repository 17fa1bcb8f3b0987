"""The stake of an account after an order."""

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.holdings import Held
from dtao_tui.domain.operations.swap_intents import TransferStake
from dtao_tui.domain.trades.intents import MoveStake, SingleIntent
from dtao_tui.domain.trades.post_trade import aftermath
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.domain.builders import a_pool

HELD = Held(Alpha.parse("120", 7), Alpha.parse("120", 7))
FIVE = Alpha.parse("5", 7)


def held_after(intent: SingleIntent) -> Alpha:
    pool = a_pool(netuid=7)
    return aftermath(quote(intent, {7: pool}, Tolerance(), 1, None), pool, HELD).held_after


def test_what_is_given_to_another_account_is_held_no_more() -> None:
    assert held_after(TransferStake(7, "5From", "5To", FIVE, "5Other")) == Alpha.parse("115", 7)


def test_what_is_moved_to_another_validator_is_still_held() -> None:
    assert held_after(MoveStake(7, "5From", "5To", FIVE)) == Alpha.parse("120", 7)
