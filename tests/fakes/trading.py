"""FakeTrading: composes calls as JSON and follows a script after a broadcast."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.operations.staking_proxy import PROXY_CALL
from dtao_tui.domain.orders.eras import USUAL_BLOCKS
from dtao_tui.domain.pools.pool import AnyTrade
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.chain import Head
from dtao_tui.ports.extrinsics import (
    DecodedCall,
    NonceUse,
    Outcome,
    Progress,
    Rehearsal,
    RehearsalVerdict,
    Stage,
    Unsigned,
)
from tests.domain.trades.example_events import BY_PROXY, SUCCESS, paid_fee, traded
from tests.fakes.market import FakeMarket
from tests.fakes.signer import CARRIES, fake_hash
from tests.fakes.values import NETWORK_FEE, a_hash

ALL_STAGES = (Stage.READY, Stage.BROADCAST, Stage.IN_BLOCK, Stage.FINAL)


class FakeTrading:
    """Composes calls as JSON, and follows a script when something is broadcast.

    An order lands in the block after the market's current one and is filled by that market's pool.
    """

    def __init__(self, market: FakeMarket) -> None:
        self._market = market
        self.script: list[Progress | Stage | Exception] = list(ALL_STAGES)
        """What the node says about a broadcast; an exception is raised at its place."""

        self.gates: dict[Stage, asyncio.Event] = {}
        """The script waits here before it says this stage."""

        self.sent: list[bytes] = []
        self.landed: dict[str, Outcome] = {}
        """What each extrinsic hash did on the canonical chain."""

        self.next_outcome: Outcome | None = None
        """What the next order does instead of being filled."""

        self.prepare_trouble: Exception | None = None
        self.search_trouble: Exception | None = None
        self.searched: list[tuple[int, int]] = []
        self.is_searching = False
        self.searching = asyncio.Event()
        """While cleared, searching waits."""

        self.searching.set()
        self.finalized_at: int | None = None
        self.nonces: dict[str, int] = {}
        """The next nonces where they are not what has landed here."""

        self.nonce_uses: dict[tuple[str, int], NonceUse] = {}
        """What used an account's nonce, where that can be found."""

        self.uses_asked: list[tuple[int, int]] = []
        self.rehearsals: list[Rehearsal] = []
        """How the next rehearsals end; all others pass."""

        self.rehearsed: list[bytes] = []
        self.fee: Tao | None = NETWORK_FEE
        self.next_shield_key: bytes | None = bytes(range(148)) * 8
        """The key of the MEV shield at every block."""

        self.shield_trouble: Exception | None = None
        self.shield_key_asked: list[Head] = []
        self.fee_of_carrier: Tao | None = Tao(2_345_678)
        self.opened_after: int | None = 1
        """Blocks from a carrier to the order that it holds; None where that is never opened."""

        self.opened: list[bytes] = []
        """The orders that were opened."""

        self.forked_blocks: dict[int, str] = {}
        self.calls: list[Call] = []
        self.composed_as: Mapping[str, object] = {}
        """Arguments that the composed call carries instead of the right ones."""

    async def compose(self, call: Call) -> bytes:
        return json.dumps(_plain(Call(call.pallet, call.name, {**call.arguments, **self.composed_as}))).encode()

    async def prepare(
        self,
        call: Call,
        signer: SignerAddress,
        era_blocks: int = USUAL_BLOCKS,
        *,
        origin: OwnerAddress | None = None,
    ) -> Unsigned:
        if self.prepare_trouble is not None:
            raise self.prepare_trouble
        self.calls.append(call)
        facts = self._market.facts
        anchor = (await self.finalized()).number
        return Unsigned(
            signer=signer,
            origin=origin or OwnerAddress(signer),
            call=await self.compose(call),
            nonce=self.counted(signer),
            genesis=facts.genesis,
            spec_version=facts.spec_version,
            transaction_version=facts.transaction_version,
            era_period=era_blocks,
            era_block=anchor,
            era_hash=a_hash(anchor),
            fee=self.fee,
        )

    async def anchored(self, unsigned: Unsigned) -> Unsigned:
        anchor = (await self.finalized()).number
        return replace(unsigned, era_block=anchor, era_hash=a_hash(anchor))

    async def broadcast(self, extrinsic: bytes) -> AsyncIterator[Progress]:
        self.sent.append(extrinsic)
        digest = fake_hash(extrinsic)
        block = self._market.current.block + 1
        for step in self.script:
            if isinstance(step, Exception):
                raise step
            progress = step if isinstance(step, Progress) else Progress(step)
            if progress.stage in self.gates:
                await self.gates[progress.stage].wait()
            if progress.stage in (Stage.IN_BLOCK, Stage.FINAL):
                outcome = self.landed.setdefault(
                    digest, self.carried(block) if is_carrier(extrinsic) else self.fill(block)
                )
                self._open(extrinsic, outcome.block)
                progress = replace(progress, block_hash=progress.block_hash or outcome.block_hash)
            yield progress

    def counted(self, address: str, block: int | None = None) -> int:
        """The account's next nonce by what landed up to that block."""
        if address in self.nonces:
            return self.nonces[address]
        used = [0]
        for extrinsic in (*self.sent, *self.opened):
            landed = self.landed.get(fake_hash(extrinsic))
            signer, nonce, *_ = extrinsic.decode().split("/")
            if landed is not None and signer == address and (block is None or landed.block <= block):
                used.append(int(nonce) + 1)
        return max(used)

    async def shield_key(self, at: Head) -> bytes | None:
        if self.shield_trouble is not None:
            raise self.shield_trouble
        self.shield_key_asked.append(at)
        return self.next_shield_key

    async def carrier_fee(self, unsigned: Unsigned) -> Tao | None:
        return self.fee_of_carrier

    def carried(self, block: int) -> Outcome:
        """What a block does with a carrier: it takes the fee."""
        if self.next_outcome is not None:
            return replace(self.next_outcome, block=block, block_hash=a_hash(block))
        fee = self.fee_of_carrier or Tao(0)
        events = (paid_fee(self.sent[-1].decode().split("/")[0], fee.rao), SUCCESS)
        return Outcome(block, a_hash(block), succeeded=True, events=events, network_fee=fee)

    def _open(self, carrier: bytes, block: int) -> None:
        """Have what a carrier holds carried out some blocks later, unless it is lost."""
        if not is_carrier(carrier) or self.opened_after is None:
            return
        operation = bytes.fromhex(carrier.decode().split(CARRIES)[1])
        if operation not in self.opened:
            self.opened.append(operation)
            self.landed[fake_hash(operation)] = self.fill(block + self.opened_after)

    async def rehearse(self, extrinsic: bytes, decoded: DecodedCall) -> Rehearsal:
        self.rehearsed.append(extrinsic)
        return self.rehearsals.pop(0) if self.rehearsals else Rehearsal(RehearsalVerdict.PASSED)

    async def call_within(self, extrinsic: bytes) -> bytes:
        return extrinsic.split(b"/", 3)[3]

    async def use_of_nonce(self, address: str, nonce: int, first: int, last: int) -> NonceUse | None:
        self.uses_asked.append((first, last))
        return self.nonce_uses.get((address, nonce))

    async def outcome(self, extrinsic_hash: str, block_hash: str) -> Outcome | None:
        landed = self.landed.get(extrinsic_hash)
        return landed if landed and landed.block_hash == block_hash else None

    async def search(self, extrinsic_hash: str, first: int, last: int) -> Outcome | None:
        if self.search_trouble is not None:
            raise self.search_trouble
        self.is_searching = True
        await self.searching.wait()
        self.is_searching = False
        self.searched.append((first, last))
        landed = self.landed.get(extrinsic_hash)
        return landed if landed and first <= landed.block <= last else None

    async def finalized(self) -> Head:
        number = self._market.current.block - 2 if self.finalized_at is None else self.finalized_at
        return Head(number, a_hash(number))

    async def nonce(self, address: str, at: Head | None = None) -> int:
        return self.counted(address, (at or await self._market.head()).number)

    async def hash_of(self, number: int) -> str | None:
        return self.forked_blocks.get(number, a_hash(number))

    def fill(self, block: int) -> Outcome:
        """What the last prepared order does in the market's pool, in that block."""
        if self.next_outcome is not None:
            return replace(self.next_outcome, block=block, block_hash=a_hash(block))
        done = self._trade(self.calls[-1].leaves[0])
        filled = a_trade(self._owner(), done.paid, done.received, done.fee, self.fee, block)
        is_by_proxy = self.calls[-1].title == PROXY_CALL
        return replace(filled, events=(BY_PROXY, *filled.events)) if is_by_proxy else filled

    def _owner(self) -> str:
        """For whom the last call acts: for who signed it, or for a proxy's coldkey."""
        return str(self.calls[-1].arguments.get("real", self.sent[-1].decode().split("/")[0]))

    def _trade(self, call: Call) -> AnyTrade:
        """What the call buys or sells in the market's pool."""
        named = call.arguments
        pool = self._market.current.subnets[int(str(named["netuid"]))].pool
        match call.name:
            case "add_stake_limit":
                return pool.trade(Side.BUY, Tao(int(str(named["amount_staked"]))))
            case "remove_stake_limit":
                return pool.trade(Side.SELL, Alpha(int(str(named["amount_unstaked"])), pool.netuid))
            case _:
                stakes = [stake for held in self._market.current.holdings.values() for stake in held.stakes]
                whole = [s.amount for s in stakes if (s.netuid, s.hotkey) == (pool.netuid, named["hotkey"])]
                return pool.trade(Side.SELL, whole[0])


def _plain(value: object) -> object:
    """A call as JSON writes it, the calls in it likewise; `FakeSigner` reads it back."""
    match value:
        case Call():
            arguments = {name: _plain(argument) for name, argument in value.arguments.items()}
            return {"pallet": value.pallet, "name": value.name, "arguments": arguments}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def is_carrier(extrinsic: bytes) -> bool:
    """Whether these bytes carry a sealed order."""
    return f"/{CARRIES}".encode() in extrinsic


def a_trade(
    owner: str, paid: Tao | Alpha, received: Tao | Alpha, pool_fee: Tao | Alpha, network_fee: Tao | None, block: int
) -> Outcome:
    """What a block did with an order that it carried out."""
    fee = (paid_fee(owner, network_fee.rao),) if network_fee is not None else ()
    events = (traded(owner, paid, received, pool_fee), *fee, SUCCESS)
    return Outcome(block, a_hash(block), succeeded=True, events=events, network_fee=network_fee)
