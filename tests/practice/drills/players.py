"""The practice account in a drill, for tests."""

from typing import Any

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.drill_records import Drill
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.world.genesis import genesis_world
from tests.practice.nodes import PRACTICE, a_signed_call

ME = bytes(PRACTICE.public_key)
SUBNETS = 30


class Player:
    """The practice account in a drill, on a chain of its own."""

    def __init__(self, drill: Drill, node: Node | None = None) -> None:
        options = PracticeOptions(block_seconds=0, subnets=SUBNETS, still=True)
        self.node = node or Node(genesis_world(options), options)
        self.chain = self.node.chain
        self.drills = self.node.drills
        self.quiet = {netuid: self._pool(netuid) for netuid in range(1, SUBNETS + 1)}
        self.drills.begin(ME, drill.value)
        self.chain.make_block()

    @property
    def state(self) -> dict[str, Any]:
        state = self.drills.state(ME)
        assert isinstance(state, dict)
        return state

    @property
    def netuid(self) -> int:
        return int(self.state["netuid"])

    @property
    def pool(self) -> Pool:
        return self._pool(self.netuid)

    @property
    def before(self) -> Pool:
        """The pool as it was when there was no drill."""
        return self.quiet[self.netuid]

    @property
    def met(self) -> Pool:
        met = self.state["met"]
        alpha = Alpha(met["alpha_in"], self.netuid)
        return Pool(self.netuid, met["mechanism"], Tao(met["tao_in"]), alpha, met["quote_weight"], met["fee_rate"])

    @property
    def hotkey(self) -> bytes:
        return self.chain.storage.raw("SubtensorModule.Keys", self.netuid, 0)

    @property
    def held(self) -> Alpha:
        return Alpha(shares.stake_of(self.chain.storage, self.hotkey, ME, self.netuid), self.netuid)

    @property
    def free(self) -> int:
        return balances.free(self.chain.storage, ME)

    def stakes(self, tao: str, limit: Price) -> None:
        """Send a stake that fills whole or not at all; it waits for a block."""
        wanted = {"amount_staked": Tao.parse(tao).rao, "limit_price": limit.rao, "allow_partial": False}
        self.chain.submit(self.signed("add_stake_limit", netuid=self.netuid, **wanted))

    def signed(self, name: str, **arguments: object) -> bytes:
        """A call of SubtensorModule with the drill's hotkey, signed by the account."""
        hotkey = {"hotkey": "0x" + self.hotkey.hex()}
        nonce = self.chain.next_nonce(ME)
        return bytes.fromhex(
            a_signed_call(self.node, f"SubtensorModule.{name}", {**hotkey, **arguments}, nonce=nonce)[2:]
        )

    def told(self, event_id: str) -> list[Any]:
        """What the newest block's events of this name carry."""
        events: Any = self.chain.description.decode("Vec<EventRecord>", self.chain.storage.raw("System.Events"))
        return [each["attributes"] for each in events if each["event_id"] == event_id]

    def _pool(self, netuid: int) -> Pool:
        return pools.pool_of(self.chain.storage, netuid)


def within(pool: Pool, percent: str) -> Price:
    return Tolerance.parse(percent).limit(Side.BUY, pool.price)
