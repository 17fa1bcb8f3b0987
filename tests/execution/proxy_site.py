"""A desk whose coldkey is elsewhere: the practice account signs for it, as its staking proxy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from bittensor_core import Keypair

from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.chain_trading import ChainTrading
from dtao_tui.chain.submission.extrinsic_sender import hash_of_extrinsic
from dtao_tui.domain.accounts import STAKING_PROXY, OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.extrinsics import Stage
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world
from tests.chain.conftest import blocks_coming
from tests.chain.signing import practice_key, signed
from tests.execution.real_site import Site, a_site
from tests.fakes import PRACTICE_ADDRESS, a_proxied_account

COLD = Keypair.create_from_uri("//Cold")
"""The key of the coldkey; no session of these tests holds it."""

COLD_ADDRESS = OwnerAddress(COLD.ss58_address)
PROXY_ADDRESS = SignerAddress(PRACTICE_ADDRESS)
ACCOUNTS = (a_proxied_account("cold", COLD_ADDRESS, PROXY_ADDRESS),)


class Chain(Protocol):
    """What a call by a key of a test needs of a site."""

    node: Node
    market: ChainMarket
    trading: ChainTrading


@asynccontextmanager
async def a_proxy_site(home: Path, free: str = "1000", *, uses_shield: bool = False) -> AsyncIterator[Site]:
    """A site whose chosen account is the coldkey, not yet allowed to be traded by the proxy."""
    async with a_funded_node(free) as node, a_site(node, home, ACCOUNTS, uses_shield=uses_shield) as site:
        site.session.choose(COLD_ADDRESS)
        yield site


@asynccontextmanager
async def a_funded_node(free: str = "1000", owner: Keypair = COLD) -> AsyncIterator[Node]:
    """A still node on which the coldkey has this much TAO."""
    funds = ((bytes(owner.public_key), Tao.parse(free)),)
    options = PracticeOptions(block_seconds=0, subnets=6, still=True, has_faults=True, fund=funds)
    async with Node(genesis_world(options), options) as node:
        node.step(3)
        yield node


async def allow(site: Chain, kind: str = STAKING_PROXY, delay: int = 0) -> None:
    """Let the coldkey permit the proxy this, by its own key."""
    await by_coldkey(site, "add_proxy", delegate=PROXY_ADDRESS, proxy_type=kind, delay=delay)


async def forbid(site: Chain, kind: str = STAKING_PROXY, delay: int = 0) -> None:
    """Let the coldkey take the permission back."""
    await by_coldkey(site, "remove_proxy", delegate=PROXY_ADDRESS, proxy_type=kind, delay=delay)


async def by_coldkey(site: Chain, name: str, **arguments: str | int | bool) -> None:
    """Sign a call of the proxy pallet by the coldkey's own key, and have it included."""
    await by_key(site, COLD, Call("Proxy", name, arguments))


async def spend_of_proxy(site: Chain, rao: int) -> None:
    """Let the proxy pay this much to the coldkey, so that it has less for fees."""
    call = Call("Balances", "transfer_keep_alive", {"dest": COLD_ADDRESS, "value": rao})
    await by_key(site, practice_key(), call)


async def by_key(site: Chain, key: Keypair, call: Call) -> None:
    """Sign a call by a key, and have it included; it has to work."""
    unsigned = await site.trading.prepare(call, SignerAddress(key.ss58_address))
    extrinsic = signed(unsigned, site.market.facts, key)
    async with blocks_coming(site.node):
        async for progress in site.trading.broadcast(extrinsic):
            if progress.stage is Stage.IN_BLOCK and progress.block_hash is not None:
                outcome = await site.trading.outcome(hash_of_extrinsic(extrinsic), progress.block_hash)
                assert outcome is not None
                assert outcome.succeeded, outcome.error
                return
    raise AssertionError("it came into no block")
