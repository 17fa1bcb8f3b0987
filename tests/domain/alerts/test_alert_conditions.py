"""Conditions of alerts: what they ask for, of which subnets, and how they are read back."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dtao_tui.domain.alerts.alert import Alert, AlertDraft, Scope
from dtao_tui.domain.alerts.alert_conditions import read_condition, verdicts_of
from dtao_tui.domain.alerts.firings import written
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.filters.filter_expressions import FilterTrouble
from dtao_tui.domain.filters.filter_fields import FilterRow, TradeFacts
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.intents import Op
from tests.fakes.values import a_pool, a_subnet

SEVEN = FilterRow(a_subnet(7, "0.05", registered_at=70), is_held=True)
THREE = FilterRow(a_subnet(3, "0.022", registered_at=30), is_held=False, is_watched=True)


def an_alert(condition: str = "price>0.04", **changes: object) -> Alert:
    return replace(Alert("a1", "Ceiling", condition), **changes)  # type: ignore[arg-type]  # any field


def a_trade(tao: str, side: Side) -> FilterRow:
    return replace(SEVEN, trade=TradeFacts(Tao.parse(tao), side))


@pytest.mark.parametrize(
    ("row", "is_true"),
    [
        (a_trade("251", Side.SELL), True),
        (a_trade("249", Side.SELL), False),
        (a_trade("251", Side.BUY), False),
        (SEVEN, None),
    ],
)
def test_a_condition_on_trades_asks_each_of_them(row: FilterRow, is_true: bool | None) -> None:
    condition = read_condition("trade>250 side=unstake")
    assert condition.is_event
    assert condition.verdict(row).is_true is is_true


def test_the_size_of_the_trade_stands_for_a_condition_on_trades() -> None:
    condition = read_condition("depth>1 trade>250")
    assert condition.main.field.name == "trade"
    assert condition.verdict(a_trade("300", Side.BUY)).value == 300


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("trade>250 side=unstake", "trade > 250 τ and side = unstake"),
        ("ch24<-20 depth>1k", "24 h < −20 % and depth > 1,000 τ"),
        ("exit(250)>=4.50", "exit(250) ≥ 4.5 %"),
    ],
)
def test_a_condition_is_read_back_in_words(text: str, words: str) -> None:
    assert read_condition(text).words == words


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("", "a comparison is missing, such as price<0.02", 0),
        ("held", "a comparison is missing, such as price<0.02", 4),
        ("side=unstake", "a comparison is missing, such as trade>250 side=unstake", 12),
        ("trade>250 side=swap", "side=stake or side=unstake is expected here", 15),
        ("side>stake", "side=stake or side=unstake is expected here", 4),
        ("trade>", "a number is missing behind trade>", 6),
    ],
)
def test_what_is_no_condition_says_why_and_where(text: str, why: str, at: int) -> None:
    with pytest.raises(FilterTrouble) as trouble:
        read_condition(text)
    assert (str(trouble.value), trouble.value.at) == (why, at)


@pytest.mark.parametrize(
    ("text", "limit"), [("price>0.04", "0.036"), ("price<0.04", "0.044"), ("ch24<-20", "-18"), ("ch24>-20", "-22")]
)
def test_it_lets_its_alert_fire_again_a_tenth_of_the_limit_back(text: str, limit: str) -> None:
    assert read_condition(text).rearm_limit == Decimal(limit)


@pytest.mark.parametrize(
    ("alert", "netuids"),
    [
        (an_alert(), [7, 3]),
        (an_alert("price<0.04"), [3, 7]),
        (an_alert(scope=Scope.HELD), [7]),
        (an_alert(scope=Scope.WATCHED), [3]),
        (an_alert(scope=Scope.ONE, subnet=SubnetId(3, 30)), [3]),
        (an_alert(scope=Scope.ONE, subnet=SubnetId(3, 31)), []),
    ],
)
def test_it_is_asked_of_the_subnets_of_its_alert_the_most_telling_first(alert: Alert, netuids: list[int]) -> None:
    told = verdicts_of(alert, read_condition(alert.condition), (FilterRow(a_subnet(0), is_held=False), THREE, SEVEN))
    assert [subnet.netuid for subnet in told] == netuids


def test_what_lacks_another_term_comes_behind_what_lacks_only_the_first() -> None:
    far = FilterRow(a_subnet(9, "0.9", pool=a_pool(9, "0.9", "10")))
    told = verdicts_of(an_alert(), read_condition("price>0.1 depth>1000"), (far, THREE, SEVEN))
    assert [subnet.netuid for subnet in told] == [7, 3, 9]
    assert [verdict.is_true for verdict in told.values()] == [False, False, False]


def test_only_what_it_fired_with_is_asked_whether_it_is_near() -> None:
    told = verdicts_of(an_alert("price>0.052"), read_condition("price>0.052"), (THREE, SEVEN), {SEVEN.subnet.id})
    assert {subnet.netuid: verdict.is_near for subnet, verdict in told.items()} == {7: True, 3: None}


def test_nothing_is_known_of_what_may_be_held() -> None:
    unknown = replace(SEVEN, is_held=None)
    (told,) = verdicts_of(an_alert(scope=Scope.HELD), read_condition("price>0"), (unknown,)).values()
    assert (told.is_true, told.value) == (None, None)


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({}, ""),
        ({"name": " "}, "A name has 1 to 40 letters."),
        ({"name": "x" * 41}, "A name has 1 to 40 letters."),
        ({"name": "bell\a"}, "A name has 1 to 40 letters."),
        ({"scope": Scope.ONE}, "One subnet has to be chosen."),
        ({"subnet": SubnetId(3, 30)}, "One subnet has to be chosen."),
        ({"command": ("x",) * 33}, "A command has at most 32 arguments and 1000 characters."),
        ({"command": ("", "x")}, "A command begins with a program, and has no zero byte."),
        ({"draft": AlertDraft(Op.STAKE, "")}, "A draft needs an amount, such as 25% or max."),
        ({"draft": AlertDraft(Op.PAY, "1")}, "A draft needs an amount, such as 25% or max."),
    ],
)
def test_what_cannot_be_kept_says_why(changes: dict[str, object], trouble: str) -> None:
    assert an_alert(**changes).trouble == trouble


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("-20.40"), "-20.4"),
        (Decimal("250"), "250"),
        (Decimal(1) / 3, "0.333333333"),
        (Decimal(0), "0"),
    ],
)
def test_a_value_is_kept_without_an_exponent(value: Decimal | None, text: str) -> None:
    assert written(value) == text
