"""Rules for the calls that the signer signs, and the check of a call's bytes against them.

The chain's metadata and the table of known calls must decode the bytes alike; each alone could be wrong. A rule may
allow nested calls, which are checked by rules of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bittensor_core import Runtime

from dtao_tui.wallet.signer import call_reading, call_table
from dtao_tui.wallet.signer.call_layout import OtherLayout
from dtao_tui.wallet.signer.call_reading import NotACall
from dtao_tui.wallet.signer.call_table import KnownCall
from dtao_tui.wallet.signer.signer_messages import CallReading, ReadValue, Renumbered

U64_MAX = 2**64 - 1
"""As in `domain.amounts`, which the signer does not import."""

_LONGEST_NAME = 80
_STAKING_PROXY = "Staking"

MOST_WRAPPED = call_table.MOST_NESTED
"""Levels of wrapping calls; a rule may allow fewer, never more."""

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
    """Allow the type of proxy that transfers nothing: it binds the call to it. Raises NotAllowed."""
    if value != _STAKING_PROXY:
        raise NotAllowed(f"A call by proxy is signed here only as that of a {_STAKING_PROXY} proxy.")


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

RULES = rules_of(
    Leaf(
        _staking_call("add_stake_limit"),
        {
            "hotkey": any_value,
            "netuid": any_value,
            "amount_staked": an_amount,
            "limit_price": a_limit,
            "allow_partial": any_value,
        },
    ),
    Leaf(
        _staking_call("remove_stake_limit"),
        {
            "hotkey": any_value,
            "netuid": any_value,
            "amount_unstaked": an_amount,
            "limit_price": a_limit,
            "allow_partial": any_value,
        },
        takes_out=True,
    ),
    Leaf(
        _staking_call("remove_stake_full_limit"),
        {"hotkey": any_value, "netuid": any_value, "limit_price": a_limit},
        takes_out=True,
    ),
    Leaf(
        _staking_call("move_stake"),
        {
            "origin_hotkey": any_value,
            "destination_hotkey": any_value,
            "origin_netuid": any_value,
            "destination_netuid": any_value,
            "alpha_amount": an_amount,
        },
        # Between subnets a move trades without a limit price.
        equal=("origin_netuid", "destination_netuid"),
    ),
    Wraps(
        _known("Proxy", "proxy"),
        "call",
        CARRIED_BY_STAKING_PROXY,
        1,
        {"real": any_value, "force_proxy_type": a_staking_proxy},
        origin="real",
    ),
)
"""Everything that is signed."""


@dataclass(frozen=True, slots=True)
class AllowedCall:
    """A call that may be signed."""

    call: KnownCall
    reading: CallReading
    acts_for: str | None
    """The account that the call moves, if a wrapper names another than the signer's own."""

    renumbered: Renumbered | None = None
    """Set if it may be signed only after a person accepted the chain's own numbers."""


def read_call(runtime: Runtime, call: bytes) -> CallReading:
    """Decode a call by the chain's metadata. Raises NotAllowed for bytes that are no call."""
    try:
        return call_reading.read_by_description(runtime, call)
    except NotACall as error:
        raise NotAllowed(str(error)) from error


def judge(runtime: Runtime, call: bytes, rules: Rules = RULES) -> AllowedCall:
    """Check a call against the rules. Raises NotAllowed with the reason.

    A renumbered call that takes stake out passes; the caller checks whether its numbers were accepted.
    """
    declared = read_call(runtime, call)
    rule = rules.get(declared.full_name)
    if rule is None:
        raise NotAllowed(f"{_shown_name(declared)} is not among the calls that are signed here.")
    _check_names(rule, declared, rules, MOST_WRAPPED)
    known = rule.call
    renumbered = None if tuple(call[:2]) == known.numbers else Renumbered(known.numbers, (call[0], call[1]))
    if renumbered is not None and not (isinstance(rule, Leaf) and rule.takes_out):
        raise NotAllowed(sentence_of_numbers(known, renumbered))
    reading = _read_alike(known, call, declared)
    _check_values(rule, reading, rules)
    # Bytes that read well but are not what the reading writes could mean something else to the chain.
    if call_reading.recomposed(runtime, reading) != call:
        raise NotAllowed("The bytes of the call hold more than the call.")
    return AllowedCall(known, reading, _account_of(rule, reading, rules), renumbered)


