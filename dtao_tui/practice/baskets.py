"""What root earns: every validator keeps a basket of alpha for those who stake to it on root (spec 459).

A basket is held as the validator's own stake under an account that nobody has a key to.
"""

from dtao_tui.practice import shares
from dtao_tui.practice.dispatch import Storage
from dtao_tui.practice.keys import account_named


def basket_account(hotkey: bytes) -> bytes:
    """The account that holds a validator's basket."""
    return account_named("basket", hotkey.hex())


def fill(storage: Storage, hotkey: bytes, netuid: int, alpha: int) -> None:
    """Put dividends, in rao of alpha, into a validator's basket."""
    shares.deposit(storage, hotkey, basket_account(hotkey), netuid, alpha)
