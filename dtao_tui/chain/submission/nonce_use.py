"""What used an account's nonce in a block, and whether that account really signed it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtao_tui.chain.reading import block_reader, translate
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.submission import extrinsic_sender
from dtao_tui.chain.submission.signed_extrinsic import NotSigned, SignedExtrinsic, parse
from dtao_tui.ports.errors import ChainTrouble, StateGone
from dtao_tui.ports.extrinsics import NonceUse

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import Wire

MOST_BLOCKS_READ = 512
"""So many blocks are read one by one where the states between them are gone."""


@dataclass(frozen=True, slots=True)
class SigningAccount:
    """The account and the nonce that is looked for."""

    address: str
    nonce: int
    public_key: bytes


async def find(wire: "Wire", account: SigningAccount, first: int, last: int) -> NonceUse | None:
    """The transaction in the final blocks from first to last that carries the nonce, or None. Raises ChainTrouble."""
    try:
        crossing = await _crossing(wire, account, first, last)
    except StateGone:
        return await _in_blocks(wire, account, first, min(last, first + MOST_BLOCKS_READ - 1))
    return await _in_blocks(wire, account, crossing, crossing)


async def _crossing(wire: "Wire", account: SigningAccount, first: int, last: int) -> int:
    """The first block whose state counts the nonce as used, where the last one does."""
    below, above = first - 1, last
    while above - below > 1:
        middle = (below + above) // 2
        if await _nonce_at(wire, account.address, middle) > account.nonce:
            above = middle
        else:
            below = middle
    return above


async def _nonce_at(wire: "Wire", address: str, number: int) -> int:
    block_hash = await extrinsic_sender.hash_of(wire, number)
    if block_hash is None:
        raise StateGone(f"This endpoint does not have block {number:,}.")
    stored = await wire.stored(*runtime_names.ACCOUNT, [address], block_hash)
    with reading("the account"):
        return translate.nonce_of(stored)


async def _in_blocks(wire: "Wire", account: SigningAccount, first: int, last: int) -> NonceUse | None:
    async for block_hash, block in extrinsic_sender.canonical_blocks(wire, first, last):
        with reading("a block"):
            number = block_reader.number_in(block["block"]["header"])
            extrinsics = [bytes.fromhex(text.removeprefix("0x")) for text in block["block"]["extrinsics"]]
        for raw in extrinsics:
            use = _signed_use(wire, raw, account)
            if use is not None:
                is_proven = await _is_proven(wire, use, account, (number, block_hash))
                return NonceUse(number, extrinsic_sender.hash_of_extrinsic(raw), is_proven)
    return None


def _signed_use(wire: "Wire", raw: bytes, account: SigningAccount) -> SignedExtrinsic | None:
    """The extrinsic, if it is of this account and nonce."""
    try:
        signed = parse(raw, has_mode=wire.checks_metadata_hash)
    except NotSigned:
        return None
    return signed if (signed.public_key, signed.nonce) == (account.public_key, account.nonce) else None


async def _is_proven(wire: "Wire", signed: SignedExtrinsic, account: SigningAccount, place: tuple[int, str]) -> bool:
    """Whether the account's key made the signature over these very bytes, on this chain."""
    number, block_hash = place
    birth = signed.birth(number)
    birth_hash = wire.genesis if birth is None else await extrinsic_sender.hash_of(wire, birth)
    if birth_hash is None:
        return False
    genesis = bytes.fromhex(wire.genesis.removeprefix("0x"))
    for spec, transactions in await _versions(wire, block_hash):
        digest = wire.digest_for(spec) if signed.has_proof else None
        if signed.has_proof and digest is None:
            continue
        payload = signed.payload(spec, transactions, genesis, bytes.fromhex(birth_hash.removeprefix("0x")), digest)
        if wire.verifies(payload, signed.signature, account.address, signed.scheme):
            return True
    return False


async def _versions(wire: "Wire", block_hash: str) -> list[tuple[int, int]]:
    """Spec and transaction version under which the block's extrinsics were signed, the newest known first."""
    versions = [(wire.codec.spec_version, wire.codec.transaction_version)]
    try:
        header = await wire.request("chain_getHeader", block_hash)
        with reading("a header"):
            parent = header["parentHash"]
        told = await wire.request("state_getRuntimeVersion", parent)
        with reading("a runtime version"):
            versions.append((translate.number(told["specVersion"]), translate.number(told["transactionVersion"])))
    except ChainTrouble:
        return versions
    return list(dict.fromkeys(versions))
