"""Errors of accounts, transactions, batches, proxies and the shield, by whatever part of the runtime names them."""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.chain.error_sentences.error_sentence import ErrorSentence, NextStep

CANNOT_LOOKUP = "CannotLookup"

_CLOSES_ACCOUNT = ErrorSentence(
    "This would leave the account with less than the chain lets exist, and close it.", NextStep.TAKE_LESS
)
_ARITHMETIC = ErrorSentence(
    "The chain's own arithmetic does not reach that far with these numbers.", NextStep.CHANGE_ORDER
)
_CHAIN_FAULT = ErrorSentence("Something is wrong in the chain's own state; the order is not to blame.", NextStep.WAIT)
_SHIELD_UNREAD = ErrorSentence(
    "The maker of the block could not open the shielded order, so it was not carried out.", NextStep.REVIEW_AGAIN
)

ACCOUNT_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "InsufficientBalance": ErrorSentence("The account has too little free TAO.", NextStep.TAKE_LESS_OR_ALL),
        "FundsUnavailable": ErrorSentence(
            "The account has too little free TAO, fees included.", NextStep.TAKE_LESS_OR_ALL
        ),
        "ExistentialDeposit": ErrorSentence(
            "The receiving account is new, and this is less than the chain lets exist.", NextStep.TAKE_MORE
        ),
        "BelowMinimum": ErrorSentence(
            "One of the accounts would be left with less than the chain lets exist.", NextStep.CHANGE_ORDER
        ),
        "Expendability": _CLOSES_ACCOUNT,
        "NotExpendable": _CLOSES_ACCOUNT,
        "OnlyProvider": _CLOSES_ACCOUNT,
        "Frozen": ErrorSentence("Part of this balance is frozen.", NextStep.TAKE_LESS),
        "LiquidityRestrictions": ErrorSentence("Part of this balance is frozen or reserved.", NextStep.TAKE_LESS),
        "VestingBalance": ErrorSentence("Part of this balance is still vesting.", NextStep.TAKE_LESS),
        "DeadAccount": ErrorSentence("The receiving account does not exist yet.", NextStep.CHANGE_ORDER),
        "CannotCreate": ErrorSentence(
            "The receiving account does not exist, and this does not open it.", NextStep.CHANGE_ORDER
        ),
        "CannotCreateHold": ErrorSentence("The chain cannot hold this back on the account.", NextStep.TAKE_LESS),
        "TooManyReserves": ErrorSentence("The account has too many reserves already.", NextStep.OTHER_ACCOUNT),
        "TooManyHolds": ErrorSentence("The account has too many holds already.", NextStep.OTHER_ACCOUNT),
        "Blocked": ErrorSentence("The receiving account cannot receive anything.", NextStep.CHANGE_ORDER),
        "ColdkeySwapAnnounced": ErrorSentence(
            "This account is about to move to another key; until then the chain refuses orders.", NextStep.OTHER_ACCOUNT
        ),
        "ColdkeySwapDisputed": ErrorSentence(
            "The move of this account to another key is disputed; the chain refuses its orders.", NextStep.OTHER_ACCOUNT
        ),
    }
)
"""Errors of balances and accounts."""

POOL_REFUSALS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "Payment": ErrorSentence("The account cannot pay the network fee.", NextStep.FUND_ACCOUNT),
        "Stale": ErrorSentence("Another order of this account came first.", NextStep.SEE_ACTIVITY),
        "Future": ErrorSentence("An earlier order of this account is still missing on the chain.", NextStep.ASK_AGAIN),
        "BadProof": ErrorSentence(
            "The chain does not accept the signature: its runtime or its genesis is another than the one signed for. "
            "Reconnect and order again.",
            NextStep.CHECK_VERSION,
        ),
        "BadSigner": ErrorSentence("The chain does not accept this signing address.", NextStep.OTHER_ACCOUNT),
        "AncientBirthBlock": ErrorSentence("The order was signed too long ago.", NextStep.REVIEW_AGAIN),
        "ExhaustsResources": ErrorSentence("The block is full.", NextStep.REVIEW_AGAIN),
        "Call": ErrorSentence("The chain does not take this kind of call from this account.", NextStep.OTHER_OPERATION),
        "CallFiltered": ErrorSentence("The chain does not allow this call at present.", NextStep.WAIT),
        "PriorityTooLow": ErrorSentence(
            "Another order of this account with the same number is waiting.", NextStep.ASK_AGAIN
        ),
        "ImmediatelyDropped": ErrorSentence("The node's pool is full.", NextStep.REVIEW_AGAIN),
        "TemporarilyBanned": ErrorSentence(
            "The node took this very order before and will not take it again for some minutes.", NextStep.ASK_AGAIN
        ),
        "AlreadyImported": ErrorSentence("The node has this very order already.", NextStep.ASK_AGAIN),
        "Dropped": ErrorSentence("The node dropped the order from its pool.", NextStep.ASK_AGAIN),
        "Usurped": ErrorSentence(
            "Another order of this account with the same number took its place.", NextStep.ASK_AGAIN
        ),
        "Invalid": ErrorSentence("The node holds the order for invalid by now.", NextStep.ASK_AGAIN),
        "Retracted": ErrorSentence("The chain dropped the block that held the order.", NextStep.ASK_AGAIN),
        "FinalityTimeout": ErrorSentence("No block with the order has become final so far.", NextStep.ASK_AGAIN),
        "BadRequest": ErrorSentence("The chain refuses this order and gives no reason.", NextStep.CHANGE_ORDER),
        "BadMandatory": _CHAIN_FAULT,
        "IndeterminateImplicit": ErrorSentence(
            "The chain cannot compute what it signs along with the order.", NextStep.CHECK_VERSION
        ),
        "UnknownOrigin": ErrorSentence(
            "No part of the chain's runtime accepts the order's signature.", NextStep.CHECK_VERSION
        ),
        CANNOT_LOOKUP: ErrorSentence(
            "This chain cannot verify which runtime the order was signed for (CheckMetadataHash), "
            "and nothing is signed without that check: try again after the chain's next upgrade.",
            NextStep.CHECK_VERSION,
        ),
    }
)
"""Refusals of the transaction pool, by which nothing reaches a block."""

