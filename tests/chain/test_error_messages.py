"""The chain's errors in words, held against the SDK's own catalogue of names."""

import pytest
from bittensor.error_map import CUSTOM_TRANSACTION_ERRORS, DISPATCH_ERRORS, INVALID_TRANSACTION_ERRORS, NAME_TO_CODE

from dtao_tui.chain import error_messages
from dtao_tui.ports.errors import FateUnknown, MetadataUnverifiable, Refused

POOL_ONLY = {"ImmediatelyDropped"}
STAKING = [
    "SlippageTooHigh",
    "AmountTooLow",
    "NotEnoughBalanceToStake",
    "NotEnoughStakeToWithdraw",
    "HotKeyAccountNotExists",
    "SubtokenDisabled",
    "InsufficientLiquidity",
    "PriceLimitExceeded",
    "ReservesTooLow",
    "SwapInputTooLarge",
    "StakeUnavailable",
    "RootStakeLocked",
    "Payment",
    "Stale",
    "Future",
    "BadProof",
]


def test_every_name_with_a_sentence_is_one_that_the_chain_uses() -> None:
    pool = {name for _, name in INVALID_TRANSACTION_ERRORS} | set(CUSTOM_TRANSACTION_ERRORS.values())
    known = set(NAME_TO_CODE) | set(DISPATCH_ERRORS) | pool | POOL_ONLY
    assert set(error_messages.SENTENCES) - known == set()


@pytest.mark.parametrize("name", STAKING)
def test_each_error_of_staking_has_a_sentence_of_its_own(name: str) -> None:
    assert name not in error_messages.sentence_of(name)
    assert error_messages.sentence_of(name).endswith(".")


def test_an_unknown_name_is_shown_cleaned() -> None:
    assert "\x1b" not in error_messages.sentence_of("Evil\x1b]52;c;AAAA\x07")


def test_the_pools_refusal_keeps_the_chains_name() -> None:
    trouble = error_messages.submission_trouble(1010, "SlippageTooHigh", "Invalid Transaction: Custom error: 8")
    assert isinstance(trouble, Refused)
    assert trouble.name == "SlippageTooHigh"


def test_a_chain_that_cannot_verify_metadata_says_so_in_its_own_words() -> None:
    trouble = error_messages.submission_trouble(1011, "CannotLookup", "…")
    assert isinstance(trouble, MetadataUnverifiable)
    assert "CheckMetadataHash" in str(trouble)


@pytest.mark.parametrize(("code", "name"), [(1013, None), (1012, None), (1010, "AlreadyImported")])
def test_an_order_that_the_node_has_seen_before_is_not_called_refused(code: int, name: str | None) -> None:
    assert isinstance(error_messages.submission_trouble(code, name, "…"), FateUnknown)


@pytest.mark.parametrize("code", [-32603, -32000, 4003, None])
def test_an_error_of_the_node_itself_leaves_the_order_open(code: int | None) -> None:
    assert isinstance(error_messages.submission_trouble(code, None, "internal error"), FateUnknown)


def test_a_nodes_own_words_are_only_quoted_cleaned_and_short() -> None:
    trouble = error_messages.submission_trouble(1010, None, "visit https://evil \x1b[2J" + "x" * 1000)
    assert isinstance(trouble, Refused)
    assert "\x1b" not in str(trouble)
    assert len(str(trouble)) < 250


HOSTILE = "visit https://evil \x1b[2J\x1b]52;c;AAAA\x07\u202e\n" + "x" * 1000


@pytest.mark.parametrize(
    "trouble",
    [
        error_messages.node_error(HOSTILE),
        error_messages.refusal(HOSTILE),
        error_messages.submission_trouble(1010, None, HOSTILE),
        error_messages.submission_trouble(-32603, None, HOSTILE),
        error_messages.submission_trouble(1010, HOSTILE, ""),
        error_messages.unknown_shape("the subnets", ValueError(HOSTILE)),
        error_messages.unknown_shape("the subnets", type("E" + HOSTILE, (ValueError,), {})()),
    ],
)
def test_no_words_of_a_node_reach_a_sentence_uncleaned_or_long(trouble: Exception) -> None:
    assert str(trouble).isprintable()
    assert len(str(trouble)) < 350
