"""A connected desk that knows the fees of plans."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes import World
from tests.reviewing import connected


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = await connected(tmp_path)
    await made.plans.learn_fees()
    yield made
    await made.plans.close()
