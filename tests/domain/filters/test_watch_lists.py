"""Watch lists: which is in use, their names, and subnets that are gone."""

import pytest

from dtao_tui.domain.filters.watch_lists import MOST_LISTS, NotAListName, WatchLists
from dtao_tui.domain.subnet_id import SubnetId

THREE, SEVEN = SubnetId(3, 30), SubnetId(7, 70)
TWO_LISTS = WatchLists().toggled(THREE).adding("Mine").toggled(SEVEN).toggled(THREE)


def test_a_subnet_goes_onto_the_list_in_use_and_off_it() -> None:
    assert TWO_LISTS.subnets == {THREE, SEVEN}
    assert TWO_LISTS.toggled(THREE).subnets == {SEVEN}
    assert TWO_LISTS.using("watched").subnets == {THREE}
    assert TWO_LISTS.using("none").current == "Mine"
    assert TWO_LISTS.names_of(THREE) == {"watched", "mine"}
    assert TWO_LISTS.all_subnets == {THREE, SEVEN}


def test_a_renamed_list_keeps_its_place_and_goes_on_being_used() -> None:
    renamed = TWO_LISTS.renaming("Mine", "mine")
    assert (renamed.names, renamed.current, renamed.subnets) == (("watched", "mine"), "mine", {THREE, SEVEN})
    assert TWO_LISTS.renaming("watched", "all").current == "Mine"


def test_without_the_list_in_use_the_first_one_is_used() -> None:
    assert TWO_LISTS.without("Mine") == WatchLists().toggled(THREE)
    assert TWO_LISTS.without("watched").current == "Mine"
    assert TWO_LISTS.without("watched").without("Mine") == WatchLists()


def test_a_subnet_whose_number_is_given_to_another_is_gone_and_can_be_dropped() -> None:
    gone = TWO_LISTS.gone({3: THREE, 7: SubnetId(7, 71)})
    assert gone == {SEVEN: "Another subnet has taken number 7 since block 71."}
    assert TWO_LISTS.names_with(SEVEN) == ("Mine",)
    assert TWO_LISTS.dropping(gone).all_subnets == {THREE}
    assert TWO_LISTS.gone({3: THREE, 7: SEVEN}) == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("  ", "A list needs a name."),
        ("x" * 25, "The name of a list has at most 24 cells."),
        ('a"b', 'The name of a list has no ", because filters put names between them.'),
        ("MINE", "There is a list “Mine” already."),
    ],
)
def test_a_name_that_no_list_can_have_is_told(text: str, why: str) -> None:
    with pytest.raises(NotAListName) as told:
        TWO_LISTS.adding(text)
    assert str(told.value) == why


def test_the_number_of_lists_is_bounded() -> None:
    lists = WatchLists()
    for number in range(MOST_LISTS - 1):
        lists = lists.adding(f"list {number}")
    with pytest.raises(NotAListName, match="There are 32 lists already"):
        lists.adding("one more")
