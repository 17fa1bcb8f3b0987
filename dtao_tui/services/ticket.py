"""The ticket: what a person typed, as a quote, an order and the checks that come before signing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import Holdings, Snapshot
from dtao_tui.domain.orders import Check, StakeOrder, UnstakeOrder
from dtao_tui.domain.placed import PlacedOrder

if TYPE_CHECKING:
    from dtao_tui.domain.quotes import Quote

Kind = Literal["stake", "unstake"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a person has typed and chosen, as it stands."""

    kind: Kind
    netuid: int
    hotkey: str | None
    amount_text: str
    tolerance_text: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a ticket is judged by besides its text."""

    snapshot: Snapshot
    holdings: Holdings | None
    """What the chosen account has, or None where it was not read yet."""

    network_fee: Tao | None
    now: float
    """Monotonic seconds, for the age of the snapshot."""

    account: Check
    """The session's word on whether the account may sign."""

    existential_deposit: Tao
    """What must stay on the account."""

    open_order: PlacedOrder | None = None
    """An order of this account whose fate is open."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket thought through: the amount it means, its quote, the order it would become, and what is wrong."""

    ticket: Ticket
    amount: Tao | Alpha | None = None
    quote: "Quote | None" = None
    order: StakeOrder | UnstakeOrder | None = None
    checks: tuple[Check, ...] = ()
    """In the order they are shown: funds, minimum, limit, hotkey, fresh, account."""

    sentence: str = ""
    """The first thing that is wrong, or empty."""

    largest: Tao | Alpha | None = None
    """The largest amount that fits within the tolerance, where the pool tells."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands against it but the chain's own answer."""
        return self.order is not None and not self.sentence


def draft(ticket: Ticket, circumstances: Circumstances) -> Draft:
    """Think a ticket through; never raises, takes under 5 ms."""
    raise NotImplementedError
