"""Calls are trees, and equal only where each name, value and type is."""

import pytest

from dtao_tui.domain.trades.calls import Argument, Call, same


def a_call(name: str = "add_stake", **arguments: Argument) -> Call:
    return Call("SubtensorModule", name, arguments)


def test_equal_calls_are_equal_in_whatever_order_their_arguments_come() -> None:
    one, other = a_call(netuid=7, hotkey="5D"), a_call(hotkey="5D", netuid=7)
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("one", "other"), [(True, 1), (False, 0), (0, None), ("1", 1), ((), None), (a_call(), ()), ((a_call(),), a_call())]
)
def test_what_only_python_calls_equal_is_another_thing(one: Argument, other: Argument) -> None:
    assert not same(one, other)
    assert a_call(x=one) != a_call(x=other)


def test_an_argument_more_or_less_is_another_call() -> None:
    assert a_call(netuid=7) != a_call(netuid=7, hotkey=None)
    assert a_call(netuid=7) != a_call("remove_stake", netuid=7)
    assert a_call() != Call("Utility", "add_stake", {})


def test_calls_within_calls_are_compared_to_the_last_value() -> None:
    def a_batch(last: Argument) -> Call:
        return Call("Utility", "batch_all", {"calls": (a_call(netuid=1), a_call(allow_partial=last))})

    assert a_batch(False) == a_batch(False)
    assert a_batch(False) != a_batch(0)
    assert a_batch(False) != Call("Utility", "batch_all", {"calls": (a_call(netuid=1),)})


def test_the_leaves_of_a_tree_are_its_calls_that_hold_no_others() -> None:
    first, second = a_call(netuid=1), a_call(netuid=2)
    batch = Call("Utility", "batch_all", {"calls": (first, second)})
    proxied = Call("Proxy", "proxy", {"real": "5D", "force_proxy_type": None, "call": batch})
    assert proxied.leaves == (first, second)
    assert first.leaves == (first,)


def test_arguments_cannot_be_changed_afterwards() -> None:
    arguments: dict[str, Argument] = {"netuid": 7}
    call = Call("SubtensorModule", "add_stake", arguments)
    arguments["netuid"] = 8
    assert call.arguments["netuid"] == 7
    with pytest.raises(TypeError):
        call.arguments["netuid"] = 8  # type: ignore[index]  # that it cannot be assigned to is the point
