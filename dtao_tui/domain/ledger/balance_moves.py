"""TAO that enters or leaves one account, by the events of the balances in one extrinsic, each to be claimed once.

Staking moves TAO by such events, too; what reads the staking events claims those that belong to them, and what nobody
claims came from, or went to, somebody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dtao_tui.domain.trades.chain_events import ChainEvent, UnreadableEvent, account_in, amount_in

BALANCES = "Balances"


@dataclass(slots=True)
class BalanceMove:
    """One move of TAO into the account or out of it."""

    at: int
    """The place of its event in the extrinsic."""

    rao: int
    """Above zero for what came."""

    other: str
    """The account on the other side; empty where there is none, as with fees."""

    is_claimed: bool = False


class BalanceMoves:
    """All moves of one account's TAO in one extrinsic."""

    def __init__(self, events: Sequence[ChainEvent], account: str) -> None:
        self._moves = [move for at, event in enumerate(events) for move in _moves_of(at, event, account)]

    def claim_paid(self, before: int, rao: int) -> int | None:
        """What was paid of this much just before an event, less what the same account gave back; None if untold."""
        paid = self._newest(before, -rao)
        if paid is None:
            return None
        total = -paid.rao
        for move in self._moves:
            # TAO that a limit leaves unswapped comes back from the same account before the event tells of the stake.
            if not move.is_claimed and paid.at < move.at < before and move.rao > 0 and move.other == paid.other != "":
                move.is_claimed = True
                total -= move.rao
        return total

    def claim_received(self, before: int, rao: int) -> int | None:
        """What was received of this much just before an event; None if untold."""
        received = self._newest(before, rao)
        return None if received is None else received.rao

    def claim_transfer(self, other: str, rao: int) -> bool:
        """Claim a transfer of this amount with this account, if there is one that nobody claimed."""
        for move in self._moves:
            if not move.is_claimed and (move.other, move.rao) == (other, rao):
                move.is_claimed = True
                return True
        return False

    def claim_fee(self) -> tuple[int, int]:
        """Claim what moved without another side; its sum, and where it was."""
        own = [move for move in self._moves if not move.is_claimed and not move.other]
        for move in own:
            move.is_claimed = True
        return sum(move.rao for move in own), own[0].at if own else 0

    def rest(self) -> list[BalanceMove]:
        """What nobody has claimed."""
        return [move for move in self._moves if not move.is_claimed]

    def _newest(self, before: int, rao: int) -> BalanceMove | None:
        """The last move of exactly this much before an event, now claimed."""
        for move in reversed(self._moves):
            if move.at < before and move.rao == rao and not move.is_claimed:
                move.is_claimed = True
                return move
        return None


def _moves_of(at: int, event: ChainEvent, account: str) -> list[BalanceMove]:
    if event.pallet != BALANCES:
        return []
    try:
        if event.name in _BETWEEN:
            giver, taker, rao = (event.named(name) for name in ("from", "to", "amount"))
            return _between(at, account, (account_in(giver), account_in(taker)), amount_in(rao))
        if event.name in _ALONE:
            name, sign = _ALONE[event.name]
            if account_in(event.named(name)) == account:
                return [BalanceMove(at, sign * amount_in(event.named("amount")), "")]
    except UnreadableEvent:
        # What it did shows as a difference that nothing explains.
        pass
    return []


def _between(at: int, account: str, sides: tuple[str, str], rao: int) -> list[BalanceMove]:
    giver, taker = sides
    if giver == taker or account not in sides:
        return []
    return [BalanceMove(at, -rao, taker) if giver == account else BalanceMove(at, rao, giver)]


_BETWEEN = ("Transfer", "ReserveRepatriated")
_ALONE: Mapping[str, tuple[str, int]] = {
    "Withdraw": ("who", -1),
    "Deposit": ("who", 1),
    "Minted": ("who", 1),
    "Burned": ("who", -1),
    "Slashed": ("who", -1),
    "DustLost": ("account", -1),
}
"""The field that names the account, and the sign. What is reserved stays the account's."""
