"""Errors of staking, selling, moving, claiming and locking: the pallets SubtensorModule and Swap.

Names and meanings are those of spec 475, with the names of older specs that newer ones dropped.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dtao_tui.chain.error_sentences.error_sentence import ErrorSentence, NextStep

_BELOW_MINIMUM = ErrorSentence("This is below the chain's minimum of about 0.002 τ.", NextStep.TAKE_MORE)
_TOO_FAST = ErrorSentence(
    "The chain limits how often this may be done, and the last time was too recent.", NextStep.WAIT
)

POOL_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "SlippageTooHigh": ErrorSentence("The price would have moved past your limit.", NextStep.WIDEN_TOLERANCE),
        "PriceLimitExceeded": ErrorSentence("The price is already past your limit.", NextStep.WIDEN_TOLERANCE),
        "ZeroMaxAmount": ErrorSentence("At this limit price nothing can be traded.", NextStep.WIDEN_TOLERANCE),
        "InsufficientLiquidity": ErrorSentence(
            "The pool holds too little for an order of this size.", NextStep.TAKE_LARGEST
        ),
        "SwapInputTooLarge": ErrorSentence("This is over 1,000 times what the pool holds.", NextStep.TAKE_LARGEST),
        "ReservesTooLow": ErrorSentence("The pool holds too little to pay anything for this.", NextStep.OTHER_SUBNET),
        "ReservesOutOfBalance": ErrorSentence(
            "The pool's two sides are too far apart for the chain to compute a price.", NextStep.OTHER_SUBNET
        ),
        "InsufficientInputAmount": ErrorSentence(
            "After the pool's fee nothing would be left of this to trade.", NextStep.TAKE_MORE
        ),
        "AmountTooLow": _BELOW_MINIMUM,
        "StakeAmountTooLow": _BELOW_MINIMUM,
    }
)
"""Errors of the trade itself."""

POSITION_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "NotEnoughBalanceToStake": ErrorSentence("The account has less free TAO than this.", NextStep.TAKE_LESS_OR_ALL),
        "InsufficientTaoBalance": ErrorSentence(
            "The account has less free TAO than this needs, fees included.", NextStep.TAKE_LESS_OR_ALL
        ),
        "BalanceWithdrawalError": ErrorSentence(
            "The chain could not take the TAO: part of it is reserved or frozen, or too little would stay.",
            NextStep.TAKE_LESS,
        ),
        "ZeroBalanceAfterWithdrawn": ErrorSentence(
            "Taking this would leave the account with less than the chain lets exist.", NextStep.TAKE_LESS
        ),
        "NotEnoughStake": ErrorSentence("The position holds less than this.", NextStep.TAKE_LESS_OR_ALL),
        "NotEnoughStakeToWithdraw": ErrorSentence("The position holds less than this.", NextStep.TAKE_LESS_OR_ALL),
        "InsufficientAlphaBalance": ErrorSentence(
            "The position holds less alpha than this.", NextStep.TAKE_LESS_OR_ALL
        ),
        "StakeUnavailable": ErrorSentence(
            "Part of this stake is locked, or bound as a miner's collateral, and cannot leave.", NextStep.SEE_PORTFOLIO
        ),
        "RootStakeLocked": ErrorSentence(
            "Stake on root cannot leave so soon after it came, or after the last claim.", NextStep.WAIT
        ),
        "TransferDisallowed": ErrorSentence(
            "This subnet's owner does not allow its stake to be transferred.", NextStep.OTHER_OPERATION
        ),
        "SameNetuid": ErrorSentence("Both sides of this swap are the same subnet.", NextStep.CHANGE_ORDER),
        "HotKeyAccountNotExists": ErrorSentence("The chain does not know this validator.", NextStep.OTHER_VALIDATOR),
        "HotKeyNotRegisteredInNetwork": ErrorSentence(
            "This validator is not registered on any subnet.", NextStep.OTHER_VALIDATOR
        ),
        "HotKeyNotRegisteredInSubNet": ErrorSentence(
            "This validator is not registered on the subnet.", NextStep.OTHER_VALIDATOR
        ),
        "NonAssociatedColdKey": ErrorSentence(
            "This validator belongs to another account, and only its own account may do this.", NextStep.OTHER_VALIDATOR
        ),
        "ColdKeyAlreadyAssociated": ErrorSentence(
            "This validator belongs to another account already.", NextStep.OTHER_VALIDATOR
        ),
        "TooManyStakingHotkeys": ErrorSentence(
            "The account that receives this stakes with as many validators as the chain allows.",
            NextStep.OTHER_VALIDATOR,
        ),
        "CannotUseSystemAccount": ErrorSentence(
            "One of the addresses belongs to the chain itself, and no stake may go there.", NextStep.CHANGE_ORDER
        ),
        "InvalidValue": ErrorSentence(
            "One of the order's numbers is outside of what the chain accepts.", NextStep.CHANGE_ORDER
        ),
    }
)
"""Errors of the account's own TAO and stake, and of the validators and accounts they go to."""

