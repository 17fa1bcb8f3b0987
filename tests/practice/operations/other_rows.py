"""Operations with locks, root dividends, balances, batches and subnets, as `rows` says."""

import pytest

from dtao_tui.practice.runtime.plain_values import Invocation
from tests.practice.economy import ALICE, BOB, TAO
from tests.practice.operations.round_world import (
    FREE,
    HELD,
    OTHER,
    STRANGER,
    VALIDATOR,
    fee,
    half_locked,
    locked,
    sold_free,
    with_basket,
    with_proxy,
)
from tests.practice.operations.rows import TEN, Row, Told, on
from tests.practice.operations.stake_rows import BUY

LOCKS = [
    Row("lock_stake", "what is held", on(1, amount=HELD), Told("StakeLocked", ALICE, VALIDATOR, 1, HELD)),
    Row("lock_stake", "more than is held", on(1, amount=HELD + 1), "InsufficientStakeForLock"),
    Row("lock_stake", "nothing", on(1, amount=0), "AmountTooLow"),
    Row("lock_stake", "nothing on no such subnet", on(9, STRANGER, amount=0), "SubnetNotExists"),
    Row("lock_stake", "nothing with no such hotkey", on(1, STRANGER, amount=0), "AmountTooLow"),
    Row("lock_stake", "too much with no such hotkey", on(1, STRANGER, amount=2 * HELD), "HotKeyAccountNotExists"),
    Row("lock_stake", "with no such hotkey", on(1, STRANGER, amount=1), "HotKeyAccountNotExists", half_locked),
    Row("lock_stake", "too much with another hotkey", on(1, OTHER, amount=2 * HELD), "LockHotkeyMismatch", half_locked),
    Row("lock_stake", "more to a lock than is held", on(1, amount=HELD), "InsufficientStakeForLock", half_locked),
    Row("lock_stake", "with another hotkey", on(1, OTHER, amount=1), "LockHotkeyMismatch", half_locked),
    Row(
        "move_lock",
        "to another hotkey",
        {"destination_hotkey": OTHER, "netuid": 1},
        Told("LockMoved", ALICE, VALIDATOR, OTHER, 1),
        locked,
    ),
    Row("move_lock", "without one", {"destination_hotkey": OTHER, "netuid": 1}, "NoExistingLock"),
    Row(
        "set_perpetual_lock", "on", {"netuid": 1, "enabled": True}, Told("PerpetualLockUpdated", ALICE, 1, True), locked
    ),
    Row("set_reject_locked_alpha", "off", {"enabled": False}, Told("RejectLockedAlphaUpdated", ALICE, False)),
]

A_TENTH = pytest.approx(sold_free(100 * TAO) // 10, rel=1e-7)
"""What a tenth of a basket of 100 α is worth when all of it is sold; shares are rounded."""

ROOT = [
    Row("claim_root", "a tenth of 100 α", {"subnets": [1]}, Told("RootClaimed", ALICE, A_TENTH), with_basket),
    Row("claim_root_with_hotkey", "the same", {"hotkey": VALIDATOR}, Told("RootClaimed", ALICE, A_TENTH), with_basket),
    Row(
        "stake_into_basket",
        "into a basket",
        {"hotkey": VALIDATOR, "amount_staked": TEN},
        Told("BasketStakedIn", VALIDATOR, ALICE, TEN, TEN - fee(TEN)),
        with_basket,
    ),
    Row(
        "swap_basket",
        "by who does not own it",
        {"hotkey": VALIDATOR, "origin_netuid": 1, "destination_netuid": 2, "amount": TAO, "min_amount_out": 0},
        "NonAssociatedColdKey",
        with_basket,
    ),
]


def sending(to: bytes, rao: int) -> Invocation:
    return Invocation("Balances.transfer_keep_alive", {"dest": to, "value": rao})


GOOD, BAD = sending(BOB, TAO), sending(BOB, 10**18)
STAKES = Invocation("SubtensorModule.add_stake", on(1, amount_staked=TEN))

OTHERS = [
    Row("Balances.transfer_keep_alive", "a part", {"dest": BOB, "value": TEN}, Told("Transfer", ALICE, BOB, TEN)),
    Row("Balances.transfer_keep_alive", "all", {"dest": BOB, "value": FREE}, "Token.NotExpendable"),
    Row(
        "Balances.transfer_keep_alive", "more than is free", {"dest": BOB, "value": FREE + 1}, "Token.FundsUnavailable"
    ),
    Row(
        "Balances.transfer_keep_alive",
        "too little for a new account",
        {"dest": STRANGER, "value": 499},
        "Token.BelowMinimum",
    ),
    Row("Balances.transfer_allow_death", "all", {"dest": BOB, "value": FREE}, Told("Transfer", ALICE, BOB, FREE)),
    Row(
        "Balances.transfer_all",
        "but the deposit",
        {"dest": BOB, "keep_alive": True},
        Told("Transfer", ALICE, BOB, FREE - 500),
    ),
    Row(
        "Balances.transfer_all",
        "and its account",
        {"dest": BOB, "keep_alive": False},
        Told("Transfer", ALICE, BOB, FREE),
    ),
    Row("Utility.batch", "that works", {"calls": [GOOD, STAKES]}, Told("BatchCompleted")),
    Row("Utility.batch", "that stops", {"calls": [GOOD, BAD, GOOD]}, Told("BatchInterrupted", 1)),
    Row("Utility.batch_all", "that fails", {"calls": [GOOD, BAD]}, "Token.FundsUnavailable"),
    Row("Utility.force_batch", "that goes on", {"calls": [BAD, GOOD]}, Told("BatchCompletedWithErrors")),
    Row(
        "Proxy.add_proxy",
        "for stakes",
        {"delegate": BOB, "proxy_type": "Staking", "delay": 0},
        Told("ProxyAdded", ALICE, BOB),
    ),
    Row("Proxy.proxy", "a stake", {"real": ALICE, "force_proxy_type": None, "call": STAKES}, BUY, with_proxy, BOB),
    Row(
        "Proxy.proxy",
        "who is none",
        {"real": ALICE, "force_proxy_type": None, "call": STAKES},
        "Proxy.NotProxy",
        None,
        BOB,
    ),
    Row("register_network", "without the cost", {"hotkey": STRANGER}, "CannotAffordLockCost"),
    Row("start_call", "by who does not own it", {"netuid": 1}, ".BadOrigin"),
]
