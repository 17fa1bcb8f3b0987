"""The operations that were compared with a real node (review/runtimes.md), by meaning: one row for each.

A row says the operation, the situation, and what the chain answers: an error, or an event with its amounts. Amounts are
of `round_world`, worked out with fractions and not by the practice chain.
"""

import pytest

from tests.practice.operations.other_rows import LOCKS, OTHERS, ROOT
from tests.practice.operations.round_world import round_world
from tests.practice.operations.rows import Row
from tests.practice.operations.stake_rows import MOVES, STAKING

ROWS = [*STAKING, *MOVES, *LOCKS, *ROOT, *OTHERS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_operation_brings_what_it_brings_on_the_real_chain(row: Row) -> None:
    economy = round_world()
    if row.given is not None:
        row.given(economy)
    name = row.operation if "." in row.operation else f"SubtensorModule.{row.operation}"
    if isinstance(row.expected, str):
        expected = row.expected if "." in row.expected else f"SubtensorModule.{row.expected}"
        assert economy.failure(row.who, name, **row.arguments) == expected
        return
    found = [event for event in economy.call(row.who, name, **row.arguments) if event.name == row.expected.name]
    assert any(agrees(event.values, row.expected.values) for event in found), found


def test_the_table_has_all_that_were_compared_and_no_row_twice() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS) >= 63


def agrees(values: tuple[object, ...], expected: tuple[object, ...]) -> bool:
    """Whether an event begins with these values."""
    return len(values) >= len(expected) and all(map(is_near, values, expected))


def is_near(value: object, expected: object) -> bool:
    """Whether they are equal, amounts to the rao or the next."""
    if isinstance(value, int) and isinstance(expected, int) and expected > 10**6:
        return abs(value - expected) <= 1
    return value == expected
