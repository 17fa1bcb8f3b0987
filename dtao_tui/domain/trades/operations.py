"""The table of operations: what each is called, asks for, calls, and is checked for.

A ticket draws the fields of an operation and preflight runs its checks. The signer has rules of its own, in its own
process; a test holds the calls that they allow equal to `pallet_calls`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from dtao_tui.domain.amounts import Alpha, Tao, as_alpha, as_tao
from dtao_tui.domain.assets import TAO, Asset, alpha_of
from dtao_tui.domain.trades.intents import STAKING, MoveStake, Op, SingleIntent, Stake, Unstake


class LimitKind(Enum):
    """What bounds the price of an operation."""

    NONE = "no price is involved"
    PRICE = "the price of one pool after the trade"
    RATIO = "the ratio of two prices"


class FieldKind(Enum):
    """What a person fills in."""

    AMOUNT = "an amount"
    VALIDATOR = "a validator"
    TOLERANCE = "a tolerance"


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


@dataclass(frozen=True, slots=True)
class Choices:
    """What was filled in, as values: an operation's intent is made of them."""

    netuid: int
    amount: Tao | Alpha
    hotkeys: Mapping[str, str]
    """By field; empty text while nobody has chosen one."""

    is_everything: bool = False
    """Whether the amount is all there is, whatever that comes to."""


@dataclass(frozen=True, slots=True)
class Spec:
    """One operation."""

    op: Op
    title: str
    verb: str
    done: str
    """What becomes of what is paid with, as in "can be sold"."""

    key: str
    """The key that opens its ticket."""

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
    """Whether it is hidden from others until its block is made, unless a person chooses otherwise."""

    checks: tuple[str, ...]
    """The names of the checks before a signature, in the order in which they are shown."""

    intent: Callable[[Choices], SingleIntent]
    """Makes the intent."""

    def pays(self, netuid: int) -> Asset:
        """What is paid with on a subnet."""
        amount = self.field(FieldKind.AMOUNT)
        return TAO if amount is not None and amount.source is Source.FREE_BALANCE else alpha_of(netuid)

    @property
    def validators(self) -> tuple[Field, ...]:
        """The fields that name a validator."""
        return tuple(field for field in self.fields if field.kind is FieldKind.VALIDATOR)

    def field(self, kind: FieldKind) -> Field | None:
        """The first field of a kind, or None."""
        return next((field for field in self.fields if field.kind is kind), None)


_TOLERANCE = Field("tolerance", FieldKind.TOLERANCE, "Tolerance", "Tolerance")


def _stake(choices: Choices) -> SingleIntent:
    return Stake(choices.netuid, choices.hotkeys["hotkey"], as_tao(choices.amount))


def _unstake(choices: Choices) -> SingleIntent:
    amount = as_alpha(choices.amount)
    return Unstake(choices.netuid, choices.hotkeys["hotkey"], amount, is_whole_position=choices.is_everything)


def _move(choices: Choices) -> SingleIntent:
    hotkeys = choices.hotkeys
    return MoveStake(choices.netuid, hotkeys["origin_hotkey"], hotkeys["hotkey"], as_alpha(choices.amount))


_SPECS = (
    Spec(
        op=Op.STAKE,
        title="Stake",
        verb="stake",
        done="staked",
        key="s",
        tooltip="Stake TAO on the chosen subnet.",
        here="stake TAO here",
        fields=(
            Field("amount", FieldKind.AMOUNT, "Pay", "Pay", Source.FREE_BALANCE),
            Field("hotkey", FieldKind.VALIDATOR, "To validator", "To"),
            _TOLERANCE,
        ),
        pallet_calls=((STAKING, "add_stake_limit"),),
        limit=LimitKind.PRICE,
        fee_in_alpha=False,
        proxy_type="Staking",
        is_shielded=False,
        checks=(
            "free_tao",
            "least_stake",
            "limit",
            "stays",
            "removal",
            "share",
            "pool_part",
            "open",
            "curve",
            "hotkey",
            "permit",
            "root_hold",
            "same_subnet",
            "fresh",
            "account",
            "chain",
            "second",
        ),
        intent=_stake,
    ),
    Spec(
        op=Op.UNSTAKE,
        title="Unstake",
        verb="unstake",
        done="sold",
        key="u",
        tooltip="Unstake from the chosen subnet.",
        here="unstake from here",
        fields=(
            Field("amount", FieldKind.AMOUNT, "Sell", "Sell", Source.OWN_STAKE),
            Field("hotkey", FieldKind.VALIDATOR, "From validator", "From", Source.OWN_STAKE),
            _TOLERANCE,
        ),
        pallet_calls=((STAKING, "remove_stake_limit"), (STAKING, "remove_stake_full_limit")),
        limit=LimitKind.PRICE,
        fee_in_alpha=True,
        proxy_type="Staking",
        is_shielded=False,
        checks=(
            "fee_in_alpha",
            "own_stake",
            "least_unstake",
            "limit",
            "stays",
            "removal",
            "share",
            "pool_part",
            "curve",
            "root_hold",
            "hotkey",
            "same_subnet",
            "fresh",
            "account",
            "chain",
            "lock",
            "second",
        ),
        intent=_unstake,
    ),
    Spec(
        op=Op.MOVE_STAKE,
        title="Move",
        verb="move",
        done="moved",
        key="m",
        tooltip="Move stake to another validator of the chosen subnet.",
        here="move stake to another validator here",
        fields=(
            Field("amount", FieldKind.AMOUNT, "Move", "Move", Source.OWN_STAKE),
            Field("origin_hotkey", FieldKind.VALIDATOR, "From validator", "From", Source.OWN_STAKE),
            Field("hotkey", FieldKind.VALIDATOR, "To validator", "To"),
        ),
        pallet_calls=((STAKING, "move_stake"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type="Staking",
        is_shielded=False,
        checks=(
            "fee_in_tao",
            "own_stake",
            "least_move",
            "stays",
            "removal",
            "open",
            "hotkey",
            "another_hotkey",
            "permit",
            "root_hold",
            "same_subnet",
            "fresh",
            "account",
            "chain",
            "lock",
            "second",
        ),
        intent=_move,
    ),
)

OPERATIONS: Mapping[Op, Spec] = MappingProxyType({spec.op: spec for spec in _SPECS})
"""Each operation by its name, in the order in which a ticket offers them."""


def operation_after(op: Op) -> Spec:
    """The operation that a ticket offers next; after the last the first."""
    ops = tuple(OPERATIONS)
    return OPERATIONS[ops[(ops.index(op) + 1) % len(ops)]]
