"""The form of the table of operations: what each is called, asks for, calls, and is checked for.

A ticket draws the fields of an operation and preflight runs its checks. The signer has rules of its own, in its own
process; a test holds the calls that they allow equal to `pallet_calls`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.assets import TAO, Asset, alpha_of
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Op, SingleIntent


class LimitKind(Enum):
    """What bounds the price of an operation."""

    NONE = "no price is involved"
    PRICE = "the price of one pool after the trade"
    RATIO = "the ratio of two prices"


class Ground(Enum):
    """Where an operation is done."""

    SUBNET = "on the subnet that is chosen"
    ROOT = "on root, whichever subnet is chosen"
    ACCOUNT = "on no subnet"


class FieldKind(Enum):
    """What a person fills in."""

    AMOUNT = "an amount"
    VALIDATOR = "a validator"
    SUBNET = "another subnet"
    ACCOUNT = "another account"
    TOLERANCE = "a tolerance"


_WITH_LIST = (FieldKind.VALIDATOR, FieldKind.SUBNET, FieldKind.ACCOUNT)


class Source(Enum):
    """Where a field's answer comes from."""

    ANYTHING = "anything"
    FREE_BALANCE = "the free TAO of the account"
    OWN_STAKE = "what the account has staked"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an operation's ticket."""

    name: str
    kind: FieldKind
    caption: str
    """Its label above the field, such as "To validator"."""

    label: str
    """The same in one word, for a label in the same line."""

    source: Source = Source.ANYTHING
    at_destination: bool = False
    """Whether a validator is one of the other subnet."""


@dataclass(frozen=True, slots=True)
class SoldPosition:
    """A stake with one validator that an exit sells whole."""

    hotkey: str
    amount: Alpha


@dataclass(frozen=True, slots=True)
class Choices:
    """What was filled in, as values: an operation's intent is made of them."""

    netuid: int
    amount: Tao | Alpha
    hotkeys: Mapping[str, str]
    """By field; empty text while nobody has chosen one."""

    allow_partial: bool = False
    """Whether a part that fills within the limit is enough."""

    is_everything: bool = False
    """Whether the amount is all there is, whatever that comes to."""

    destination: int | None = None
    """The other subnet; None while none is chosen."""

    recipient: str = ""
    """The other account; empty while none is chosen."""

    positions: tuple[SoldPosition, ...] = ()
    """What the account holds on the subnet, largest first."""

    calls: frozenset[str] = frozenset()
    """The names of the calls that the chain has, pallet and function, for operations that may become one or another."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One operation."""

    op: Op
    title: str
    verb: str
    done: str
    """What becomes of what is paid with, as in "can be sold"."""

    key: str
    """The key that opens its ticket; empty where it is reached by another operation's ticket only."""

    tooltip: str
    """What the key does where a subnet is chosen among others."""

    here: str
    """What its ticket is for on one subnet, such as "stake TAO here"."""

    fields: tuple[Field, ...]
    pallet_calls: tuple[tuple[str, str], ...]
    """Every call, by pallet and function, that an intent of it may become."""

    limit: LimitKind
    fee_in_alpha: bool
    """Whether the chain may take the network's fee from the stake, where the free TAO does not pay it."""

    proxy_type: str
    """The narrowest kind of proxy that may carry it out for another account."""

    is_shielded: bool
    """Whether it may move a price, so that it goes under the MEV shield where the chain has one.

    `trading.mev_shield` alone reads it, and sees whether this very order passes a pool.
    """

    checks: tuple[str, ...]
    """The names of the checks before a signature, in the order in which they are shown."""

    intent: Callable[[Choices], SingleIntent]
    """Makes the intent."""

    brings: str = "you get"
    """What stands before what it brings: stake that is moved or given away arrives, and a lock gets nothing."""

    ground: Ground = Ground.SUBNET
    is_sized: bool = True
    """Whether it is of an amount, typed or of what is held; else it says by itself all that is done."""

    knows_parts: bool = False
    """Whether a part of it can be enough."""

    has_ticket: bool = True
    """Whether a ticket offers it; else it begins in Wallets, where keys are chosen."""

    can_leave: str = "Sellable"
    """What of a position it can take, as a label."""

    def netuid_at(self, netuid: int) -> int:
        """The subnet that it is done on where this one is chosen."""
        return ROOT if self.ground is Ground.ROOT else netuid

    def is_offered_at(self, netuid: int) -> bool:
        """Whether a ticket on this subnet offers it."""
        return self.has_ticket and (self.ground is not Ground.ROOT or netuid == ROOT)

    def pays(self, netuid: int) -> Asset:
        """What is paid with on a subnet."""
        amount = self.field(FieldKind.AMOUNT)
        return TAO if amount is not None and amount.source is Source.FREE_BALANCE else alpha_of(netuid)

    @property
    def asks_amount(self) -> bool:
        """Whether a person types an amount; else the intent itself says what is done."""
        return self.field(FieldKind.AMOUNT) is not None

    @property
    def validators(self) -> tuple[Field, ...]:
        """The fields that name a validator."""
        return tuple(field for field in self.fields if field.kind is FieldKind.VALIDATOR)

    @property
    def listed(self) -> tuple[Field, ...]:
        """The fields that are chosen from a list."""
        return tuple(field for field in self.fields if field.kind in _WITH_LIST)

    def field(self, kind: FieldKind) -> Field | None:
        """The first field of a kind, or None."""
        return next((field for field in self.fields if field.kind is kind), None)
