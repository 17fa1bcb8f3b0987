"""Filter expressions: what passes, what is not known, and where an error is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.filters.filter_expressions import FilterTrouble, read_filter
from dtao_tui.domain.filters.filter_fields import FIELDS, FilterRow
from dtao_tui.domain.history.past_prices import PastPrices, Span
from dtao_tui.domain.market import matching
from dtao_tui.domain.pools.curve_kind import CurveKind
from tests.fakes.values import a_pool, a_subnet

PAST = PastPrices(
    {Span.DAY: Price(40_000_000)}, (), Price(60_000_000), Price(30_000_000), 5 * 10**12, -(10**12), volatility=3.5
)


def facts(**changes: object) -> FilterRow:
    given = {"is_held": True, "is_watched": False, "removal_rank": 41, "age_seconds": 86_400.0 * 30} | changes
    usual = replace(a_subnet(7, name="templar", pool=a_pool(7, "0.05", "20000")), price=Price(50_000_000))
    subnet = given.pop("subnet", usual)
    return FilterRow(subnet, given.pop("past", PAST), **given)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "price>0.04",
        "price > 0.04 and price<=0.05",
        "ch24=25",
        "ch24>24.9 ch24<25.1%",
        "high=0.06 low=.03",
        "vol>=5k vol<=5K",
        "flow<-999 flow>−1.5k",
        "volat>3 volat<4",
        "depth>19k depth<20.1k",
        "cap>20k",
        "rank=41",
        "age>29d age<31",
        "held",
        "not watched",
        "held and not (watched or price>1)",
        "watched or held",
        "templar",
        "TEMPL 7",
        '"templar" held',
        "price≥0.05 price≤0.05 price==0.05",
        "NOT watched AND Held",
        "depth<0.021M",
    ],
)
def test_it_passes(text: str) -> None:
    assert read_filter(text).passes(facts())


@pytest.mark.parametrize(
    "text",
    ["price>0.05", "watched", "not held", "apex", "held watched", "(held or watched) and apex", "price<0.04 or 8"],
)
def test_it_does_not_pass(text: str) -> None:
    assert not read_filter(text).passes(facts())


@pytest.mark.parametrize("name", [*FIELDS, "held"])
def test_what_is_not_known_does_not_pass_even_behind_not(name: str) -> None:
    known_always = ("price", "depth", "cap", "emission")
    if name in known_always:
        assert read_filter(f"{name}>=0").passes(facts())
        return
    unknown = facts(past=PastPrices(), is_held=None, removal_rank=None, age_seconds=None)
    for text in (name,) if name == "held" else (f"{name}>0", f"{name}<0", f"{name}=0"):
        assert not read_filter(text).passes(unknown)
        assert not read_filter(f"not {text}").passes(unknown)
        assert not read_filter(f"not not ({text} and templar)").passes(unknown)
        assert read_filter(f"{text} or templar").passes(unknown)


@pytest.mark.parametrize(
    "text", ["impact(250)>1.2 impact(250)<1.3", "exit(250)>1 exit(0.25k)<1.3", "impact(1M)>90", "exit(900M)=100"]
)
def test_the_impact_of_a_size_is_that_of_its_trade(text: str) -> None:
    assert read_filter(text).passes(facts())


def test_an_impact_that_cannot_be_computed_is_not_known() -> None:
    assert not read_filter("impact(250)>0 or not impact(250)>0").passes(facts(subnet=a_subnet(0)))
    odd = replace(a_subnet(7), curve=CurveKind.OTHER)
    assert not read_filter("exit(250)>0 or not exit(250)>0").passes(facts(subnet=odd))


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("price>0.0545", True),
        ("price>0.06", False),
        ("price<=0.046", True),
        ("price<0.045", False),
        ("ch24<-20", False),
        ("price=0.052", True),
        ("not price<0.0505", True),
        ("not price<0.06", False),
        ("not price<0.04", True),
        ("not not price>0.0545", True),
    ],
)
def test_an_eased_expression_passes_a_tenth_before_its_limit(text: str, is_near: bool) -> None:
    assert read_filter(text, eased=Decimal("0.1")).passes(facts()) == is_near


def test_the_comparisons_are_told_as_they_are_written() -> None:
    found = read_filter("depth>5k or not (impact(2.50)<=4 held)").comparisons
    told = [(each.field.name, each.mark, each.wanted) for each in found]
    assert told == [("depth", ">", Decimal(5000)), ("impact(2.5)", "<=", Decimal(4))]


def test_root_has_no_depth_and_no_change() -> None:
    root = facts(subnet=a_subnet(0), past=PAST)
    assert not read_filter("depth>0 or ch24>0 or not ch24>0").passes(root)


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("depth>", "a number is missing behind depth>", 6),
        ("depth>5000 ch24<x", "“x” is no number behind ch24<", 16),
        ("size>3", "“size” is no field", 0),
        ("held and", "something is missing at the end", 8),
        ("(held", "this parenthesis is not closed", 0),
        ("held)", "“)” is not expected here", 4),
        (">5", "“>” is not expected here", 0),
        ("held and or watched", "“or” is not expected here", 9),
        ("price>1e9", "“1e9” is no number behind price>", 6),
        ("not " * 40 + "held", "this is nested too deeply", 128),
        ("impact>3", "impact needs a size, such as impact(250)", 0),
        ("held impact(250 >4", "a size such as impact(250) is expected here", 5),
        ("exit(0)>4", "a size such as exit(250) is expected here", 0),
        ("exit()>4", "“)” is no number behind exit(", 5),
        ("x" * 400, "a filter has at most 300 characters", 300),
    ],
)
def test_an_error_says_what_and_points_at_its_place(text: str, why: str, at: int) -> None:
    with pytest.raises(FilterTrouble) as trouble:
        read_filter(text)
    assert (str(trouble.value), trouble.value.at) == (why, at)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("depth>5k ch24<-5", "depth > 5,000 τ and 24 h < −5 %"),
        ("temp or rank<=10", "“temp” or rank ≤ 10"),
        ("held not (watched or price>.5)", "held and not (watched or price > 0.5 τ)"),
        ("(held watched) apex", "held and watched and “apex”"),
        ("(held or watched) apex", "(held or watched) and “apex”"),
        ("held watched or not not apex", "held and watched or not not “apex”"),
        ("impact(250)>4 not exit(1k)<=2", "impact(250) > 4 % and not exit(1000) ≤ 2 %"),
        ('list="Deep pools"', "on list “Deep pools”"),
        ("", ""),
    ],
)
def test_it_is_read_back_in_words(text: str, words: str) -> None:
    assert read_filter(text).words == words


def test_its_terms_have_places_in_the_text() -> None:
    text = "depth>5k  not (held or watched) temp"
    read = read_filter(text)
    assert [text[term.begin : term.end] for term in read.terms] == ["depth>5k", "not (held or watched)", "temp"]
    assert [term.searched for term in read.terms] == ["", "", "temp"]
    either = read_filter("held temp or apex")
    assert either.is_either
    assert [term.words for term in either.terms] == ["held and “temp”", "“apex”"]


def test_a_named_list_is_asked_for_by_its_name() -> None:
    on_one = facts(lists=frozenset({"deep pools"}))
    assert read_filter('list="Deep Pools"').passes(on_one)
    assert read_filter("not list=mine").passes(on_one)
    assert not read_filter("list=mine").passes(on_one)
    assert not read_filter("not list=mine").passes(facts())
    assert read_filter("list").passes(facts(subnet=a_subnet(7, name="a list")))
    assert read_filter("list=mine", lists=["Mine"]).passes(facts(lists=frozenset({"mine"})))


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("held list=none", "there is no watch list “none”", 10),
        ("list<mine", "a list is asked for by list=", 4),
        ("list=", "the name of a list is missing behind list=", 5),
        ("list=(held)", "“(” is no name of a list behind list=", 5),
    ],
)
def test_a_list_that_is_none_is_told(text: str, why: str, at: int) -> None:
    with pytest.raises(FilterTrouble) as trouble:
        read_filter(text, lists=["mine"])
    assert (str(trouble.value), trouble.value.at) == (why, at)


@given(st.text(alphabet='ab7 ()<>="≤k-.dhelornt"', max_size=40))
def test_any_text_is_a_filter_or_told_to_be_none(text: str) -> None:
    try:
        place = len(text) if read_filter(text).passes(facts()) else 0
    except FilterTrouble as trouble:
        place = trouble.at
    assert 0 <= place <= len(text)


@given(st.text(alphabet="abc7 ", max_size=12))
def test_plain_words_search_as_before(text: str) -> None:
    subnet = a_subnet(7, name="abc cab")
    assert read_filter(text).passes(facts(subnet=subnet)) == bool(matching((subnet,), text))
