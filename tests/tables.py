"""The tables of the README that are made from tests: `make tables` writes them, and a test holds the README to them."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.clients import clients
from tests.practice.node import btcli_9_matrix, btcli_matrix
from tests.practice.runtime import unproven
from tests.services.user_settings import settings_table
from tests.widgets.keys import key_ids

README = Path(__file__).parents[1] / "README.md"

TABLES: Mapping[str, Callable[[], str]] = {
    "clients": clients.table,
    "btcli": btcli_matrix.table,
    "btcli-9": btcli_9_matrix.table,
    "unproven-rules": unproven.table,
    "key-ids": key_ids.table,
    "settings": settings_table.table,
}
"""The name of a part of the README, between its marks, and what makes it."""


def part(name: str, readme: str) -> str:
    """What the README says in this part."""
    return readme.split(f"<!-- {name}:begin -->\n")[1].split(f"\n<!-- {name}:end -->")[0]


def written(readme: str) -> str:
    """The README with every table as the tests make it now."""
    for name, table in TABLES.items():
        readme = readme.replace(part(name, readme), table())
    return readme


def main() -> int:
    """Write the tables into the README."""
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
