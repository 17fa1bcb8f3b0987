"""Tests that filters are made of: true, false, or None where what they ask for is not known."""

from collections.abc import Callable
from decimal import Decimal

from dtao_tui.domain.filters.filter_fields import FilterField, FilterRow
from dtao_tui.domain.market import matching

Test = Callable[[FilterRow], bool | None]

COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "=": lambda one, other: one == other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
WRITTEN_AS = {"≤": "<=", "≥": ">=", "==": "="}
AS_WRITTEN = Decimal(0)


def compared(field: FilterField, mark: str, wanted: Decimal, easier: Decimal = AS_WRITTEN) -> Test:
    """The comparison, by so much easier to pass than it is written."""
    compare, limit = COMPARISONS[mark], wanted - easier if mark.startswith(">") else wanted + easier

    def test(facts: FilterRow) -> bool | None:
        value = field.value(facts)
        if value is None:
            return None
        return abs(value - wanted) <= max(easier, AS_WRITTEN) if mark == "=" else compare(value, limit)

    return test


def searches(word: str) -> Test:
    """Whether name, symbol or number fit the words."""
    return lambda facts: bool(matching((facts.subnet,), word))


def is_listed(name: str) -> Test:
    """Whether the subnet is on the watch list of this name, which is case folded."""
    return lambda facts: None if facts.lists is None else name in facts.lists


def negated(test: Test) -> Test:
    """True where it is false; not known where it is not known."""

    def is_false(facts: FilterRow) -> bool | None:
        is_true = test(facts)
        return None if is_true is None else not is_true

    return is_false


def all_of(tests: list[Test]) -> Test:
    """False where one is false, not known where one is not known, else true."""
    if len(tests) == 1:
        return tests[0]

    def all_hold(facts: FilterRow) -> bool | None:
        told = [test(facts) for test in tests]
        return False if False in told else None if None in told else True

    return all_hold


def any_of(tests: list[Test]) -> Test:
    """True where one is true, not known where one is not known, else false."""
    if len(tests) == 1:
        return tests[0]

    def one_holds(facts: FilterRow) -> bool | None:
        told = [test(facts) for test in tests]
        return True if True in told else None if None in told else False

    return one_holds
