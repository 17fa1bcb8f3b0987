"""The tests' own house: helpers have modules of their own."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))


def test_no_helper_is_imported_from_a_test_file() -> None:
    borrowed = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            borrowed += [(file.name, name) for name in names if name.rpartition(".")[2].startswith("test_")]
    assert borrowed == []
