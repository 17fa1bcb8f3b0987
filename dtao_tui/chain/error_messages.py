"""Sentences for the chain's errors, and the exceptions that node answers become."""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.chain.error_sentences.error_sentence import ErrorSentence, NextStep
from dtao_tui.chain.error_sentences.staking_errors import (
    POOL_ERRORS,
    POSITION_ERRORS,
    ROOT_AND_LOCK_ERRORS,
    SUBNET_ERRORS,
)
from dtao_tui.chain.error_sentences.transaction_errors import (
    ACCOUNT_ERRORS,
    CANNOT_LOOKUP,
    DISPATCH_ERRORS,
    POOL_REFUSALS,
    WRAPPER_ERRORS,
)
from dtao_tui.domain.text import cleaned, quoted
from dtao_tui.ports.errors import FateUnknown, MetadataUnverifiable, NotUnderstood, Refused

ALREADY_IN_POOL = frozenset({"AlreadyImported", "TemporarilyBanned"})
"""Names of answers to a submission which say that the same extrinsic arrived before."""

NOT_ACCEPTED_CODES = frozenset({1001, 1002, 1010, 1011, 1014, 1015, 1016, -32600, -32601, -32602})
"""Error codes of `author_submit*` for an extrinsic that the pool did not take (sc-rpc-api, author errors)."""

_TEXT_CELLS = 120
_NAME_CELLS = 40

SENTENCES: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        **POOL_ERRORS,
        **POSITION_ERRORS,
        **SUBNET_ERRORS,
        **ROOT_AND_LOCK_ERRORS,
        **ACCOUNT_ERRORS,
        **POOL_REFUSALS,
        **WRAPPER_ERRORS,
        **DISPATCH_ERRORS,
    }
)
"""What is said of each error, by the chain's name of it."""

_CODE_NAMES = MappingProxyType(
    {
        1012: "TemporarilyBanned",
        1013: "AlreadyImported",
        1014: "PriorityTooLow",
        1016: "ImmediatelyDropped",
    }
)
_LOST = (
    "The connection was lost after the order was sent. It may or may not have happened; "
    "the chain is asked before anything else of this account is sent."
)


def sentence_of(name: str, documentation: str = "") -> ErrorSentence:
    """What is said of the chain's error of this name; `documentation` is what its metadata says of an unknown one."""
    known = SENTENCES.get(name)
    if known is not None:
        return known
    # A name of the chain's own making is one word; anything else is somebody's text.
    called = name if name.isidentifier() and name.isascii() and len(name) <= _NAME_CELLS else quoted(name, _NAME_CELLS)
    told = f": {quoted(documentation, _TEXT_CELLS)}" if cleaned(documentation, _TEXT_CELLS) else ""
    shown = f"{called if cleaned(name, _NAME_CELLS) else 'no reason given'}{told}"
    return ErrorSentence(f"The chain refused the order ({shown}).", NextStep.CHANGE_ORDER)


def refusal(name: str) -> Refused:
    """The exception for a refusal of this name; what to do next depends on what the chain is found to have done."""
    happened = sentence_of(name).happened
    return MetadataUnverifiable(happened, name) if name == CANNOT_LOOKUP else Refused(happened, name)


def fate_unknown(reason: str = "") -> FateUnknown:
    """The exception for an extrinsic that was sent with an unknown result."""
    return FateUnknown(f"{reason} {_LOST}" if reason else _LOST)


def submission_trouble(code: int | None, name: str | None, text: str) -> Refused | FateUnknown:
    """The exception for a node's error answer to a submission: Refused, or FateUnknown.

    `code` is the JSON-RPC code, `name` the chain's name of the error if it was recognised, `text` the node's words.
    """
    known = name or _CODE_NAMES.get(code or 0)
    if known in ALREADY_IN_POOL:
        return fate_unknown("The node says that it has seen this very order before.")
    if code not in NOT_ACCEPTED_CODES:
        return fate_unknown(f"The node answered with an error of its own ({quoted(text, _TEXT_CELLS)}).")
    if known:
        return refusal(known)
    return Refused(f"The node refused the order: {quoted(text, _TEXT_CELLS)}.")


def node_error(text: str) -> NotUnderstood:
    """The exception for a node's error answer to a read; the node's words are quoted."""
    return NotUnderstood(f"The endpoint could not answer: {quoted(text, _TEXT_CELLS)}.")


def contradiction(what: str) -> NotUnderstood:
    """The exception for answers that contradict each other or themselves."""
    return NotUnderstood(f"The endpoint's answers do not fit together: {what}. Choose another endpoint if this stays.")


def unknown_shape(what: str, error: BaseException) -> NotUnderstood:
    """The exception for an answer of an unexpected shape."""
    detail = cleaned(f"{type(error).__name__}: {error}", 80)
    return NotUnderstood(
        f"The chain's answer about {what} has another shape than this program knows ({detail}). "
        "Perhaps it needs a newer version of dtao-tui."
    )
