"""`ports.chain.Trading` over one connection: composes, rehearses, sends and finds extrinsics."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from dtao_tui.chain.network_connection import ArchiveSilent, NetworkConnection
from dtao_tui.chain.reading import block_headers, shield_key, translate
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.submission import extrinsic_sender, nonce_use, rehearsal_call, shield_carrier
from dtao_tui.chain.submission.signed_extrinsic import NotSigned, parse
from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.orders.eras import USUAL_BLOCKS
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotConnected, NotUnderstood, Refused
from dtao_tui.ports.extrinsics import DecodedCall, NonceUse, Outcome, Progress, Rehearsal, RehearsalVerdict, Unsigned

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient


BAD_PROOF = "BadProof"
"""The pool's name for an invalid signature; one over other metadata than the chain's is one of its causes."""


class ChainTrading:
    """`ports.chain.Trading` over one connection."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def compose(self, call: Call) -> bytes:
        """The SCALE bytes of a call, by names from the chain's metadata. Raises NotUnderstood."""
        return extrinsic_sender.compose(self._connection.client, call)

    async def prepare(
        self,
        call: Call,
        signer: SignerAddress,
        era_blocks: int = USUAL_BLOCKS,
        *,
        origin: OwnerAddress | None = None,
    ) -> Unsigned:
        """Compose the call, fetch the signer's nonce, anchor the era at the finalized head, ask for the fee."""
        frame = extrinsic_sender.ExtrinsicFrame(signer, origin or OwnerAddress(signer), era_blocks)
        return await extrinsic_sender.prepare(self._connection.client, call, frame)

    async def anchored(self, unsigned: Unsigned) -> Unsigned:
        """The same call with its era anchored at the newest finalized block."""
        return await extrinsic_sender.anchored(self._connection.client, unsigned)

    async def shield_key(self, at: Head) -> bytes | None:
        """The key that orders are sealed with at that block, or None where it names none. Raises ChainTrouble."""
        return await shield_key.key_at(self._connection.client.request, at)

    async def carrier_fee(self, unsigned: Unsigned) -> Tao | None:
        """The network's fee of the extrinsic that would carry this order sealed; None where the chain gives none."""
        return await shield_carrier.fee(self._connection.client, unsigned)

    async def broadcast(self, extrinsic: bytes) -> AsyncGenerator[Progress, None]:
        """Send once and follow to finality.

        Raises NotConnected when nothing was sent, Refused by the pool, FateUnknown when it may have happened.
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
        """Dry-run a signed extrinsic in the chain's own runtime at the newest block, within seconds. Never raises."""
        try:
            client = self._connection.client
        except NotConnected as trouble:
            return Rehearsal(RehearsalVerdict.UNCLEAR, str(trouble), was_shown=False)
        said = await rehearsal_call.rehearse(client, extrinsic, decoded)
        if said.error == BAD_PROOF:
            await self._connection.start_over()
        return said

    async def call_within(self, extrinsic: bytes) -> bytes:
        """The call in a signed extrinsic, by a layout of this program. Raises NotUnderstood, NotConnected."""
        try:
            return parse(extrinsic, has_mode=self._connection.client.checks_metadata_hash).call
        except NotSigned as error:
            raise NotUnderstood("These bytes are no signed extrinsic of a form that is known here.") from error

    async def outcome(self, extrinsic_hash: str, block_hash: str) -> Outcome | None:
        """What that block did with the extrinsic, or None where the block does not hold it."""
        return await self._with_events(lambda client: extrinsic_sender.outcome(client, extrinsic_hash, block_hash))

    async def search(self, extrinsic_hash: str, first: int, last: int) -> Outcome | None:
        """The extrinsic in the canonical blocks from first to last, or None where none of them holds it.

        Raises ChainTrouble for a block that could not be looked into.
        """
        return await self._with_events(lambda client: extrinsic_sender.search(client, extrinsic_hash, first, last))

    async def use_of_nonce(self, address: str, nonce: int, first: int, last: int) -> NonceUse | None:
        """The extrinsic that used the account's nonce in the final blocks from first to last, or None."""
        account = nonce_use.SigningAccount(address, nonce, self._connection.client.public_key_of(address))
        return await nonce_use.find(self._connection.client, account, first, last)

    async def _with_events(self, question: "Callable[[RuntimeClient], Awaitable[Outcome | None]]") -> Outcome | None:
        """Ask about a block, at an archive where needed; an Outcome without result where only the events are gone."""
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
