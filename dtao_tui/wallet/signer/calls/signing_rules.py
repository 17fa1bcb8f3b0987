"""Rules for the calls that the signer signs: which they are, and what each of their arguments may be.

The signer's own list, beside the application's table of operations; a test holds the two equal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dtao_tui.wallet.signer.calls import call_table
from dtao_tui.wallet.signer.calls.call_table import KnownCall
from dtao_tui.wallet.signer.signer_messages import ReadValue

U64_MAX = 2**64 - 1
"""As in `domain.amounts`, which the signer does not import."""

_STAKING_PROXY = "Staking"

ValueCheck = Callable[[ReadValue], None]
"""A check of one argument. Raises NotAllowed for a value that is never signed."""


class NotAllowed(Exception):
    """The signer does not sign this; the text is a sentence."""


def any_value(_value: ReadValue) -> None:
    """Allow every value that the layout holds."""


def an_amount(value: ReadValue) -> None:
    """Allow what is above zero and below the number that stands for everything. Raises NotAllowed."""
    if value == U64_MAX:
        raise NotAllowed("The amount stands for all that there is, which is never signed as an amount.")
    if not value:
        raise NotAllowed("The amount is not above zero.")


def a_limit(value: ReadValue) -> None:
    """Allow a price that limits something. Raises NotAllowed."""
    if value is None:
        raise NotAllowed("The call carries no limit price, so the chain could fill it at any.")
    if value in (0, U64_MAX):
        raise NotAllowed("The limit price limits nothing.")


def a_staking_proxy(value: ReadValue) -> None:
    """Allow the type of proxy that transfers nothing; a call by proxy is bound to it. Raises NotAllowed."""
    if value != _STAKING_PROXY:
        raise NotAllowed(f"Only a {_STAKING_PROXY} proxy is signed for here, which can transfer nothing.")


def no_delay(value: ReadValue) -> None:
    """Allow what may be done at once. Raises NotAllowed."""
    if value != 0:
        raise NotAllowed("A proxy with a delay must announce each call, which is not done here.")


def a_no(value: ReadValue) -> None:
    """Allow false alone. Raises NotAllowed."""
    if value is not False:
        raise NotAllowed("A lock is only ended here, never made perpetual.")


@dataclass(frozen=True, slots=True)
class Leaf:
    """Rule for a call without nested calls."""

    call: KnownCall
    checks: Mapping[str, ValueCheck]
    """A check for each argument, by name."""

    equal: tuple[str, str] | None = None
    """Two arguments that must have the same value."""

    takes_out: bool = False
    """Whether it only takes stake out, so that a person may need it on a chain that numbers it otherwise."""

    def __post_init__(self) -> None:
        _demand(list(self.checks) == list(self.call.arguments), self.call)


@dataclass(frozen=True, slots=True)
class Wraps:
    """Rule for a call that carries out nested calls."""

    call: KnownCall
    argument: str
    """The argument that holds the calls."""

    inner: frozenset[str]
    """The full names of the calls that may be nested in it, wrappers included."""

    most: int
    """The largest number of nested calls; at least one is needed."""

    checks: Mapping[str, ValueCheck]
    """A check for each other argument, by name."""

    origin: str | None = None
    """The argument that names the account on whose behalf the nested calls act; None for the wrapper's own."""

    def __post_init__(self) -> None:
        layouts = self.call.arguments
        _demand({*self.checks, self.argument} == layouts.keys() and layouts[self.argument].holds_calls, self.call)


Rule = Leaf | Wraps
Rules = Mapping[str, Rule]
"""Rules by the full name of their call."""


def _demand(is_complete: bool, call: KnownCall) -> None:
    if not is_complete:
        raise ValueError(f"The rule for {call.full_name} does not tell what is signed of each argument.")


def rules_of(*rules: Rule) -> Rules:
    """A table of rules."""
    return {rule.call.full_name: rule for rule in rules}


def _known(pallet: str, name: str) -> KnownCall:
    call = call_table.known(pallet, name)
    assert call is not None
    return call


def _staking_call(name: str) -> KnownCall:
    return _known("SubtensorModule", name)