def sentence_of_numbers(call: KnownCall, numbers: Renumbered) -> str:
    """The sentence that says that the chain numbers a call differently, and what to use instead."""
    (pallet, number), (other_pallet, other_number) = numbers.known, numbers.declared
    return (
        f"This chain numbers {call.full_name} {other_pallet},{other_number}; it is known here as "
        f"{pallet},{number}, so nothing was signed.{_by_btcli(call)}"
    )


def _shown_name(call: CallReading) -> str:
    """The chain's own name of the call if it is a plain identifier: it is shown on a screen."""
    is_plain = all(name.isascii() and name.isidentifier() for name in (call.pallet, call.name))
    return call.full_name[:_LONGEST_NAME] if is_plain else "What these bytes call"


def _by_btcli(call: KnownCall) -> str:
    return f" “{call.btcli}” does the same." if call.btcli else ""


def _check_names(rule: Rule, call: CallReading, rules: Rules, depth: int) -> None:
    """Raise NotAllowed unless the call and its nested calls have rules and the known argument names."""
    if [name for name, _ in call.arguments] != list(rule.call.arguments):
        raise NotAllowed(f"This chain's {rule.call.name} takes other arguments than the one that is known here.")
    if isinstance(rule, Leaf):
        return
    if depth <= 0:
        raise NotAllowed("The call wraps calls more deeply than is signed here.")
    inside = _calls_inside(rule, call)
    if not 1 <= len(inside) <= rule.most:
        raise NotAllowed(f"{rule.call.full_name} holds {len(inside)} calls; from 1 to {rule.most} are signed here.")
    for each in inside:
        found = rules.get(each.full_name) if each.full_name in rule.inner else None
        if found is None:
            raise NotAllowed(
                f"{_shown_name(each)} is not among the calls that are signed inside {rule.call.full_name}."
            )
        _check_names(found, each, rules, depth - 1)


def _check_values(rule: Rule, call: CallReading, rules: Rules) -> None:
    values = dict(call.arguments)
    for name, check in rule.checks.items():
        check(values[name])
    if isinstance(rule, Wraps):
        for each in _calls_inside(rule, call):
            _check_values(rules[each.full_name], each, rules)
    elif rule.equal is not None and values[rule.equal[0]] != values[rule.equal[1]]:
        raise NotAllowed(f"{rule.call.full_name} is signed here only where {' and '.join(rule.equal)} are the same.")


def _account_of(rule: Rule, call: CallReading, rules: Rules) -> str | None:
    """The account that all nested calls act for; None for the signer's own. Raises NotAllowed for several accounts."""
    accounts = set(_accounts_of(rule, call, rules, None))
    if len(accounts) > 1:
        raise NotAllowed("The calls inside act for more than one account.")
    return accounts.pop()


def _accounts_of(rule: Rule, call: CallReading, rules: Rules, origin: str | None) -> Iterator[str | None]:
    if isinstance(rule, Leaf):
        yield origin
        return
    named = dict(call.arguments)[rule.origin] if rule.origin is not None else None
    for each in _calls_inside(rule, call):
        yield from _accounts_of(rules[each.full_name], each, rules, origin if named is None else str(named))


def _calls_inside(rule: Wraps, call: CallReading) -> tuple[CallReading, ...]:
    return call_reading.inner_calls(dict(call.arguments)[rule.argument])


def _read_alike(known: KnownCall, call: bytes, declared: CallReading) -> CallReading:
    """Decode the call by the table. Raises NotAllowed if the chain's metadata decodes it differently."""
    another = NotAllowed(
        f"This endpoint's description lays out {known.name} otherwise than it is known here, so it may be made to "
        f"deceive. Nothing was signed.{_by_btcli(known)}"
    )
    try:
        values = known.read(call)
    except OtherLayout as error:
        raise another from error
    reading = call_reading.read_by_table(known, values)
    if known.compose(values, (call[0], call[1])) != call or not call_reading.is_same(reading, declared):
        raise another
    return reading
