"""The check of a call's bytes against the rules for what the signer signs (`signing_rules`).

The chain's metadata and the table of known calls must decode the bytes alike; each alone could be wrong. A rule may
allow nested calls, which are checked by rules of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bittensor_core import Runtime

from dtao_tui.wallet.signer.calls import call_reading, call_table
from dtao_tui.wallet.signer.calls.call_layout import OtherLayout
from dtao_tui.wallet.signer.calls.call_reading import NotACall
from dtao_tui.wallet.signer.calls.call_table import KnownCall
from dtao_tui.wallet.signer.calls.signing_rules import RULES, Leaf, NotAllowed, Rule, Rules, Wraps
from dtao_tui.wallet.signer.signer_messages import CallReading, Renumbered

_LONGEST_NAME = 80

MOST_WRAPPED = call_table.MOST_NESTED
"""Levels of wrapping calls; a rule may allow fewer, never more."""


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
