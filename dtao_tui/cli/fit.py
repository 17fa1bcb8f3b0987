"""Whether a chain declares what this program reads and calls, told in words."""

from collections.abc import Iterator

from bittensor_core import Runtime

from dtao_tui.chain.gateway import ChainFacts
from dtao_tui.chain.vocabulary import APIS, ITEMS, OTHER_CURVE

OPTIONAL = (OTHER_CURVE,)
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


def _storage(runtime: Runtime) -> Iterator[str]:
    for item in ITEMS:
        try:
            runtime.storage_entry(*item)
        except KeyError:
            if item not in OPTIONAL:
                yield f"The chain keeps no {'.'.join(item)}."


def _questions(runtime: Runtime) -> Iterator[str]:
    known = runtime.runtime_api_map()
    for api, method in APIS:
        if method not in known.get(api, {}):
            yield f"The chain does not answer {api}.{method}."


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
