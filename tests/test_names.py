"""Names are the field's: no two modules or classes share one without a reason, no private word is back."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import dtao_tui

PACKAGE = Path(dtao_tui.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))

SHARED_MODULES: dict[str, str] = {}
"""Names of modules that stand in two folders, and why."""

SHARED_CLASSES = {
    "Stake": "what an account holds, and the intent to hold more",
}
"""Names of public classes that two modules define, and why."""

PRIVATE_WORDS = frozenset(
    (
        "childhood",
        "children",
        "companion",
        "counterparts",
        "custody",
        "dealing",
        "dissolving",
        "fates",
        "following",
        "judgement",
        "keeper",
        "lasting",
        "lives",
        "moving",
        "objections",
        "outliving",
        "papers",
        "placed",
        "placing",
        "practising",
        "rivals",
        "standing",
        "tidying",
        "trouble",
        "typebook",
        "wire",
        "wishes",
        "worldroll",
        "leaving",
        "meddler",
        "gateway",
        "question",
        "shapes",
        "tick",
        "views",
    )
)
"""Words of the first house that nobody outside it could guess; a name uses the glossary's word instead."""


WORDS_OF_CLASSES = {"trouble", "children", "placed"}
"""Of these, the words that a class may have: errors are troubles with a sentence, a widget has children."""


def classes_of(module: Path) -> Iterator[str]:
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name


def words_of(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def shared(names: Mapping[str, list[str]]) -> set[str]:
    return {name for name, places in names.items() if len(places) > 1}


def test_no_two_modules_share_a_name_without_a_reason() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        places[module.stem].append(str(module.relative_to(PACKAGE)))
    assert shared(places) == set(SHARED_MODULES), places


def test_no_two_public_classes_share_a_name_without_a_reason() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for name in classes_of(module):
            places[name].append(str(module.relative_to(PACKAGE)))
    assert shared(places) == set(SHARED_CLASSES), {name: places[name] for name in shared(places)}


def test_no_module_is_named_by_a_private_word() -> None:
    named = [path.relative_to(PACKAGE) for path in MODULES if PRIVATE_WORDS & set(path.stem.split("_"))]
    assert [str(path) for path in named] == []


def test_no_public_class_is_named_by_a_private_word() -> None:
    named = [(module.stem, name) for module in MODULES for name in classes_of(module)]
    assert [(module, name) for module, name in named if (PRIVATE_WORDS - WORDS_OF_CLASSES) & set(words_of(name))] == []


def test_words_of_a_class_name_are_told_apart() -> None:
    assert words_of("RpcConnection") == ["rpc", "connection"]
    assert words_of("JSONFate") == ["json", "fate"]
