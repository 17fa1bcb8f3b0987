"""What the rules emit, answer and are called by is declared, so that it can be encoded."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from dtao_tui import practice
from dtao_tui.practice.node import rules
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.runtime.declared.runtime_apis import APIS


def emitted() -> Iterator[tuple[str, str]]:
    """Every pallet and event that some rule names in full."""
    for file in sorted(Path(practice.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "emit":
                names = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
                if len(names) == 2:
                    yield str(names[0]), str(names[1])


@pytest.mark.parametrize(("pallet", "name"), sorted(set(emitted())))
def test_an_emitted_event_is_declared(pallet: str, name: str):
    [declared] = [each for each in PALLETS if each.name == pallet]
    assert name in {event.name for event in declared.events}


def test_events_are_found():
    assert {("SubtensorModule", "StakeAdded"), ("Balances", "Transfer")} <= set(emitted())


@pytest.mark.parametrize("name", sorted(rules.QUERIES))
def test_an_answered_question_is_declared_with_these_inputs(name: str):
    methods = {f"{api.name}.{method.name}": method for api in APIS for method in api.methods}
    answer = inspect.unwrap(rules.QUERIES[name])
    inputs = [each for each in inspect.signature(answer).parameters if each not in ("view", "_view", "block", "_block")]
    declared = [each for each, _ in methods[name].inputs]
    assert inputs == declared
