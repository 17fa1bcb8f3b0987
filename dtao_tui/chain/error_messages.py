"""Sentences for the chain's errors, and the exceptions that node answers become."""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.domain.text import cleaned
from dtao_tui.ports.errors import FateUnknown, MetadataUnverifiable, NotUnderstood, Refused

CANNOT_LOOKUP = "CannotLookup"
ALREADY_IN_POOL = frozenset({"AlreadyImported", "TemporarilyBanned"})
"""Names of answers to a submission which say that the same extrinsic arrived before."""

NOT_ACCEPTED_CODES = frozenset({1001, 1002, 1010, 1011, 1014, 1015, 1016, -32600, -32601, -32602})
"""Error codes of `author_submit*` for an extrinsic that the pool did not take (sc-rpc-api, author errors)."""

_TEXT_CELLS = 120

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # Staking, from the pallet and as pool refusals.
        "SlippageTooHigh": "The price would have moved past your limit. Take less, or accept a wider tolerance.",
        "AmountTooLow": "This is below the chain's minimum of about 0.002 τ. Take more.",
        "StakeAmountTooLow": "This is below the chain's minimum of about 0.002 τ. Take more.",
        "NotEnoughBalanceToStake": "The account has less free TAO than this. Take less.",
        "NotEnoughStakeToWithdraw": "The position holds less than this. Take less, or “max”.",
        "NotEnoughStake": "The position holds less than this. Take less, or “max”.",
        "HotKeyAccountNotExists": "The chain does not know this validator. Choose another one.",
        "HotKeyNotRegisteredInNetwork": "This validator is not registered. Choose another one.",
        "HotKeyNotRegisteredInSubNet": "This validator is not registered on the subnet. Choose another one.",
        "SubnetNotExists": "This subnet does not exist any more. Go back to the market.",
        "SubtokenDisabled": "Staking on this subnet has not been opened yet. Choose another subnet.",
        "StakeUnavailable": "Part of this stake is locked. Take no more than what is available.",
        "RootStakeLocked": "Stake on root cannot leave so soon after it came. Try again later.",
        "TransferDisallowed": "This subnet does not allow stake to be transferred.",
        "SameNetuid": "Both sides are the same subnet. Choose another one.",
        "StakingRateLimitExceeded": "The chain allows only one order at a time here. Wait for the next block.",
        "RateLimitExceeded": "The chain limits how often this may be done. Wait some blocks and try again.",
        "ZeroMaxAmount": "At this limit price nothing can be traded. Accept a wider tolerance.",
        # The pool.
        "InsufficientLiquidity": "The pool holds too little for an order of this size. Take less.",
        "PriceLimitExceeded": "The price is already past your limit. Look at the new price and order again.",
        "ReservesTooLow": "The pool holds too little to pay anything for this. Choose another subnet.",
        "SwapInputTooLarge": "This is over 1,000 times what the pool holds. Take less.",
        # The account.
        "ColdkeySwapAnnounced": "This account is about to move to another key; until then the chain refuses orders.",
        "ColdkeySwapDisputed": "The move of this account to another key is disputed; the chain refuses its orders.",
        "InsufficientBalance": "The account has too little free TAO. Take less.",
        "FundsUnavailable": "The account has too little free TAO, fees included. Take less.",
        "ExistentialDeposit": "This would leave the account with less than the chain lets exist. Take less.",
        "Expendability": "This would close the account. Take less.",
        "NotExpendable": "This would close the account. Take less.",
        "BelowMinimum": "This would leave an account with less than the chain lets exist. Change the amount.",
        "Frozen": "Part of this balance is frozen. Take less.",
        # The transaction.
        "Payment": "The account cannot pay the network fee. Put some TAO on it first.",
        "Stale": "Another order of this account came first. Look at Activity, then order again.",
        "Future": "An earlier order of this account is still missing on the chain. Look at Activity first.",
        "BadProof": (
            "The chain does not accept the signature: its runtime or its genesis is another than the one signed for. "
            "Reconnect and order again."
        ),
        "BadSigner": "The chain does not accept this signing address.",
        "AncientBirthBlock": "The order was signed too long ago. Order again.",
        "ExhaustsResources": "The block is full. Try again in a moment.",
        "Call": "The chain does not take this kind of call from this account.",
        "CallFiltered": "The chain does not allow this call at present.",
        "PriorityTooLow": "Another order of this account with the same number is waiting. Look at Activity first.",
        "BadRequest": "The chain refuses this order and gives no reason.",
        "ImmediatelyDropped": "The node's pool is full. Try again in a moment.",
        CANNOT_LOOKUP: (
            "This chain cannot verify which runtime the order was signed for (CheckMetadataHash), "
            "and nothing is signed without that check: try again after the chain's next upgrade."
        ),
    }
)
"""Sentences by the chain's error names (spec 459); each says what happened and what to do."""

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


def sentence_of(name: str) -> str:
    """The sentence for the chain's error of this name."""
    return SENTENCES.get(name) or f"The chain refused the order ({cleaned(name, 40) or 'no reason given'})."


def refusal(name: str) -> Refused:
    """The exception for a refusal of this name."""
    if name == CANNOT_LOOKUP:
        return MetadataUnverifiable(sentence_of(name), name)
    return Refused(sentence_of(name), name)


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
        return fate_unknown(f"The node answered with an error of its own (“{cleaned(text, _TEXT_CELLS)}”).")
    if known:
        return refusal(known)
    return Refused(f"The node refused the order: “{cleaned(text, _TEXT_CELLS)}”.")


def node_error(text: str) -> NotUnderstood:
    """The exception for a node's error answer to a read; the node's words are quoted."""
    return NotUnderstood(f"The endpoint could not answer: “{cleaned(text, _TEXT_CELLS)}”.")


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
