"""Which changes loosen what guards money, and which tighten it."""

import pytest

from dtao_tui.services.user_settings.loosening import loosening, stricter_limits


@pytest.mark.parametrize(
    ("name", "before", "after", "is_looser"),
    [
        ("read_only", True, False, True),
        ("read_only", False, True, False),
        ("mev_shield", True, False, True),
        ("mev_shield", False, True, False),
        ("tolerance", "2", "2.5 %", True),
        ("tolerance", "2", "0.5", False),
        ("lock_after_minutes", 5, 6, True),
        ("lock_after_minutes", 5, 5, False),
        ("noted_share", 50, 51, True),
        ("keyring", "off", "auto", True),
        ("keyring", "auto", "off", False),
        ("noted_move", 10, 90, False),
        ("theme", "nord", "", False),
    ],
)
def test_of_a_single_setting(name: str, before: object, after: object, is_looser: bool) -> None:
    assert bool(loosening(name, before, after)) == is_looser


@pytest.mark.parametrize(
    ("network", "before", "after", "is_looser"),
    [
        ("finney", {"order": "10"}, {"order": "10.1"}, True),
        ("finney", {"order": "10"}, {}, True),
        ("finney", {"order": "10", "day": "20"}, {"order": "10"}, True),
        ("finney", {"order": "10"}, {"order": "9", "day": "20"}, False),
        ("finney", {}, {"order": "10"}, False),
        # On mainnet the program's own rule may be as low as nothing.
        ("finney", {}, {"reauth_above": "0.1"}, True),
        ("finney", {"reauth_above": "2"}, {"reauth_above": "1"}, False),
        ("finney", {"reauth_above": "2"}, {}, False),
        ("test", {}, {"reauth_above": "0.1"}, False),
        ("test", {"reauth_above": "1"}, {}, True),
    ],
)
def test_of_limits(network: str, before: dict[str, str], after: dict[str, str], is_looser: bool) -> None:
    told = loosening("limits", {network: before}, {network: after})
    assert bool(told) == is_looser
    assert not is_looser or f"on {network}" in told


def test_a_network_whose_limits_leave_the_file_is_named() -> None:
    assert "on finney" in loosening(
        "limits", {"finney": {"order": "1"}, "test": {"order": "1"}}, {"test": {"order": "1"}}
    )


def test_of_two_limits_the_lower_one_holds_at_once() -> None:
    one = {"test": {"order": "10", "day": "3"}, "finney": {"order": "2"}}
    other = {"test": {"order": "9.5", "day": "30", "reauth_above": "1"}, "finney": {"reauth_above": "5"}}
    assert stricter_limits(one, other) == {
        "test": {"order": "9.5", "day": "3", "reauth_above": "1"},
        # Mainnet's own rule may ask for the password at less.
        "finney": {"order": "2"},
    }
