"""Finds the extrinsic that used an account's nonce, and verifies that the account signed it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtao_tui.chain.reading import block_headers, translate
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.submission import extrinsic_sender
from dtao_tui.chain.submission.signed_extrinsic import NotSigned, SignedExtrinsic, parse
from dtao_tui.ports.errors import ChainTrouble, StateGone
from dtao_tui.ports.extrinsics import NonceUse

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

MOST_BLOCKS_READ = 512
"""Most blocks read one by one where the states between them are gone."""


@dataclass(frozen=True, slots=True)
class SigningAccount:
    """The account and the nonce to look for."""

    address: str
    nonce: int
    public_key: bytes


async def find(client: "RuntimeClient", account: SigningAccount, first: int, last: int) -> NonceUse | None:
    """The transaction in the final blocks from first to last that carries the nonce, or None. Raises ChainTrouble."""
    try:
        crossing = await _crossing(client, account, first, last)
    except StateGone:
        return await _in_blocks(client, account, first, min(last, first + MOST_BLOCKS_READ - 1))
    return await _in_blocks(client, account, crossing, crossing)


async def _crossing(client: "RuntimeClient", account: SigningAccount, first: int, last: int) -> int:
    """The first block whose state counts the nonce as used, given that the last one does."""
    below, above = first - 1, last
    while above - below > 1:
        middle = (below + above) // 2
        if await _nonce_at(client, account.address, middle) > account.nonce:
            above = middle
        else:
            below = middle
    return above


async def _nonce_at(client: "RuntimeClient", address: str, number: int) -> int:
    block_hash = await block_headers.hash_of(client, number)
    if block_hash is None:
        raise StateGone(f"This endpoint does not have block {number:,}.")
    stored = await client.stored(*runtime_names.ACCOUNT, [address], block_hash)
    with reading("the account"):
        return translate.nonce_of(stored)


async def _in_blocks(client: "RuntimeClient", account: SigningAccount, first: int, last: int) -> NonceUse | None:
    async for block_hash, block in extrinsic_sender.canonical_blocks(client, first, last):
        with reading("a block"):
            number = block_headers.number_in(block["block"]["header"])
            extrinsics = [bytes.fromhex(text.removeprefix("0x")) for text in block["block"]["extrinsics"]]
        for raw in extrinsics:
            use = _signed_use(client, raw, account)
            if use is not None:
                is_proven = await _is_proven(client, use, account, (number, block_hash))
                return NonceUse(number, extrinsic_sender.hash_of_extrinsic(raw), is_proven)
    return None


def _signed_use(client: "RuntimeClient", raw: bytes, account: SigningAccount) -> SignedExtrinsic | None:
    """The extrinsic if it has this account and nonce, else None."""
    try:
        signed = parse(raw, has_mode=client.checks_metadata_hash)
    except NotSigned:
        return None
    return signed if (signed.public_key, signed.nonce) == (account.public_key, account.nonce) else None


async def _is_proven(
    client: "RuntimeClient", signed: SignedExtrinsic, account: SigningAccount, place: tuple[int, str]
) -> bool:
    """Whether the account's key signed these bytes for this chain."""
    number, block_hash = place
    birth = signed.birth(number)
    birth_hash = client.genesis if birth is None else await block_headers.hash_of(client, birth)
    if birth_hash is None:
        return False
    genesis = bytes.fromhex(client.genesis.removeprefix("0x"))
    for spec, transactions in await _versions(client, block_hash):
        digest = client.digest_for(spec) if signed.has_proof else None
        if signed.has_proof and digest is None:
            continue
        payload = signed.payload(spec, transactions, genesis, bytes.fromhex(birth_hash.removeprefix("0x")), digest)
        if client.verifies(payload, signed.signature, account.address, signed.scheme):
            return True
    return False


async def _versions(client: "RuntimeClient", block_hash: str) -> list[tuple[int, int]]:
    """Spec and transaction versions that the block's extrinsics may be signed for, the newest first."""
    versions = [(client.codec.spec_version, client.codec.transaction_version)]
    try:
        header = await client.request("chain_getHeader", block_hash)
        with reading("a header"):
            parent = header["parentHash"]
        told = await client.request("state_getRuntimeVersion", parent)
        with reading("a runtime version"):
            versions.append((translate.number(told["specVersion"]), translate.number(told["transactionVersion"])))
    except ChainTrouble:
        return versions
    return list(dict.fromkeys(versions))
