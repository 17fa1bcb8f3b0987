"""What of a stake's growth counts as yield: no more than the dividends that the chain recorded allow.

A stake grows without an event of its own when its subnet's epoch shares a hotkey's dividends out. That is yield only
if every event of the interval was read, exactly one epoch of the subnet lies in it, and the growth is at most the
hotkey's recorded dividends times the account's share of its stake, a rao for each event apart.
"""

from collections.abc import Mapping

from dtao_tui.domain.ledger.account_state import AccountState, Place
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.validator_yield import HotkeyDividend

Dividends = Mapping[Place, HotkeyDividend]


def epochs_between(before: AccountState, after: AccountState, subnet: SubnetId) -> int | None:
    """How many epochs of a subnet lie between two states; None where that is not known."""
    last, tempo = after.last_epochs.get(subnet), after.tempos.get(subnet)
    if last is None:
        return None
    if last <= before.block:
        return 0
    return 1 + (last - before.block - 1) // tempo if tempo else 1


def largest_yield(held: int, told: HotkeyDividend | None) -> int:
    """The most rao of alpha that a stake of this size got of a hotkey's dividends, rounded up; 0 where none is told.

    It held the same share before and after: a stake of q gets q · dividend / (stake − dividend).
    """
    if told is None or told.dividend <= 0:
        return 0
    others = told.stake - told.dividend
    return min(-(-held * told.dividend // others), told.dividend) if others > 0 else told.dividend
