"""The table of operations: one row each, in the order in which a ticket offers them.

A ticket draws the fields of an operation and preflight runs its checks. The signer has rules of its own, in its own
process; a test holds the calls that they allow equal to `pallet_calls`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.domain.amounts import as_alpha, as_tao
from dtao_tui.domain.operations.account_intents import BALANCES, ClaimRoot, EndLock, LockStake, Pay
from dtao_tui.domain.operations.proxy_rows import PROXY_ROWS
from dtao_tui.domain.operations.swap_intents import BATCH_ALL, ExitSubnet, SwapStake, TransferStake
from dtao_tui.domain.trades.intents import STAKING, MoveStake, Op, SingleIntent, Stake, Unstake
from dtao_tui.domain.trades.operations import Choices, Field, FieldKind, Ground, LimitKind, Source, Spec

LIMITED_MOVE = f"{STAKING}.move_stake_limit"

_TOLERANCE = Field("tolerance", FieldKind.TOLERANCE, "Tolerance", "Tolerance")
_FROM = Field("origin_hotkey", FieldKind.VALIDATOR, "From validator", "From", Source.OWN_STAKE)
_TO = Field("hotkey", FieldKind.VALIDATOR, "To validator", "To")
_TO_THERE = Field("hotkey", FieldKind.VALIDATOR, "To validator", "To", at_destination=True)
_RECIPIENT = Field("recipient", FieldKind.ACCOUNT, "To account", "Account")

_PROXIED, _BY_OWNER = "Staking", "Transfer"
_LIMITED = "limit movement stays removal share pool_part"
_AT_LAST = "same_subnet fresh account chain lock second"


def _checks(names: str) -> tuple[str, ...]:
    return tuple(names.split())


def _stake(choices: Choices) -> SingleIntent:
    amount = as_tao(choices.amount)
    return Stake(choices.netuid, choices.hotkeys["hotkey"], amount, allow_partial=choices.allow_partial)


def _unstake(choices: Choices) -> SingleIntent:
    amount = as_alpha(choices.amount)
    return Unstake(
        choices.netuid,
        choices.hotkeys["hotkey"],
        amount,
        is_whole_position=choices.is_everything and not choices.allow_partial,
        allow_partial=choices.allow_partial,
    )


def _move(choices: Choices) -> SingleIntent:
    hotkeys = choices.hotkeys
    return MoveStake(choices.netuid, hotkeys["origin_hotkey"], hotkeys["hotkey"], as_alpha(choices.amount))


def _swap(choices: Choices) -> SingleIntent:
    hotkeys = choices.hotkeys
    return SwapStake(
        choices.netuid,
        hotkeys["origin_hotkey"],
        hotkeys["hotkey"],
        as_alpha(choices.amount),
        choices.destination,
        has_limited_move=LIMITED_MOVE in choices.calls,
    )


def _transfer(choices: Choices) -> SingleIntent:
    hotkeys, amount = choices.hotkeys, as_alpha(choices.amount)
    return TransferStake(
        choices.netuid,
        hotkeys["origin_hotkey"],
        hotkeys["hotkey"],
        amount,
        choices.recipient,
        choices.destination,
    )


def _exit(choices: Choices) -> SingleIntent:
    return ExitSubnet(choices.netuid, choices.positions)


def _pay(choices: Choices) -> SingleIntent:
    return Pay(as_tao(choices.amount), choices.recipient)


def _claim(choices: Choices) -> SingleIntent:
    return ClaimRoot(choices.hotkeys["hotkey"])


def _lock(choices: Choices) -> SingleIntent:
    return LockStake(choices.netuid, choices.hotkeys["hotkey"], as_alpha(choices.amount))


def _end_lock(choices: Choices) -> SingleIntent:
    return EndLock(choices.netuid, as_alpha(choices.amount))


ROWS = (
    Spec(
        op=Op.STAKE,
        title="Stake",
        verb="stake",
        done="staked",
        key="s",
        tooltip="Stake TAO on the chosen subnet.",
        here="stake TAO here",
        fields=(Field("amount", FieldKind.AMOUNT, "Pay", "Pay", Source.FREE_BALANCE), _TO, _TOLERANCE),
        pallet_calls=((STAKING, "add_stake_limit"),),
        limit=LimitKind.PRICE,
        fee_in_alpha=False,
        proxy_type=_PROXIED,
        is_shielded=True,
        checks=_checks(f"free_tao least_stake {_LIMITED} open curve hotkey permit root_hold {_AT_LAST}"),
        intent=_stake,
        knows_parts=True,
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
        proxy_type=_PROXIED,
        is_shielded=True,
        checks=_checks(f"fee_in_alpha own_stake least_unstake {_LIMITED} curve root_hold hotkey {_AT_LAST}"),
        intent=_unstake,
        knows_parts=True,
    ),
    Spec(
        op=Op.MOVE_STAKE,
        title="Move",
        verb="move",
        done="moved",
        key="m",
        tooltip="Move stake to another validator of the chosen subnet.",
        here="move stake to another validator here",
        fields=(Field("amount", FieldKind.AMOUNT, "Move", "Move", Source.OWN_STAKE), _FROM, _TO),
        pallet_calls=((STAKING, "move_stake"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type=_PROXIED,
        is_shielded=False,
        checks=_checks(
            f"fee_in_tao own_stake least_move stays removal open hotkey another_hotkey permit root_hold {_AT_LAST}"
        ),
        intent=_move,
        brings="arrives",
        can_leave="Can be moved",
    ),
    Spec(
        op=Op.SWAP_STAKE,
        title="Swap",
        verb="swap",
        done="swapped",
        key="x",
        tooltip="Swap stake of the chosen subnet to another subnet.",
        here="swap stake to another subnet",
        fields=(
            Field("amount", FieldKind.AMOUNT, "Sell", "Sell", Source.OWN_STAKE),
            _FROM,
            Field("destination", FieldKind.SUBNET, "To subnet", "Subnet"),
            _TO_THERE,
            _TOLERANCE,
        ),
        pallet_calls=(
            (STAKING, "swap_stake_limit"),
            (STAKING, "move_stake_limit"),
            (STAKING, "move_stake"),
            BATCH_ALL,
        ),
        limit=LimitKind.RATIO,
        fee_in_alpha=False,
        proxy_type=_PROXIED,
        is_shielded=True,
        checks=_checks(
            f"fee_in_tao own_stake another_subnet least_swap {_LIMITED} open curve hotkey permit root_hold {_AT_LAST}"
        ),
        intent=_swap,
    ),
    Spec(
        op=Op.TRANSFER_STAKE,
        title="Transfer",
        verb="transfer",
        done="given away",
        key="t",
        tooltip="Transfer stake of the chosen subnet to another account.",
        here="transfer stake to another account",
        fields=(
            Field("amount", FieldKind.AMOUNT, "Give", "Give", Source.OWN_STAKE),
            _FROM,
            _RECIPIENT,
            Field("destination", FieldKind.SUBNET, "On subnet", "Subnet"),
            _TO_THERE,
            _TOLERANCE,
        ),
        pallet_calls=(
            (STAKING, "transfer_stake"),
            (STAKING, "transfer_stake_and_hotkey"),
            (STAKING, "swap_stake_limit"),
            BATCH_ALL,
        ),
        limit=LimitKind.RATIO,
        fee_in_alpha=False,
        proxy_type=_BY_OWNER,
        is_shielded=True,
        checks=_checks(
            f"fee_in_tao own_stake recipient least_transfer {_LIMITED} open curve transfers hotkey root_hold {_AT_LAST}"
        ),
        intent=_transfer,
        brings="arrives",
        can_leave="Can be given",
    ),
    Spec(
        op=Op.EXIT_SUBNET,
        title="Exit",
        verb="exit",
        done="sold",
        key="X",
        tooltip="Sell every position on the chosen subnet, all of them or none.",
        here="sell all that is staked here",
        fields=(_TOLERANCE,),
        pallet_calls=((STAKING, "remove_stake_full_limit"), BATCH_ALL),
        limit=LimitKind.PRICE,
        fee_in_alpha=False,
        proxy_type=_PROXIED,
        is_shielded=True,
        checks=_checks(f"fee_in_tao positions {_LIMITED} curve root_hold hotkey {_AT_LAST}"),
        intent=_exit,
    ),
    Spec(
        op=Op.PAY,
        title="Pay",
        verb="pay",
        done="paid",
        key="p",
        tooltip="Pay TAO to another account.",
        here="pay TAO to another account",
        fields=(Field("amount", FieldKind.AMOUNT, "Pay", "Pay", Source.FREE_BALANCE), _RECIPIENT),
        pallet_calls=((BALANCES, "transfer_keep_alive"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type=_BY_OWNER,
        is_shielded=False,
        checks=_checks(f"free_tao recipient least_payment {_AT_LAST}"),
        intent=_pay,
        brings="arrives",
        ground=Ground.ACCOUNT,
    ),
    Spec(
        op=Op.CLAIM_ROOT,
        title="Claim",
        verb="claim",
        done="claimed",
        key="C",
        tooltip="Claim root dividends from a validator's basket.",
        here="claim root dividends",
        fields=(Field("hotkey", FieldKind.VALIDATOR, "From validator", "From", Source.OWN_STAKE),),
        pallet_calls=((STAKING, "claim_root_with_hotkey"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type="RootClaim",
        is_shielded=False,
        checks=_checks(f"fee_in_tao hotkey claimable {_AT_LAST}"),
        intent=_claim,
        ground=Ground.ROOT,
        is_sized=False,
    ),
    Spec(
        op=Op.LOCK_STAKE,
        title="Lock",
        verb="lock",
        done="locked",
        key="K",
        tooltip="Lock stake on the chosen subnet to a validator.",
        here="lock stake to a validator",
        fields=(Field("amount", FieldKind.AMOUNT, "Lock", "Lock", Source.OWN_STAKE), _TO),
        pallet_calls=((STAKING, "lock_stake"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type=_BY_OWNER,
        is_shielded=False,
        checks=_checks(f"fee_in_tao lockable open hotkey {_AT_LAST}"),
        intent=_lock,
        brings="locks",
        can_leave="Can be locked",
    ),
    Spec(
        op=Op.END_LOCK,
        title="End lock",
        verb="end the lock",
        done="set free",
        key="",
        tooltip="Let the lock on the chosen subnet decay from now on.",
        here="let the lock here decay",
        fields=(),
        pallet_calls=((STAKING, "set_perpetual_lock"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type=_BY_OWNER,
        is_shielded=False,
        checks=_checks(f"fee_in_tao perpetual {_AT_LAST}"),
        intent=_end_lock,
        is_sized=False,
    ),
    *PROXY_ROWS,
)
"""All operations that can be composed, quoted and signed."""

OPERATIONS: Mapping[Op, Spec] = MappingProxyType({row.op: row for row in ROWS if row.has_ticket})
"""The operations that a person can choose, by name, in the order in which a ticket offers them."""

ROW_OF: Mapping[Op, Spec] = MappingProxyType({row.op: row for row in ROWS})
"""Every row by its operation."""
