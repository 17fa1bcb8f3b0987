"""No class of ours uses or overrides a private member of Textual, but for those that are listed in one module."""

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from textual.app import App
from textual.message_pump import MessagePump

import dtao_tui
from dtao_tui.screens.textual_internals import OVERRIDDEN, CrashWithoutLocals

PACKAGE = Path(dtao_tui.__file__).parent
MODULES = [
    PACKAGE / "app.py",
    *sorted((PACKAGE / "widgets").rglob("*.py")),
    *sorted((PACKAGE / "screens").rglob("*.py")),
]
PUBLIC_IN_SPITE_OF_IT = frozenset({"_replace", "_asdict", "_fields"})
"""Names of tuples with named fields."""


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in PUBLIC_IN_SPITE_OF_IT


def nodes_of(path: Path) -> Iterator[type[MessagePump]]:
    """The classes of a module that Textual runs."""
    module = importlib.import_module(module_name(path))
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, MessagePump) and value.__module__ == module.__name__:
            yield value


@cache
def private_names(textual: type) -> frozenset[str]:
    """The private members of a class of Textual: those of the class, and those that its methods set."""
    source = textwrap.dedent(inspect.getsource(textual))
    assigned = re.findall(r"self\.(_[a-z]\w*)\s*(?::[^=\n]+)?=[^=]", source)
    return frozenset(name for name in (*vars(textual), *assigned) if is_private(name))


def names_used(own: type) -> set[str]:
    """The private members of itself that a class of ours names or defines."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(own)))
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _is_itself(node.value)}
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in named | defined if is_private(name)}


def _is_itself(node: ast.expr) -> bool:
    is_super = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    return is_super or (isinstance(node, ast.Name) and node.id in ("self", "cls"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_class_names_a_private_member_that_textual_has(path: Path) -> None:
    for own in nodes_of(path):
        textual = [base for base in own.__mro__ if base.__module__.startswith("textual.")]
        theirs = {name for base in textual for name in private_names(base)}
        listed = {name.split(".")[1] for name in OVERRIDDEN} if own is CrashWithoutLocals else set()
        assert names_used(own) & theirs == listed, own


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_private_member_of_another_object_is_touched(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    touched = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_private(node.attr) and not _is_itself(node.value)
    ]
    assert touched == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_private_module_of_textual_is_imported(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [name for name in modules if name.startswith("textual") and "._" in name] == []


def test_what_is_overridden_is_there_and_called_as_before() -> None:
    assert {"App._fatal_error"} == OVERRIDDEN
    assert list(inspect.signature(App._fatal_error).parameters) == ["self"]
    assert "self._fatal_error()" in inspect.getsource(App._handle_exception)
    # The day this is gone, Textual shows no local variables any more, and the override is needless.
    assert "show_locals=True" in inspect.getsource(App._fatal_error)


async def test_a_crash_shows_no_local_variable(capsys: pytest.CaptureFixture[str]) -> None:
    class Crashing(CrashWithoutLocals):
        def on_mount(self) -> None:
            password = "".join(("correct ", "horse"))  # noqa: F841 - only its value may not be told
            raise RuntimeError("it broke")

    with pytest.raises(RuntimeError, match="it broke"):
        async with Crashing().run_test():
            pass
    told = "".join(capsys.readouterr())
    assert "it broke" in told
    assert "correct horse" not in told