CARRIED_BY_STAKING_PROXY = frozenset(
    f"SubtensorModule.{name}"
    for name in (
        "add_stake_limit",
        "remove_stake_limit",
        "remove_stake_full_limit",
        "move_stake",
        "move_stake_limit",
        "swap_stake_limit",
    )
)
"""The calls that are signed for a coldkey by its staking proxy, as far as each has a rule of its own.

The chain's filter of such a proxy (`StakingAllowed`, subtensor's `runtime/src/proxy_filters`) lets no batch pass.
"""

_LIMITED: Mapping[str, ValueCheck] = {"limit_price": a_limit, "allow_partial": any_value}
_BETWEEN_SUBNETS: Mapping[str, ValueCheck] = {
    "origin_netuid": any_value,
    "destination_netuid": any_value,
    "alpha_amount": an_amount,
}
_HOTKEYS: Mapping[str, ValueCheck] = {"origin_hotkey": any_value, "destination_hotkey": any_value}
_WITHIN_A_SUBNET = ("origin_netuid", "destination_netuid")
"""Between subnets these trade without a limit price."""

_PROXY_DEFINITION: Mapping[str, ValueCheck] = {
    "delegate": any_value,
    "proxy_type": a_staking_proxy,
    "delay": no_delay,
}

MOST_BATCHED = 16
"""The largest number of calls in one batch."""

CARRIED_BY_BATCH = frozenset(
    f"SubtensorModule.{name}"
    for name in (
        "add_stake_limit",
        "remove_stake_limit",
        "remove_stake_full_limit",
        "swap_stake_limit",
        "move_stake",
        "transfer_stake",
        "transfer_stake_and_hotkey",
    )
)
"""The calls that are signed inside a batch, which carries out all of them or none."""

RULES = rules_of(
    Leaf(
        _staking_call("add_stake_limit"),
        {
            "hotkey": any_value,
            "netuid": any_value,
            "amount_staked": an_amount,
            **_LIMITED,
        },
    ),
    Leaf(
        _staking_call("remove_stake_limit"),
        {
            "hotkey": any_value,
            "netuid": any_value,
            "amount_unstaked": an_amount,
            **_LIMITED,
        },
        takes_out=True,
    ),
    Leaf(
        _staking_call("remove_stake_full_limit"),
        {"hotkey": any_value, "netuid": any_value, "limit_price": a_limit},
        takes_out=True,
    ),
    Leaf(_staking_call("move_stake"), {**_HOTKEYS, **_BETWEEN_SUBNETS}, equal=_WITHIN_A_SUBNET),
    Leaf(_staking_call("move_stake_limit"), {**_HOTKEYS, **_BETWEEN_SUBNETS, **_LIMITED}),
    Leaf(_staking_call("swap_stake_limit"), {"hotkey": any_value, **_BETWEEN_SUBNETS, **_LIMITED}),
    Leaf(
        _staking_call("transfer_stake"),
        {"destination_coldkey": any_value, "hotkey": any_value, **_BETWEEN_SUBNETS},
        equal=_WITHIN_A_SUBNET,
    ),
    Leaf(
        _staking_call("transfer_stake_and_hotkey"),
        {"destination_coldkey": any_value, **_HOTKEYS, **_BETWEEN_SUBNETS},
        equal=_WITHIN_A_SUBNET,
    ),
    Leaf(_staking_call("claim_root_with_hotkey"), {"hotkey": any_value}),
    Leaf(_staking_call("lock_stake"), {"hotkey": any_value, "netuid": any_value, "amount": an_amount}),
    Leaf(_staking_call("set_perpetual_lock"), {"netuid": any_value, "enabled": a_no}),
    Leaf(_known("Balances", "transfer_keep_alive"), {"dest": any_value, "value": an_amount}),
    Wraps(_known("Utility", "batch_all"), "calls", CARRIED_BY_BATCH, MOST_BATCHED, {}),
    Wraps(
        _known("Proxy", "proxy"),
        "call",
        CARRIED_BY_STAKING_PROXY,
        1,
        {"real": any_value, "force_proxy_type": a_staking_proxy},
        origin="real",
    ),
    Leaf(_known("Proxy", "add_proxy"), _PROXY_DEFINITION),
    Leaf(_known("Proxy", "remove_proxy"), _PROXY_DEFINITION),
)
"""Everything that is signed."""
