import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.practice.persistence.saved_worlds import grown


@pytest.fixture(scope="session")
def copied_world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, int], tuple[object, ...]]:
    """Puts a saved world of so many blocks into a folder; says what it was. Each length is made once."""
    made: dict[int, tuple[Path, tuple[object, ...]]] = {}

    def copied(folder: Path, blocks: int) -> tuple[object, ...]:
        if blocks not in made:
            origin = tmp_path_factory.mktemp(f"world-of-{blocks}")
            made[blocks] = origin, grown(origin, blocks)
        origin, was = made[blocks]
        shutil.copytree(origin, folder, dirs_exist_ok=True)
        return was

    return copied
