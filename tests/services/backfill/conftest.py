"""An archive with someone in front of it, and what reads it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dtao_tui.practice.node.node import Node
from tests.archives import Backfilling, an_archive, backfilling
from tests.chain.middleman import Middleman


@pytest.fixture
async def between(tmp_path: Path) -> AsyncIterator[tuple[Node, Middleman, Backfilling]]:
    """A node of twelve hours, someone in front of it who is the archive, and what reads that."""
    async with an_archive(12) as node, Middleman(node.url) as middleman, backfilling(node.url, tmp_path) as site:
        yield node, middleman, site
