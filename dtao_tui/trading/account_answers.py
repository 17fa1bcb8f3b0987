"""What the chain answers about one account when an order needs it: dividends to claim, and whether a lock decays."""

from collections.abc import Mapping
from typing import NamedTuple

from dtao_tui.domain.accounts import OwnerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.trades.intents import Op, SingleIntent
from dtao_tui.ports.chain import Head, Market


class _Place(NamedTuple):
    """An account on a chain, and the validator or subnet that the answer is about."""

    genesis: str
    owner: str
    about: str | int


class AccountAnswers:
    """Asks for what no block brings along, and keeps the last answers."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._owed: dict[_Place, Tao] = {}
        self._perpetual: dict[_Place, bool] = {}

    async def ask(self, intent: SingleIntent, owner: OwnerAddress, snapshot: Snapshot) -> None:
        """Ask what this intent needs to know at the snapshot's block, if anything. Raises ChainTrouble."""
        at = Head(snapshot.block, snapshot.block_hash)
        if intent.op is Op.CLAIM_ROOT and intent.hotkey:
            owed = await self._market.claimable(owner, intent.hotkey, at)
            if owed is not None:
                self._owed[_Place(snapshot.genesis, owner, intent.hotkey)] = owed
        if intent.op is Op.END_LOCK:
            is_perpetual = await self._market.lock_is_perpetual(owner, intent.netuid, at)
            self._perpetual[_Place(snapshot.genesis, owner, intent.netuid)] = is_perpetual

    def claimable(self, owner: str, snapshot: Snapshot) -> Mapping[str, Tao]:
        """What each basket owes the account, by hotkey, as far as it was asked."""
        return {str(place.about): owed for place, owed in self._owed.items() if _is_of(place, owner, snapshot)}

    def perpetual_locks(self, owner: str, snapshot: Snapshot) -> Mapping[int, bool]:
        """Whether the account's lock does not decay, by netuid, as far as it was asked."""
        return {int(place.about): is_so for place, is_so in self._perpetual.items() if _is_of(place, owner, snapshot)}


def _is_of(place: _Place, owner: str, snapshot: Snapshot) -> bool:
    return (place.genesis, place.owner) == (snapshot.genesis, owner)