SUBNET_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "SubnetNotExists": ErrorSentence("This subnet does not exist any more.", NextStep.OTHER_SUBNET),
        "MechanismDoesNotExist": ErrorSentence("There is no such subnet, or it has no pool.", NextStep.OTHER_SUBNET),
        "RootNetworkDoesNotExist": ErrorSentence("This chain has no root network.", NextStep.OTHER_SUBNET),
        "InvalidSubnetNumber": ErrorSentence(
            "The claim names too few or too many subnets for this chain.", NextStep.CHECK_VERSION
        ),
        "SubtokenDisabled": ErrorSentence("Staking on this subnet has not been opened yet.", NextStep.OTHER_SUBNET),
        "WaitingForDissolvedSubnetCleanup": ErrorSentence(
            "The chain is still paying out a subnet that was removed, and touches its stake only after that.",
            NextStep.WAIT,
        ),
        "StakingRateLimitExceeded": ErrorSentence(
            "The chain allows one order of this kind in a block.", NextStep.REVIEW_AGAIN
        ),
        "RateLimitExceeded": _TOO_FAST,
        "TxRateLimitExceeded": _TOO_FAST,
        "CallDisabled": ErrorSentence("The chain has switched this operation off.", NextStep.OTHER_OPERATION),
        "DisabledTemporarily": ErrorSentence("The chain has switched this operation off for a while.", NextStep.WAIT),
        "Deprecated": ErrorSentence(
            "This chain no longer carries this call out; it has another one for it.", NextStep.CHECK_VERSION
        ),
    }
)
"""Errors of the subnet, or of the chain at this time."""

ROOT_AND_LOCK_ERRORS: Mapping[str, ErrorSentence] = MappingProxyType(
    {
        "BetaBasketSeedInProgress": ErrorSentence(
            "The chain is still filling the validators' baskets after an upgrade, and root stake rests until then.",
            NextStep.WAIT,
        ),
        "BasketDepositPending": ErrorSentence(
            "A root dividend of this validator is not paid in yet, and its root stake rests until it is.",
            NextStep.REVIEW_AGAIN,
        ),
        "BasketHasNoWeights": ErrorSentence(
            "This validator's basket holds nothing to pay into.", NextStep.OTHER_VALIDATOR
        ),
        "RootClaimTooHeavy": ErrorSentence(
            "Claiming from all validators at once is too much work for one block; claim from one at a time.",
            NextStep.OTHER_VALIDATOR,
        ),
        "LockHotkeyMismatch": ErrorSentence(
            "Alpha of this subnet is locked with another validator, and a lock grows only there.",
            NextStep.OTHER_VALIDATOR,
        ),
        "InsufficientStakeForLock": ErrorSentence(
            "The account holds less alpha on this subnet than it would lock.", NextStep.TAKE_LESS_OR_ALL
        ),
        "NoExistingLock": ErrorSentence("The account has no lock on this subnet.", NextStep.SEE_PORTFOLIO),
        "ActiveLockExists": ErrorSentence(
            "The receiving account has a lock on this subnet already.", NextStep.CHANGE_ORDER
        ),
        "UnlockAmountTooHigh": ErrorSentence("Less than this is locked.", NextStep.TAKE_LESS),
        "AccountRejectsLockedAlpha": ErrorSentence(
            "Part of this alpha is locked, and the receiving account does not accept locked alpha.", NextStep.TAKE_LESS
        ),
        "LockIdOverFlow": ErrorSentence(
            "The account has locks on as many subnets as the chain allows.", NextStep.SEE_PORTFOLIO
        ),
    }
)
"""Errors of root's baskets and of locks."""
