"""Sentences for the chain's errors, held against the SDK's own catalogue of names."""

import re

import pytest
from bittensor._generated.errors import ERRORS
from bittensor.error_map import CUSTOM_TRANSACTION_ERRORS, DISPATCH_ERRORS, INVALID_TRANSACTION_ERRORS

from dtao_tui.chain import error_messages
from dtao_tui.chain.error_sentences.error_sentence import NextStep
from dtao_tui.chain.submission.rehearsal_call import DISPATCH_ERROR_NAMES
from dtao_tui.ports.errors import FateUnknown, MetadataUnverifiable, Refused
from dtao_tui.widgets.keys.key_table import COMMANDS
from tests.chain.unreachable_errors import UNREACHABLE

HOSTILE = "visit https://evil \x1b[2J\x1b]52;c;AAAA\x07\u202e\n" + "x" * 1000

PALLETS = frozenset({"SubtensorModule", "Swap", "Balances", "Utility", "Proxy", "MevShield", "System"})
"""The pallets that orders call, and those that their calls pass through."""

POOL_ONLY = {"ImmediatelyDropped", "TemporarilyBanned"}
OLDER = {"InvalidSubnetNumber"}
"""Of specs 419 and 439; newer ones dropped it."""

CATALOGUE = (
    {error.name for error in ERRORS.values() if error.pallet in PALLETS}
    | set(DISPATCH_ERRORS)
    | set(CUSTOM_TRANSACTION_ERRORS.values())
    | {name for _, name in INVALID_TRANSACTION_ERRORS}
    | DISPATCH_ERROR_NAMES
)
KEYS_OF_THE_TABLE = {
    scope: {key for command in commands for key in command.key.split(",")} for scope, commands in COMMANDS.items()
}
KEYS_OF_THE_TICKET = {"enter"}
"""Of the ticket's own button, which no table has."""


def test_every_name_of_the_sdks_catalogue_has_a_sentence_or_a_reason_why_no_order_meets_it() -> None:
    unreachable = set().union(*UNREACHABLE.values())
    assert CATALOGUE - set(error_messages.SENTENCES) - unreachable == set()
    assert set(error_messages.SENTENCES) & unreachable == set()
    assert unreachable - CATALOGUE == set()


def test_no_name_is_unreachable_for_two_reasons() -> None:
    assert sum(map(len, UNREACHABLE.values())) == len(set().union(*UNREACHABLE.values()))


def test_every_name_with_a_sentence_is_one_that_the_chain_uses() -> None:
    assert set(error_messages.SENTENCES) - CATALOGUE - POOL_ONLY - OLDER == {"DispatchError"}


@pytest.mark.parametrize("name", sorted(error_messages.SENTENCES))
def test_a_sentence_tells_what_happened_without_the_chains_own_name_for_it(name: str) -> None:
    said = error_messages.sentence_of(name)
    assert said.happened[0].isupper()
    assert said.happened.endswith(".")
    assert name not in said.happened
    # What was charged depends on how far the order came, so that no row of the table may claim it.
    assert not re.search(r"\b(fee was|charged|nothing was (sent|traded))\b", said.happened)


@pytest.mark.parametrize("step", NextStep)
def test_the_next_step_names_its_keys_and_no_others(step: NextStep) -> None:
    shown = {"question_mark": "?"}
    named = {shown.get(key, key) for _, key in step.keys}
    assert {key for scope, key in step.keys if key not in KEYS_OF_THE_TABLE[scope]} <= KEYS_OF_THE_TICKET
    assert named <= set(re.findall(r"ctrl\+\w|[\w?]+", step.sentence))
    assert set(re.findall(r"ctrl\+\w|\b[1-4]\b|\?|\br\b|\benter\b", step.sentence)) - {"enter"} == named - {"enter"}


def test_every_next_step_is_taken_by_a_row() -> None:
    assert {row.next_step for row in error_messages.SENTENCES.values()} == set(NextStep)


def test_an_unknown_name_is_shown_with_what_the_metadata_says_of_it() -> None:
    said = error_messages.sentence_of("TooPurple", "The order is too purple for this chain.")
    assert said.happened == "The chain refused the order (TooPurple: “The order is too purple for this chain.”)."
    assert "enter" in said.advice


def test_a_known_name_is_not_followed_by_the_words_of_a_chain() -> None:
    assert "visit" not in str(error_messages.sentence_of("SlippageTooHigh", "visit https://evil"))


def test_an_unknown_name_and_its_text_are_shown_cleaned() -> None:
    said = error_messages.sentence_of("Evil\x1b]52;c;AAAA\x07", HOSTILE)
    assert "\x1b" not in str(said)
    assert len(str(said)) < 350


def test_foreign_words_cannot_end_their_quotation_and_speak_as_this_program() -> None:
    lie = "no”. Your order is final. Send it again: “yes"
    for said in (
        str(error_messages.sentence_of("TooPurple", lie)),
        str(error_messages.sentence_of("no). Your order is final. (", "")),
        str(error_messages.submission_trouble(1010, None, lie)),
        str(error_messages.submission_trouble(-32000, None, lie)),
        str(error_messages.node_error(lie)),
    ):
        assert "”. Your order" not in said
        assert said.count("“") == said.count("”") == 1
        assert "Your order is final" in said[said.index("“") : said.index("”")]


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
