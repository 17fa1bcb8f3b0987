"""Compatibility check: compares what a chain's metadata declares with what this program reads and calls."""

from collections.abc import Iterator

from bittensor_core import Runtime

from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.runtime_names import (
    APIS,
    BASKET_PAYOUT,
    CONSENSUS,
    DECAYING_LOCK,
    ITEMS,
    LIQUIDITY,
    OTHER_CURVE,
    OWNER_PAYS,
    ROOT_HOLD,
    USER_LIQUIDITY,
)
from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import STAKING_PROXY
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.networks import is_loopback
from dtao_tui.wallet.signer.calls.call_layout import Layout
from dtao_tui.wallet.signer.calls.signing_policy import judge, sentence_of_numbers
from dtao_tui.wallet.signer.calls.signing_rules import RULES, NotAllowed, Rule, Wraps
from dtao_tui.wallet.signer.description_check import objection_to_description

_EXAMPLES: dict[Layout, object] = {
    Layout.ACCOUNT: practice_account.ADDRESS,
    Layout.NETUID: 1,
    Layout.AMOUNT: 1,
    Layout.LIMIT: 1,
    Layout.LIMIT_IF_ANY: 1,
    Layout.YES_OR_NO: False,
    Layout.ADDRESS: practice_account.ADDRESS,
    Layout.PROXY_TYPE: STAKING_PROXY,
    Layout.PROXY_TYPE_IF_ANY: STAKING_PROXY,
    Layout.BLOCKS: 0,
}

_LONGEST_LIST = 200

OPTIONAL = (OTHER_CURVE, USER_LIQUIDITY, LIQUIDITY, ROOT_HOLD, OWNER_PAYS, DECAYING_LOCK, CONSENSUS)
"""Storage items that are read only where the chain has them; older runtimes lack a hold on root stakes, or know Yuma
alone.
"""

OPTIONAL_APIS = (BASKET_PAYOUT,)
"""Runtime APIs that are asked only where the chain has them; older runtimes have no baskets."""

CALLS = {name: tuple(rule.call.arguments) for name, rule in RULES.items()}
"""Calls that the signer signs, with their arguments in order."""


_COMES_WITH = {name: rule.call.first_spec for name, rule in RULES.items()}
"""The spec version that each call came with, or the oldest that is known to have it."""


def misfits(facts: ChainFacts) -> tuple[str, ...]:
    """One sentence for each thing that this program needs and the chain lacks or declares differently."""
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, 42)
    return (*_storage(runtime), *_questions(runtime), *_calls(facts, runtime), *_signatures(facts, runtime))


def works(facts: ChainFacts) -> tuple[str, ...]:
    """Names of the functions that work on a chain that fits only in part; empty where none does."""
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, 42)
    if not _answers(runtime, runtime_names.SUMMARY):
        return ()
    has_quotes = _keeps(runtime, runtime_names.FEE_RATE)
    parts = {
        "the market": True,
        _quotes_in_words(facts, runtime): has_quotes or facts.can_simulate,
        "the portfolio": _answers(runtime, runtime_names.STAKES) or _answers(runtime, runtime_names.STAKES_OF_ONE),
        "validators": _answers(runtime, runtime_names.METAGRAPH),
        "orders": has_quotes and _can_sign(facts, runtime) and (facts.can_simulate or is_loopback(facts.endpoint)),
    }
    return tuple(words for words, is_there in parts.items() if is_there)


def _can_sign(facts: ChainFacts, runtime: Runtime) -> bool:
    return not any(_calls(facts, runtime)) and not any(_signatures(facts, runtime))


def _quotes_in_words(facts: ChainFacts, runtime: Runtime) -> str:
    if facts.can_simulate:
        return "quotes"
    curve = "" if _keeps(runtime, runtime_names.WEIGHT) else " on a constant product"
    return f"quotes computed here{curve}, without a simulation to confirm them"


def _keeps(runtime: Runtime, item: runtime_names.Item) -> bool:
    try:
        runtime.storage_entry(*item)
    except KeyError:
        return False
    return True


def _answers(runtime: Runtime, api: runtime_names.Api) -> bool:
    return api[1] in runtime.runtime_api_map().get(api[0], {})


def _storage(runtime: Runtime) -> Iterator[str]:
    for item in ITEMS:
        if item not in OPTIONAL and not _keeps(runtime, item):
            yield f"The chain keeps no {'.'.join(item)}."


def _questions(runtime: Runtime) -> Iterator[str]:
    for api in APIS:
        if api not in OPTIONAL_APIS and not _answers(runtime, api):
            yield f"The chain does not answer {'.'.join(api)}."


def _calls(facts: ChainFacts, runtime: Runtime) -> Iterator[str]:
    """Objections to the calls that are signed; one that came with a later runtime may be missing."""
    declared = {
        f"{pallet['name']}.{call['name']}": tuple(argument["name"] for argument in call["args"])
        for pallet in runtime.metadata_ir()["pallets"]
        for call in pallet["calls"]
    }
    for call, wanted in CALLS.items():
        taken = declared.get(call)
        if taken is None and call in _COMES_WITH and facts.spec_version < _COMES_WITH[call]:
            continue
        if taken is None:
            yield f"The chain has no call {call}."
        elif taken != wanted:
            told = cleaned(", ".join(taken), _LONGEST_LIST)
            yield f"The chain's {call} takes {told}; this program knows {', '.join(wanted)}."


def _signatures(facts: ChainFacts, runtime: Runtime) -> Iterator[str]:
    """Objections of the signer to the signature's layout and to each call's numbers and layout."""
    if objection := objection_to_description(facts.metadata, runtime):
        yield objection
    for rule in RULES.values():
        call = rule.call
        try:
            allowed = judge(runtime, _example(runtime, rule))
        except (KeyError, ValueError, TypeError):
            # A call that is missing or takes other arguments is told as such.
            continue
        except NotAllowed as refusal:
            yield str(refusal)
        else:
            if allowed.renumbered is not None:
                yield sentence_of_numbers(call, allowed.renumbered)


def _example(runtime: Runtime, rule: Rule) -> bytes:
    """A call that the rule allows, with one call inside where it holds any. Raises what the codec raises."""
    call = rule.call
    inside = min(name for name in rule.inner if name in RULES) if isinstance(rule, Wraps) else ""
    values: dict[str, object] = {}
    for name, layout in call.arguments.items():
        if not layout.holds_calls:
            values[name] = _EXAMPLES[layout]
            continue
        inner = _example(runtime, RULES[inside])
        values[name] = inner if layout is Layout.CALL else [inner]
    return bytes(runtime.compose_call(call.pallet, call.name, values))
