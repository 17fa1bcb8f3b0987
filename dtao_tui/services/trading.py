"""The trading desk: from a draft to a signed, journaled, final order, and what became of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtao_tui.chain.gateway import ChainFacts, Clock, DecodedCall, Market, Signer, Trading, Unsigned
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Snapshot, Validator
from dtao_tui.domain.orders import StakeOrder, UnstakeOrder
from dtao_tui.domain.placed import PlacedOrder
from dtao_tui.records.journal import Journal
from dtao_tui.services.session import Session
from dtao_tui.services.ticket import Draft, Kind, Ticket

if TYPE_CHECKING:
    from dtao_tui.domain.quotes import Quote


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The chain's own simulation of an order beside ours."""

    agrees: bool
    received_rao: int
    """What the chain says would be received; 0 where it refuses."""

    sentence: str = ""
    """What differs and what to do, where it does not agree."""


@dataclass(frozen=True, slots=True)
class Review:
    """All that is shown before signing; the order as the signer itself reads it in the bytes."""

    order: StakeOrder | UnstakeOrder
    quote: "Quote"
    unsigned: Unsigned
    decoded: DecodedCall
    facts: ChainFacts
    account: Account
    snapshot: Snapshot
    """The block that the quote stands on."""


class NotPlaced(Exception):
    """Refused before anything was signed; `str()` is a sentence."""


class TradingDesk:
    """One pipeline for all orders."""

    def __init__(
        self, market: Market, trading: Trading, signer: Signer, session: Session, journal: Journal, clock: Clock
    ) -> None:
        raise NotImplementedError

    @property
    def orders(self) -> tuple[PlacedOrder, ...]:
        """The orders of this network's journal, newest first."""
        raise NotImplementedError

    @property
    def session_order_count(self) -> int:
        """Orders signed since the program started; before the first one on mainnet MAINNET is typed."""
        raise NotImplementedError

    @property
    def read_only(self) -> str:
        """Why no order can be placed at all (another instance, a damaged journal), as a sentence; empty if one can."""
        raise NotImplementedError

    def open_order(self, address: str) -> PlacedOrder | None:
        """The order of this account that must be resolved before the next is signed, or None."""
        raise NotImplementedError

    async def network_fee(self, kind: Kind, address: str) -> Tao | None:
        """The fee of such an order as the chain estimates it, kept for a while; None where it does not say."""
        raise NotImplementedError

    def draft(self, ticket: Ticket, snapshot: Snapshot) -> Draft:
        """Think the ticket through for the chosen account, with the fee last heard; under 5 ms, no request."""
        raise NotImplementedError

    async def chain_check(self, draft: Draft, snapshot: Snapshot) -> ChainCheck:
        """Ask the chain's simulation at the snapshot's block. Raises ChainTrouble."""
        raise NotImplementedError

    async def validators(self, netuid: int, snapshot: Snapshot) -> tuple[Validator, ...]:
        """The subnet's validators, largest stake weight first, kept for some blocks. Raises ChainTrouble."""
        raise NotImplementedError

    async def review(self, draft: Draft, snapshot: Snapshot) -> Review:
        """All checks again, the composed bytes and the signer's reading.

        Raises NotPlaced, ChainTrouble or WalletTrouble.
        """
        raise NotImplementedError

    def place(self, review: Review) -> AsyncIterator[PlacedOrder]:
        """Sign once, write down, send, follow to finality; yields each new state.

        It goes on by itself if nobody listens any more. Raises NotPlaced or WalletTrouble before anything is sent.
        """
        raise NotImplementedError

    async def reconcile(self) -> tuple[PlacedOrder, ...]:
        """Ask the chain what became of all open orders; the ones that changed. Never sends anything again."""
        raise NotImplementedError
