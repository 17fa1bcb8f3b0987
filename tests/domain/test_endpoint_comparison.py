"""Where two endpoints differ, and the sentence that names both values."""

from dataclasses import replace

import pytest

from dtao_tui.domain.endpoint_comparison import (
    Comparison,
    Difference,
    EndpointView,
    RuntimeFacts,
    SubnetFacts,
    differences_between,
    shown_otherwise,
    together,
)
from tests.fakes import a_pool, a_subnet

RUNTIME = RuntimeFacts("node-subtensor", 461, 1, "ab" * 32)
SUBNET = a_subnet(7)
FACTS = SubnetFacts(
    tao_in=SUBNET.pool.tao_in.rao,
    alpha_in=SUBNET.pool.alpha_in.rao,
    quote_weight=SUBNET.pool.quote_weight,
    fee_rate=33,
    mechanism=1,
    registered_at=1_000,
    name="subnet7",
    owner="cd" * 32,
    take=11_796,
)
DEFAULTS = SubnetFacts(0, 0, 5 * 10**17, 33, 0, 0, None, None, None)
VIEW = EndpointView("second.example", 100, "0x" + "11" * 32, RUNTIME, FACTS)
AGREED = Comparison("first", "second", 100, runtime=RUNTIME, pools=(SUBNET.pool,), hotkeys=frozenset(("5Hot",)))


def test_the_same_is_no_difference() -> None:
    assert differences_between(VIEW, VIEW, 100) == ()
    assert shown_otherwise(SUBNET, FACTS) == ()


@pytest.mark.parametrize(
    ("change", "here", "there"),
    [
        ({"tao_in": 238_000 * 10**9}, "20,000.000 000 000 τ", "238,000.000 000 000 τ"),
        ({"quote_weight": 4 * 10**17}, "50.000000 %", "40.000000 %"),
        ({"fee_rate": 327}, "0.050355 %", "0.498970 %"),
        ({"registered_at": 5_000}, "block 1,000", "block 5,000"),
        ({"name": "other"}, "“subnet7”", "“other”"),
        ({"mechanism": 0}, "1", "0"),
        ({"owner": "ef" * 32}, "cdcdcdcdcd…cdcdcd", "efefefefef…efefef"),
        ({"take": None}, "17.999542 %", "nothing"),
    ],
)
def test_a_fact_told_otherwise_is_said_with_both_values(change: dict[str, object], here: str, there: str) -> None:
    other = replace(VIEW, subnet=replace(FACTS, **change))  # type: ignore[arg-type]  # any field
    (found,) = differences_between(VIEW, other, 100)
    assert (found.first, found.second) == (here, there)


@pytest.mark.parametrize(
    "change", [{"spec_version": 462}, {"transaction_version": 2}, {"metadata_hash": "00" * 32}, {"spec_name": "x"}]
)
def test_another_runtime_is_a_difference(change: dict[str, object]) -> None:
    other = replace(VIEW, runtime=replace(RUNTIME, **change))  # type: ignore[arg-type]  # any field
    assert len(differences_between(VIEW, other, 100)) == 1


def test_what_was_shown_counts_whatever_storage_was_told() -> None:
    lied = replace(SUBNET, pool=a_pool(7, "0.6"), name="apex")
    assert {one.fact for one in shown_otherwise(lied, FACTS)} == {"the alpha in the pool", "the subnet's name"}


def test_no_entry_means_the_default_of_a_runtime_that_both_describe_alike() -> None:
    without = replace(FACTS, fee_rate=None, quote_weight=None, name=None)
    assert shown_otherwise(SUBNET, without, DEFAULTS) == ()
    lied = replace(SUBNET, pool=replace(SUBNET.pool, quote_weight=10**17, fee_rate=0))
    assert {one.fact for one in shown_otherwise(lied, without, DEFAULTS)} == {"the pool's weight", "the pool's fee"}


def test_what_a_runtime_has_no_default_for_is_not_compared() -> None:
    assert shown_otherwise(SUBNET, replace(FACTS, quote_weight=None)) == ()


def test_another_final_block_is_a_difference() -> None:
    (found,) = differences_between(VIEW, replace(VIEW, final_hash="0x" + "22" * 32), 100)
    assert found.fact == "a final block"
    assert differences_between(VIEW, replace(VIEW, final_hash=None), 100) == ()


def test_a_block_the_second_has_passed_without_knowing_it_is_a_difference() -> None:
    without = replace(VIEW, runtime=None, subnet=None)
    assert differences_between(VIEW, without, 100) == ()
    (found,) = differences_between(VIEW, replace(without, newest_block=101), 100)
    assert found.fact == "block 100"


def test_an_endpoint_that_shows_the_past_is_a_difference() -> None:
    assert differences_between(VIEW, replace(VIEW, newest_block=110), 100) == ()
    (found,) = differences_between(VIEW, replace(VIEW, newest_block=111), 100)
    assert (found.first, found.second) == ("100", "111")


def test_the_objection_names_both_endpoints_and_both_values() -> None:
    found = (Difference("the TAO in the pool", "1 τ", "2 τ"), Difference("the pool's fee", "1 %", "2 %"))
    assert Comparison("one.example", "two.example", 9, found).objection == (
        "Two endpoints disagree about the TAO in the pool: one.example says 1 τ, two.example says 2 τ. "
        "1 more of what they tell differs. Nothing is signed; one of them is wrong."
    )


def test_only_what_two_agree_on_is_confirmed() -> None:
    assert AGREED.confirms_metadata(461, "ab" * 32)
    assert not AGREED.confirms_metadata(461, "ac" * 32)
    assert not AGREED.confirms_metadata(462, "ab" * 32)
    assert AGREED.confirms_hotkey("5Hot")
    assert not AGREED.confirms_hotkey("5Other")
    assert AGREED.confirmed_pools == (SUBNET.pool,)


@pytest.mark.parametrize(
    "change", [{"second": ""}, {"not_compared": "no answer"}, {"differences": (Difference("x", "1", "2"),)}]
)
def test_nothing_is_confirmed_without_agreement(change: dict[str, object]) -> None:
    other = replace(AGREED, **change)  # type: ignore[arg-type]  # any field
    assert not other.confirms_metadata(461, "ab" * 32)
    assert not other.confirms_hotkey("5Hot")
    assert other.confirmed_pools == ()


def test_several_subjects_agree_only_together() -> None:
    other = replace(AGREED, pools=(replace(SUBNET.pool, netuid=9),), hotkeys=frozenset(("5Other",)), is_name_told=True)
    both = together((AGREED, other))
    assert both.confirmed_pools == (*AGREED.pools, *other.pools)
    assert both.confirms_hotkey("5Hot")
    assert both.confirms_hotkey("5Other")
    assert not both.is_name_told
    told = (Difference("the pool's fee", "33", "34"),)
    differing = together((AGREED, replace(other, differences=told)))
    assert (differing.differences, differing.confirmed_pools) == (told, ())
    assert together((AGREED, replace(other, not_compared="It was late."))).is_missing