WRAPPER_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "TooManyCalls": ErrorSentence("The batch has more parts than the chain takes at once.", NextStep.CHANGE_ORDER),
        "NotProxy": ErrorSentence("This key is not a proxy of that account, or no more.", NextStep.OTHER_ACCOUNT),
        "Unproxyable": ErrorSentence("A proxy of this kind may not do this.", NextStep.OTHER_OPERATION),
        "NoPermission": ErrorSentence("A proxy may not do this for the account.", NextStep.OTHER_OPERATION),
        "Unannounced": ErrorSentence(
            "This proxy has a delay: it must announce an order and wait, which this program does not do.",
            NextStep.OTHER_ACCOUNT,
        ),
        "NotFound": ErrorSentence("The chain knows no such proxy of this account.", NextStep.OTHER_ACCOUNT),
        "Duplicate": ErrorSentence("This key is a proxy of the account already.", NextStep.OTHER_ACCOUNT),
        "NoSelfProxy": ErrorSentence("An account cannot be its own proxy.", NextStep.OTHER_ACCOUNT),
        "TooMany": ErrorSentence("The account has as many proxies as the chain allows.", NextStep.OTHER_ACCOUNT),
        "InvalidRealAccount": ErrorSentence(
            "The account that this proxy would act for is not one the chain accepts here.", NextStep.OTHER_ACCOUNT
        ),
        "BadEncKeyLen": _SHIELD_UNREAD,
        "Unreachable": _SHIELD_UNREAD,
        "FailedShieldedTxParsing": ErrorSentence("The chain could not read the shielded order.", NextStep.REVIEW_AGAIN),
        "InvalidShieldedTxPubKeyHash": ErrorSentence(
            "The shielded order was sealed for a key that the chain has changed meanwhile.", NextStep.REVIEW_AGAIN
        ),
        "TooManyPendingExtrinsics": ErrorSentence("Too many shielded orders are waiting.", NextStep.REVIEW_AGAIN),
        "WeightExceedsAbsoluteMax": ErrorSentence(
            "The shielded order is too much work for a block.", NextStep.TAKE_LESS
        ),
        "ExtrinsicDecodeFailed": _SHIELD_UNREAD,
        "DecryptionFailed": _SHIELD_UNREAD,
        "ExtrinsicExpired": ErrorSentence(
            "The shielded order waited until it was out of date, and was not carried out.", NextStep.REVIEW_AGAIN
        ),
    }
)
"""Errors of batches, proxies and the shield, which carry other calls."""

DISPATCH_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "BadOrigin": ErrorSentence("This account may not make this call.", NextStep.OTHER_ACCOUNT),
        "RootNotAllowed": ErrorSentence(
            "This call may not be made with the chain's own rights.", NextStep.OTHER_ACCOUNT
        ),
        "ConsumerRemaining": ErrorSentence("Something on the chain still needs this account.", NextStep.TAKE_LESS),
        "NoProviders": ErrorSentence("The account does not exist on this chain yet.", NextStep.FUND_ACCOUNT),
        "TooManyConsumers": ErrorSentence("Too many things on the chain need this account.", NextStep.OTHER_ACCOUNT),
        "UnknownAsset": ErrorSentence("The chain does not know what would be moved.", NextStep.CHECK_VERSION),
        "Unsupported": ErrorSentence("The chain does not do this with what would be moved.", NextStep.OTHER_OPERATION),
        "Overflow": _ARITHMETIC,
        "Underflow": _ARITHMETIC,
        "DivisionByZero": _ARITHMETIC,
        "Arithmetic": _ARITHMETIC,
        "Transactional": _CHAIN_FAULT,
        "LimitReached": _CHAIN_FAULT,
        "NoLayer": _CHAIN_FAULT,
        "Exhausted": ErrorSentence("The chain ran out of what the order needs in this block.", NextStep.REVIEW_AGAIN),
        "Corruption": _CHAIN_FAULT,
        "Unavailable": ErrorSentence(
            "A part of the chain that the order needs is not there now.", NextStep.REVIEW_AGAIN
        ),
        "Trie": _CHAIN_FAULT,
        "Other": ErrorSentence(
            "The chain carried it out in part, failed, undid it, and gives no reason.", NextStep.CHANGE_ORDER
        ),
        "DispatchError": ErrorSentence(
            "The chain undid the order and its reason cannot be read.", NextStep.CHANGE_ORDER
        ),
    }
)
"""Errors of the runtime around the pallets (`sp_runtime::DispatchError`, spec 475)."""
