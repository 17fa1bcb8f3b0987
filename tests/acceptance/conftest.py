"""One practice node for all acceptance tests, ended with the last of them: each test has a home of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.script import places_in
from tests.journeys.stage import node


@pytest.fixture(scope="package")
def shared_node() -> Iterator[str]:
    with node("--still") as address:
        yield address


@pytest.fixture
def home(own_home: Path, shared_node: str) -> Path:
    """A home with one encrypted wallet, joined to the shared node."""
    places_in(own_home, shared_node)
    return own_home
