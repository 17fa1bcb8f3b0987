"""Conditions of alerts: filter expressions, with what only an alert can ask: `trade>250 side=unstake`.

A condition that asks for a trade is asked of each trade, any other of each final sample.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.alert_states import ConditionVerdict
from dtao_tui.domain.amounts import RAO_PER_TAO
from dtao_tui.domain.filters.filter_expressions import FieldComparison, FilterTrouble, MarketFilter, read_filter
from dtao_tui.domain.filters.filter_fields import (
    FIELDS,
    SIZED_FIELDS,
    STATES,
    FilterField,
    FilterRow,
    Vocabulary,
    WordField,
)
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId

REARMED_BY = Decimal("0.1")
"""The part of a limit by which a value has to go back before its alert may fire again."""

SIDE_WORDS: Mapping[Side, str] = {Side.BUY: "stake", Side.SELL: "unstake"}

_TRADE = FilterField(
    "trade",
    "τ",
    "one trade",
    lambda facts: None if facts.trade is None else Decimal(facts.trade.size.rao) / RAO_PER_TAO,
)
_SIDE = WordField(
    "side", tuple(SIDE_WORDS.values()), lambda facts: None if facts.trade is None else SIDE_WORDS[facts.trade.side]
)
ALERT_WORDS = Vocabulary({**FIELDS, _TRADE.name: _TRADE}, SIZED_FIELDS, {_SIDE.name: _SIDE}, STATES)
"""What the condition of an alert knows."""


@dataclass(frozen=True, slots=True)
class AlertCondition:
    """A condition that was read."""

    exact: MarketFilter
    eased: MarketFilter
    """The same with limits a tenth easier: where that no longer passes, the value has gone back far enough."""

    main: FieldComparison
    """The comparison whose value stands for the condition: the first, of trades their size."""

    @property
    def is_event(self) -> bool:
        """Whether it is asked of trades."""
        return bool(self.exact.choices) or any(each.field == _TRADE for each in self.exact.comparisons)

    @property
    def unit(self) -> str:
        """The whole unit of the value; empty where it has none."""
        return "" if "=" in self.main.field.unit else self.main.field.unit

    @property
    def fields(self) -> frozenset[str]:
        """The names of the fields that it asks for, without their sizes."""
        return frozenset(each.field.name.partition("(")[0] for each in self.exact.comparisons)

    @property
    def rearm_limit(self) -> Decimal:
        """The value at which the main comparison lets its alert fire again."""
        main = self.main
        margin = abs(main.wanted) * REARMED_BY
        return main.wanted - margin if main.mark.startswith(">") else main.wanted + margin

    @property
    def words(self) -> str:
        """The condition read back in words."""
        return self.exact.words

    def verdict(self, facts: FilterRow, *, asks_near: bool = True) -> ConditionVerdict:
        """What it says of a subnet, or of a trade there; whether it is near is not known where that is not asked."""
        is_true = self.exact.test(facts)
        # With easier limits it holds wherever it holds as it is written.
        is_near = True if is_true is True else self.eased.test(facts) if asks_near else None
        return ConditionVerdict(is_true, is_near, self.main.field.value(facts))


def read_condition(text: str) -> AlertCondition:
    """The condition in this text. Raises FilterTrouble."""
    exact = read_filter(text, ALERT_WORDS)
    if not exact.comparisons:
        example = "trade>250 side=unstake" if exact.choices else "price<0.02"
        raise FilterTrouble(f"a comparison is missing, such as {example}", len(text))
    found = exact.comparisons
    main = next((each for each in found if each.field == _TRADE), found[0])
    return AlertCondition(exact, read_filter(text, ALERT_WORDS, REARMED_BY), main)


def looks_at(alert: Alert, facts: FilterRow) -> bool | None:
    """Whether a subnet is one of the alert's; None where that is not known."""
    match alert.scope:
        case Scope.ANY:
            # Root's price is one, and it has no pool.
            return not facts.subnet.is_root
        case Scope.HELD:
            return facts.is_held
        case Scope.WATCHED:
            return facts.is_watched
        case Scope.ONE:
            return facts.subnet.id == alert.subnet


def verdicts_of(
    alert: Alert, condition: AlertCondition, rows: Iterable[FilterRow], fired: Collection[SubnetId] = ()
) -> dict[SubnetId, ConditionVerdict]:
    """What the condition says of each subnet of the alert: the true ones first, then those that lack least of it.

    Whether it is near is asked of the subnets that it `fired` with. Where it is not known whether a subnet is one of
    the alert's, nothing is known of it.
    """
    told: list[tuple[tuple[bool, int, bool, Decimal], SubnetId, ConditionVerdict]] = []
    for facts in rows:
        is_looked_at = looks_at(alert, facts)
        if is_looked_at is None:
            told.append((_LAST, facts.subnet.id, ConditionVerdict(None, None, None)))
        elif is_looked_at:
            subnet = facts.subnet.id
            verdict = condition.verdict(facts, asks_near=subnet in fired)
            told.append((_place(condition, verdict, facts), subnet, verdict))
    return {subnet: verdict for _, subnet, verdict in sorted(told, key=lambda each: each[0])}


_LAST = (True, 1_000, True, Decimal(0))


def _place(condition: AlertCondition, verdict: ConditionVerdict, facts: FilterRow) -> tuple[bool, int, bool, Decimal]:
    """The farther beyond its limit, the earlier; what lacks other terms of the condition comes behind what does not."""
    terms = () if condition.exact.is_either else condition.exact.terms[1:]
    lacking = 0 if verdict.is_true else sum(not term.passes(facts) for term in terms)
    value = verdict.value
    if value is None:
        return verdict.is_true is not True, lacking, True, Decimal(0)
    return verdict.is_true is not True, lacking, False, -value if condition.main.mark.startswith(">") else value
