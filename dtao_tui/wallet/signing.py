"""The chain as the signer knows it, and the signed bytes made for it. Loaded by the signer process only."""

from dataclasses import dataclass

from bittensor_core import Keypair, Runtime, metadata_digest, verify

from dtao_tui.childhood import Message
from dtao_tui.wallet.judgement import SS58_FORMAT, NotAllowed

PINNED_GENESIS = {
    "finney": "2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
    "test": "8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105",
}
"""The chains that are signed for by name only with the genesis they are known by."""

PRACTICE = "practice"

_METADATA_HASH = "CheckMetadataHash"
_DECIMALS = 9
_TOKEN = "TAO"
U32_MAX = 2**32 - 1
_PERIODS = (4, 8, 16, 32, 64)
_NO_TIP = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain that is signed for, as it was introduced."""

    network: str
    genesis: str
    runtime: Runtime
    digest: bytes | None
    """Of the metadata, where the chain declares `CheckMetadataHash`: a forged description makes the signature void."""

    distrust: str
    """Why nothing is signed for it, as a sentence; empty where it is."""

    @property
    def is_mainnet(self) -> bool:
        """Whether money of value is at stake."""
        return self.genesis == PINNED_GENESIS["finney"]

    @property
    def is_practice(self) -> bool:
        """Whether its accounts are worth nothing."""
        return self.network == PRACTICE and self.genesis not in PINNED_GENESIS.values()


def introduced(words: Message) -> Chain:
    """The chain that these words describe. Raises NotAllowed where its metadata cannot be read."""
    network, genesis = str(words["network"]), hash_of(words["genesis"]).hex()
    metadata, spec_version = bytes.fromhex(str(words["metadata"])), whole(words["spec_version"])
    try:
        runtime = Runtime(metadata, spec_version, whole(words["transaction_version"]), SS58_FORMAT)
        digest = None
        if _METADATA_HASH in runtime.signed_extension_identifiers():
            name = str(words["spec_name"])
            digest = bytes(metadata_digest(metadata, spec_version, name, SS58_FORMAT, _DECIMALS, _TOKEN))
    except ValueError as error:
        raise NotAllowed("The chain's description of itself cannot be read.") from error
    distrust = _distrust(network, genesis)
    if words["is_trusted"] is not True:
        distrust = distrust or "The endpoint serves another chain than the one chosen."
    return Chain(network, genesis, runtime, digest, distrust)


def check_frame(order: Message, chain: Chain, key: Keypair) -> None:
    """Raise NotAllowed unless the order is for this chain, this account, this runtime and a short time."""
    if hash_of(order["genesis"]).hex() != chain.genesis:
        raise NotAllowed("The order is for another chain.")
    if order["address"] != key.ss58_address:
        raise NotAllowed("The order is for another account.")
    versions = (chain.runtime.spec_version, chain.runtime.transaction_version)
    if (order["spec_version"], order["transaction_version"]) != versions:
        raise NotAllowed("The chain was upgraded after this order was made. Make it anew.")
    if order["era_period"] not in _PERIODS:
        raise NotAllowed("An order is signed for at most 64 blocks.")
    if whole(order["nonce"]) > U32_MAX:
        raise NotAllowed("The order's number is higher than the chain counts.")


def signed(order: Message, call: bytes, chain: Chain, key: Keypair) -> tuple[bytes, bytes]:
    """The whole extrinsic and its hash. What is signed is put together here, from the chain's runtime."""
    frame = {
        "era": {"period": whole(order["era_period"]), "current": whole(order["era_block"])},
        "nonce": whole(order["nonce"]),
        "tip": _NO_TIP,
        "tip_asset_id": None,
    }
    genesis, birth = bytes.fromhex(chain.genesis), hash_of(order["era_hash"])
    payload = bytes(
        chain.runtime.signature_payload(
            call, genesis_hash=genesis, era_block_hash=birth, metadata_hash=chain.digest, **frame
        )
    )
    signature = bytes(key.sign(payload))
    if not verify(payload, signature, key.ss58_address, key.crypto_type):
        raise NotAllowed("The signature does not verify, so nothing is sent.")
    extrinsic, digest = chain.runtime.encode_signed_extrinsic(
        call,
        public_key=bytes(key.public_key),
        signature=signature,
        signature_version=key.crypto_type,
        metadata_hash_enabled=chain.digest is not None,
        **frame,
    )
    return bytes(extrinsic), bytes(digest)


def hash_of(value: object) -> bytes:
    """The 32 bytes of a hash in hexadecimal. Raises ValueError."""
    data = bytes.fromhex(str(value).removeprefix("0x"))
    if len(data) != 32:
        raise ValueError("A hash has 32 bytes.")
    return data


def whole(value: object) -> int:
    """A whole number, not below zero. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("A whole number is needed.")
    return value


def _distrust(network: str, genesis: str) -> str:
    pinned = PINNED_GENESIS.get(network)
    if pinned is not None and pinned != genesis:
        return f"This is not the chain known as {network}: its first block is another one."
    if network == PRACTICE and genesis in PINNED_GENESIS.values():
        return "A practice network that calls itself a public one is not signed for."
    return ""
