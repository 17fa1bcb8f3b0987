"""The chain behind the Protocols of `ports.chain`: one connection, shared by reading and trading."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from dtao_tui.chain.reading import block_headers, block_reader, translate
from dtao_tui.chain.rpc.network_connection import ArchiveSilent, NetworkConnection
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.submission import extrinsic_sender, nonce_use, rehearsal_call
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Validator
from dtao_tui.domain.orders.eras import USUAL_BLOCKS
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.chain import ChainFacts, Head
from dtao_tui.ports.errors import NotConnected, NotUnderstood, Refused, StateGone
from dtao_tui.ports.extrinsics import DecodedCall, NonceUse, Outcome, Progress, Rehearsal, RehearsalVerdict, Unsigned
from dtao_tui.settings import PRACTICE

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

__all__ = ["ChainMarket", "ChainTrading", "NetworkConnection", "PracticeFaucet"]

BAD_PROOF = "BadProof"
"""What the pool says of a signature over other metadata than the chain's own, among other things."""


class ChainMarket:
    """`ports.chain.Market` over one connection."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    @property
    def facts(self) -> ChainFacts:
        """The connected chain. Raises NotConnected before `connect`."""
        return self._connection.facts

    async def connect(self) -> ChainFacts:
        """Dial, check the genesis and fetch the metadata. Raises ChainTrouble."""
        return await self._connection.connect()

    async def close(self) -> None:
        """Hang up; never raises."""
        await self._connection.close()

    async def start_over(self) -> None:
        """Hang up and forget the chain's description; never raises."""
        await self._connection.start_over()

    async def heads(self) -> AsyncIterator[Head]:
        """New heads, as they come, until the connection is lost (then ChainTrouble)."""
        async with aclosing(self._connection.reader.heads()) as heads:
            async for head in heads:
                yield head

    async def head(self) -> Head:
        """The newest block now."""
        return await self._connection.reader.head()

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        """That block, in at most eight requests whatever the number of subnets. Raises ChainTrouble."""
        try:
            return await self._connection.reader.snapshot(head, addresses)
        except StateGone:
            raise
        except NotUnderstood:
            # What cannot be read by a description kept from earlier may be read by the one told now.
            self._connection.distrust()
            raise

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        """The validators of one subnet, largest stake weight first, with their names and takes."""
        client = self._connection.client
        metagraph = await client.call(*runtime_names.METAGRAPH, [netuid], head.hash)
        if metagraph is None:
            return ()
        with reading("the validators"):
            hotkeys = tuple(row.hotkey for row in translate.candidates_of(metagraph))
        stakes = await block_reader.validator_stakes_of(client, hotkeys, head.hash)
        with reading("the validators"):
            return translate.validators_of(metagraph, stakes)

    async def issuance(self, head: Head) -> Tao:
        """All TAO that there is at that block (`SubtensorModule.TotalIssuance`)."""
        answer = await self._connection.client.stored(*runtime_names.ISSUANCE, [], head.hash)
        with reading("the issuance"):
            return Tao(translate.number(answer))

    async def simulate(self, netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        """The chain's own `sim_swap_tao_for_alpha` or `sim_swap_alpha_for_tao` at that block."""
        answer = await self._connection.client.call(*runtime_names.SIMULATE[side], [netuid, pays.rao], head.hash)
        with reading("the simulation"):
            return translate.simulation_of(answer)

    async def price(self, netuid: int, head: Head) -> Price:
        """`current_alpha_price` at that block."""
        answer = await self._connection.client.call(*runtime_names.PRICE, [netuid], head.hash)
        with reading("the price"):
            return Price(translate.number(answer))

    async def subnet_id(self, netuid: int, head: Head) -> SubnetId | None:
        """Which subnet has this number at that block (`NetworkRegisteredAt`), or None where none has."""
        client = self._connection.client
        exists, registered_at = await asyncio.gather(
            client.stored(*runtime_names.EXISTS, [netuid], head.hash),
            client.stored(*runtime_names.REGISTERED_AT, [netuid], head.hash),
        )
        with reading("which subnet has this number"):
            return SubnetId(netuid, translate.number(registered_at)) if exists is True else None

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        """Whether the chain knows the hotkey (`SubtensorModule.Owner` holds it)."""
        return await self._connection.client.stored_raw(*runtime_names.OWNER, [hotkey], head.hash) is not None

    async def available_stake(self, address: str, netuid: int, head: Head) -> Alpha:
        """What of the coldkey's stake on the subnet is not locked; all of it under a runtime without locks."""
        client = self._connection.client
        if not client.has_api(*runtime_names.AVAILABILITY):
            rows = await client.call(*runtime_names.STAKES_OF_ONE, [address], head.hash)
            with reading("the positions"):
                return Alpha(sum(s.amount.rao for s in map(translate.stake_of, rows) if s.netuid == netuid), netuid)
        asked = [[address], [netuid]]
        answer = await client.call(*runtime_names.AVAILABILITY, asked, head.hash)
        with reading("the available stake"):
            row = dict(answer).get(address, {}).get(netuid)
            return Alpha(translate.whole(row, "available") if row else 0, netuid)


class ChainTrading:
    """`ports.chain.Trading` over one connection."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def compose(self, call: Call) -> bytes:
        """The SCALE bytes of a call, by names from the chain's metadata. Raises NotUnderstood."""
        return extrinsic_sender.compose(self._connection.client, call)

    async def prepare(self, call: Call, signer: str, era_blocks: int = USUAL_BLOCKS) -> Unsigned:
        """Compose the order's call, fetch the nonce, anchor the era at the finalized head, ask for the fee."""
        return await extrinsic_sender.prepare(self._connection.client, call, signer, era_blocks)

    async def anchored(self, unsigned: Unsigned) -> Unsigned:
        """The same order, valid from the newest finalized block on."""
        return await extrinsic_sender.anchored(self._connection.client, unsigned)

    async def broadcast(self, extrinsic: bytes) -> AsyncGenerator[Progress, None]:
        """Send once and follow to finality.

        Raises Refused when the pool says no, NotConnected when nothing was sent, FateUnknown when nobody knows.
        """
        facts = self._connection.facts
        try:
            async with aclosing(
                extrinsic_sender.follow(self._connection.client, extrinsic, facts.block_seconds)
            ) as steps:
                async for progress in steps:
                    yield progress
        except Refused as refused:
            if refused.name == BAD_PROOF:
                await self._connection.start_over()
            raise

    async def rehearse(self, extrinsic: bytes, decoded: DecodedCall) -> Rehearsal:
        """Have the chain's own runtime try a signed order at the newest block, within seconds. Never raises."""
        try:
            client = self._connection.client
        except NotConnected as trouble:
            return Rehearsal(RehearsalVerdict.UNCLEAR, str(trouble), was_shown=False)
        said = await rehearsal_call.rehearse(client, extrinsic, decoded)
        if said.error == BAD_PROOF:
            await self._connection.start_over()
        return said

    async def outcome(self, extrinsic_hash: str, block_hash: str, netuid: int) -> Outcome | None:
        """What that block did with the extrinsic, or None where the block does not hold it."""
        return await self._with_events(
            lambda client: extrinsic_sender.outcome(client, extrinsic_hash, block_hash, netuid)
        )

    async def search(self, extrinsic_hash: str, first: int, last: int, netuid: int) -> Outcome | None:
        """The extrinsic in the canonical blocks from first to last, or None where none of them holds it.

        Raises ChainTrouble for a block that could not be looked into.
        """
        return await self._with_events(
            lambda client: extrinsic_sender.search(client, extrinsic_hash, first, last, netuid)
        )

    async def use_of_nonce(self, address: str, nonce: int, first: int, last: int) -> NonceUse | None:
        """What used the account's nonce in the final blocks from first to last, or None where nothing is found."""
        account = nonce_use.SigningAccount(address, nonce, self._connection.client.public_key_of(address))
        return await nonce_use.find(self._connection.client, account, first, last)

    async def _with_events(self, question: "Callable[[RuntimeClient], Awaitable[Outcome | None]]") -> Outcome | None:
        """The answer to a question about a block; that the block holds it is told even where its events are gone."""
        try:
            return await self._connection.archived(question)
        except extrinsic_sender.EventsGone as gone:
            return Outcome(gone.number, gone.block_hash, succeeded=None, sentence=str(gone))
        except ArchiveSilent as silent:
            if not isinstance(silent.gone, extrinsic_sender.EventsGone):
                raise
            return Outcome(
                silent.gone.number,
                silent.gone.block_hash,
                succeeded=None,
                sentence=str(silent),
                may_be_told_later=True,
            )

    async def finalized(self) -> Head:
        """The newest finalized block."""
        return await extrinsic_sender.finalized(self._connection.client)

    async def nonce(self, address: str, at: Head | None = None) -> int:
        """The account's next nonce in the state of that block (the newest if None), the pool left out."""
        client = self._connection.client
        block_hash = at.hash if at else (await block_headers.head_of(client)).hash
        account = await client.stored(*runtime_names.ACCOUNT, [address], block_hash)
        with reading("the account"):
            return translate.nonce_of(account)

    async def hash_of(self, number: int) -> str | None:
        """The hash of the canonical block of that number, or None where there is none yet."""
        return await block_headers.hash_of(self._connection.client, number)


class PracticeFaucet:
    """`ports.chain.Faucet`: the practice node's own; any other network refuses."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def give(self, address: str, amount: Tao) -> None:
        """Put practice TAO on the address with the next block. Raises Refused elsewhere."""
        if self._connection.facts.network != PRACTICE:
            raise Refused("Only the practice network gives TAO away.")
        await self._connection.client.request(runtime_names.FAUCET, address, amount.rao)
