"""The house: files stay short, in the program and its tests, and tests' helpers have modules of their own."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
PROGRAM = sorted((FOLDER.parent / "dtao_tui").rglob("*.py"))
MOST_LINES = 350


def test_no_helper_is_imported_from_a_test_file() -> None:
    borrowed = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            borrowed += [(file.name, name) for name in names if name.rpartition(".")[2].startswith("test_")]
    assert borrowed == []


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lines = {str(file.relative_to(FOLDER.parent)): len(file.read_text().splitlines()) for file in (*FILES, *PROGRAM)}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
