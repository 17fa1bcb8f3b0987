"""What the chain answers about one account when an order needs it: dividends to claim, and whether a lock decays."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from dtao_tui.domain.accounts import OwnerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.trades.intents import Op, SingleIntent
from dtao_tui.ports.chain import Head, Market

Told = TypeVar("Told")

_HOLD_BLOCKS = 25
"""An answer that is older is none any more."""


class _Place(NamedTuple):
    """An account on a chain, and the validator or subnet that the answer is about."""

    genesis: str
    owner: str
    about: str | int


class AccountAnswers:
    """Asks for what no block brings along, and keeps the last answers."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._owed: dict[_Place, tuple[int, Tao | None]] = {}
        self._perpetual: dict[_Place, tuple[int, bool | None]] = {}

    async def ask(self, intent: SingleIntent, owner: OwnerAddress, snapshot: Snapshot) -> None:
        """Ask what this intent needs to know at the snapshot's block, if anything. Raises ChainTrouble."""
        at = Head.of(snapshot)
        if intent.op is Op.CLAIM_ROOT and intent.hotkey:
            owed = await self._market.claimable(owner, intent.hotkey, at)
            self._owed[_Place(snapshot.genesis, owner, intent.hotkey)] = snapshot.block, owed
        if intent.op is Op.END_LOCK:
            is_perpetual = await self._market.lock_is_perpetual(owner, intent.netuid, at)
            self._perpetual[_Place(snapshot.genesis, owner, intent.netuid)] = snapshot.block, is_perpetual

    def claimable(self, owner: str, snapshot: Snapshot) -> Mapping[str, Tao | None]:
        """What each basket owes the account, by hotkey, as far as it was asked lately; None where it is not told."""
        return {str(place.about): owed for place, owed in _recent(self._owed, owner, snapshot)}

    def perpetual_locks(self, owner: str, snapshot: Snapshot) -> Mapping[int, bool | None]:
        """Whether the account's lock does not decay, by netuid, as far as it was asked lately; None if not told."""
        return {int(place.about): is_so for place, is_so in _recent(self._perpetual, owner, snapshot)}


def _recent(
    answers: Mapping[_Place, tuple[int, Told]], owner: str, snapshot: Snapshot
) -> Iterator[tuple[_Place, Told]]:
    for place, (block, told) in answers.items():
        is_recent = 0 <= snapshot.block - block < _HOLD_BLOCKS
        if is_recent and (place.genesis, place.owner) == (snapshot.genesis, owner):
            yield place, told
