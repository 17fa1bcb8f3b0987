"""Whether a chain declares what this program reads and calls, told in words."""

from collections.abc import Iterator

from bittensor_core import Runtime

from dtao_tui.chain import vocabulary
from dtao_tui.chain.gateway import ChainFacts
from dtao_tui.chain.networks import is_loopback
from dtao_tui.chain.vocabulary import APIS, ITEMS, LIQUIDITY, OTHER_CURVE, USER_LIQUIDITY

OPTIONAL = (OTHER_CURVE, USER_LIQUIDITY, LIQUIDITY)
"""Asked for where there is one."""

CALLS = {
    "SubtensorModule.add_stake_limit": ("hotkey", "netuid", "amount_staked", "limit_price", "allow_partial"),
    "SubtensorModule.remove_stake_limit": ("hotkey", "netuid", "amount_unstaked", "limit_price", "allow_partial"),
    "SubtensorModule.remove_stake_full_limit": ("hotkey", "netuid", "limit_price"),
}
"""What is signed, with its arguments in order."""


def misfits(facts: ChainFacts) -> tuple[str, ...]:
    """What this program needs and the chain lacks or declares otherwise, a sentence each."""
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, 42)
    return (*_storage(runtime), *_questions(runtime), *_calls(runtime))


def works(facts: ChainFacts) -> tuple[str, ...]:
    """What this program can do on a chain that does not fit in all, in words; empty where nothing is left."""
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, 42)
    if not _answers(runtime, vocabulary.SUMMARY):
        return ()
    has_quotes = _keeps(runtime, vocabulary.FEE_RATE)
    parts = {
        "the market": True,
        _quotes_in_words(facts, runtime): has_quotes or facts.can_simulate,
        "the portfolio": _answers(runtime, vocabulary.STAKES) or _answers(runtime, vocabulary.STAKES_OF_ONE),
        "validators": _answers(runtime, vocabulary.METAGRAPH),
        "orders": has_quotes and not any(_calls(runtime)) and (facts.can_simulate or is_loopback(facts.endpoint)),
    }
    return tuple(words for words, is_there in parts.items() if is_there)


def _quotes_in_words(facts: ChainFacts, runtime: Runtime) -> str:
    if facts.can_simulate:
        return "quotes"
    curve = "" if _keeps(runtime, vocabulary.WEIGHT) else " on a constant product"
    return f"quotes computed here{curve}, without a simulation to confirm them"


def _keeps(runtime: Runtime, item: vocabulary.Item) -> bool:
    try:
        runtime.storage_entry(*item)
    except KeyError:
        return False
    return True


def _answers(runtime: Runtime, api: vocabulary.Api) -> bool:
    return api[1] in runtime.runtime_api_map().get(api[0], {})


def _storage(runtime: Runtime) -> Iterator[str]:
    for item in ITEMS:
        if item not in OPTIONAL and not _keeps(runtime, item):
            yield f"The chain keeps no {'.'.join(item)}."


def _questions(runtime: Runtime) -> Iterator[str]:
    for api in APIS:
        if not _answers(runtime, api):
            yield f"The chain does not answer {'.'.join(api)}."


def _calls(runtime: Runtime) -> Iterator[str]:
    declared = {
        f"{pallet['name']}.{call['name']}": tuple(argument["name"] for argument in call["args"])
        for pallet in runtime.metadata_ir()["pallets"]
        for call in pallet["calls"]
    }
    for call, wanted in CALLS.items():
        taken = declared.get(call)
        if taken is None:
            yield f"The chain has no call {call}."
        elif taken != wanted:
            yield f"The chain's {call} takes {', '.join(taken)}; this program knows {', '.join(wanted)}."
