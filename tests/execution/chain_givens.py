"""States of a practice chain that no order leads to: dividends that are owed, and a lock that stands still."""

from bittensor_core import Keypair

from dtao_tui.practice.node.node import Node
from dtao_tui.practice.pallets import baskets, locks, pools
from tests.chain.signing import practice_key

DIVIDEND = 50_000 * 10**9
"""Alpha in rao; a small root staker's part of it is worth some TAO."""


def public_key_of(address: str) -> bytes:
    return bytes(Keypair(ss58_address=address).public_key)


def owe_dividends(node: Node, hotkey: str, netuid: int, alpha: int = DIVIDEND) -> None:
    """Put alpha into a validator's basket, as an epoch does; root stakers own it from the next block on."""
    storage = node.chain.storage
    storage.add(pools.ALPHA_OUT, netuid, amount=alpha)
    baskets.fill(storage, public_key_of(hotkey), netuid, alpha)
    node.step()


def make_perpetual(node: Node, netuid: int) -> None:
    """Let what the practice account locks there stand still from the next block on."""
    node.chain.storage.put(locks.DECAYING, bytes(practice_key().public_key), netuid, value=False)
    node.step()


def reserved_by(node: Node) -> int:
    """The rao that the chain holds back of the practice account, for deposits."""
    account = node.chain.storage.get("System.Account", bytes(practice_key().public_key))
    assert isinstance(account, dict)
    data = account["data"]
    assert isinstance(data, dict)
    assert isinstance(data["reserved"], int)
    return data["reserved"]
