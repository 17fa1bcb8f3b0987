"""States of a practice chain that no order leads to: dividends that are owed, and a lock that stands still."""

from bittensor_core import Keypair

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.baskets import basket_dividends
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.chain.signing import practice_key

OWNER = bytes(practice_key().public_key)
DIVIDEND = 50_000 * 10**9
"""Alpha in rao; a small root staker's part of it is worth some TAO."""


def public_key_of(address: str) -> bytes:
    return bytes(Keypair(ss58_address=address).public_key)


def owe_dividends(node: Node, hotkey: str, netuid: int, alpha: int = DIVIDEND) -> None:
    """Put alpha into a validator's basket, as an epoch and the chain's turn do; root stakers own it from there on."""
    storage, validator = node.chain.storage, public_key_of(hotkey)
    storage.add(pools.ALPHA_OUT, netuid, amount=alpha)
    basket_dividends.enqueue(storage, validator, netuid, alpha)
    basket_dividends.deposit(Context(storage, node.chain.height, None, AUTHOR), validator)
    node.step()


def make_perpetual(node: Node, netuid: int) -> None:
    """Let what the practice account locks there stand still from the next block on."""
    node.chain.storage.put(stake_locks.DECAYING, OWNER, netuid, value=False)
    node.step()


def lock_for_good(node: Node, hotkey: str, netuid: int, alpha: int = 10**9) -> None:
    """A perpetual lock of the practice account: the one that it has, or one of this much alpha in rao."""
    if stake_locks.lock_of(node.chain.storage, node.chain.height, OWNER, netuid) is None:
        to = public_key_of(hotkey)
        lock = stake_locks.Lock(to, alpha, 0, node.chain.height)
        node.chain.storage.put(stake_locks.LOCK, OWNER, netuid, to, value=lock.as_value())
    make_perpetual(node, netuid)


def reserved_by(node: Node) -> int:
    """The rao that the chain holds back of the practice account, for deposits."""
    account = node.chain.storage.get("System.Account", OWNER)
    assert isinstance(account, dict)
    data = account["data"]
    assert isinstance(data, dict)
    assert isinstance(data["reserved"], int)
    return data["reserved"]
