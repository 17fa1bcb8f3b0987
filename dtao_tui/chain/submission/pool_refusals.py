"""Names of the transaction pool's refusals, by error number and by text.

The tables are the SDK's (`bittensor.error_map` 11.3), and a test holds them equal: importing the SDK for two tables
would cost a trader's process 0.4 s and 45 MB.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.rpc.rpc_answers import JsonRpcError
from dtao_tui.ports.errors import ChainTrouble

CUSTOM_NAMES: Mapping[int, str] = MappingProxyType(
    {
        0: "ColdkeySwapAnnounced",
        1: "StakeAmountTooLow",
        2: "NotEnoughBalanceToStake",
        3: "SubnetNotExists",
        4: "HotKeyAccountNotExists",
        5: "NotEnoughStakeToWithdraw",
        6: "RateLimitExceeded",
        7: "InsufficientLiquidity",
        8: "SlippageTooHigh",
        9: "TransferDisallowed",
        10: "HotKeyNotRegisteredInNetwork",
        11: "InvalidIpAddress",
        12: "ServingRateLimitExceeded",
        13: "InvalidPort",
        14: "ZeroMaxAmount",
        15: "InvalidRevealRound",
        16: "NoWeightsCommitFound",
        17: "RevealTooEarly",
        18: "InputLengthsUnequal",
        19: "HotKeyNotRegisteredInSubNet",
        20: "EvmKeyAssociateRateLimitExceeded",
        21: "ColdkeySwapDisputed",
        22: "InvalidRealAccount",
        23: "FailedShieldedTxParsing",
        24: "InvalidShieldedTxPubKeyHash",
        25: "NonAssociatedColdKey",
        26: "DelegateTakeTooLow",
        27: "DelegateTakeTooHigh",
        255: "BadRequest",
    }
)
"""Names by the number in `InvalidTransaction::Custom`."""

NAMES_BY_WORDS: tuple[tuple[str, str], ...] = (
    ("inability to pay some fees", "Payment"),
    ("will be valid in the future", "Future"),
    ("transaction is outdated", "Stale"),
    ("has a bad signature", "BadProof"),
    ("call is not expected", "Call"),
    ("ancient birth block", "AncientBirthBlock"),
    ("block limit", "ExhaustsResources"),
    ("labelled as mandatory", "BadMandatory"),
    ("dispatch is mandatory", "MandatoryValidation"),
    ("invalid signing address", "BadSigner"),
    ("implicit data was unable to be calculated", "IndeterminateImplicit"),
    ("did not authorize any origin", "UnknownOrigin"),
    ("lookup information required to validate", "CannotLookup"),
    ("unsigned validator", "NoUnsignedValidator"),
    ("priority is too low", "PriorityTooLow"),
    ("already imported", "AlreadyImported"),
)
"""Names by a part of the error's text in lower case; the first match counts."""

_CUSTOM = re.compile(r"(?:custom error:\s*|['\"]custom['\"]\s*:\s*)(\d{1,9})(?!\d)", re.IGNORECASE)


def name_of(error: JsonRpcError) -> str | None:
    """The chain's name of the refusal in this answer, or None for an unknown one."""
    number = _custom_number(error)
    if number in CUSTOM_NAMES:
        return CUSTOM_NAMES[number]
    words = str(error).lower()
    return next((name for part, name in NAMES_BY_WORDS if part in words), None)


def trouble_of(error: JsonRpcError) -> ChainTrouble:
    """The exception for a node's error answer to a submission: Refused, or FateUnknown."""
    code = error.code if type(error.code) is int else None
    return error_messages.submission_trouble(code, name_of(error), str(error))


def _custom_number(error: JsonRpcError) -> int:
    """The number in `InvalidTransaction::Custom`, sent as a number, in an object or as text; -1 for none."""
    data: Any = error.data
    told = data.get("Custom") if isinstance(data, dict) else data
    if type(told) is int:
        return told
    found = _CUSTOM.search(str(error))
    return int(found[1]) if found else -1
