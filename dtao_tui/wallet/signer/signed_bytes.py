"""The chain as the signer knows it, and the signed bytes made for it. Loaded by the signer process only."""

import ipaddress
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from bittensor_core import Keypair, Runtime, metadata_digest, verify

from dtao_tui.processes.bootstrap import Message
from dtao_tui.wallet.signer import description_check, extrinsic_layout
from dtao_tui.wallet.signer.call_reading import SS58_FORMAT, Reading
from dtao_tui.wallet.signer.extrinsic_layout import Proof, Surroundings
from dtao_tui.wallet.signer.signing_policy import (
    NotAllowed,
    Renumbered,
    judge,
    sentence_of_numbers,
)

PINNED_GENESIS = {
    "finney": "2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
    "test": "8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105",
}
"""The chains that are signed for by name only with the genesis they are known by."""

PRACTICE = "practice"
SPEC_NAME = "node-subtensor"
"""Like the prefix, the decimals and the token it is part of the metadata's digest, and no endpoint has a say in it."""

_DECIMALS = 9
_TOKEN = "TAO"
U32_MAX = 2**32 - 1
_PERIODS = (4, 8, 16)


@dataclass(frozen=True, slots=True)
class KnownChain:
    """The chain that is signed for, as it was introduced."""

    network: str
    genesis: str
    runtime: Runtime
    metadata: bytes
    is_proven: bool
    """Whether the chain verifies the metadata's digest, so that a forged description makes the signature void."""

    unknown_extensions: tuple[str, ...]
    """What the chain declares beside what is signed, and what brings no bytes."""

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

    def digest(self) -> bytes:
        """The digest of this very metadata, computed at each signature."""
        version = self.runtime.spec_version
        return bytes(metadata_digest(self.metadata, version, SPEC_NAME, SS58_FORMAT, _DECIMALS, _TOKEN))


@dataclass(frozen=True, slots=True)
class ChainTerms:
    """Whether and how a call would be signed."""

    reading: Reading | None
    """What would be signed; None where nothing would be, whatever a person accepts."""

    objection: str = ""
    renumbered: Renumbered | None = None
    """Set where the objection is to the call's numbers alone."""

    def allow(self, accepted: object, chain: KnownChain) -> bool:
        """Whether it is signed, given what a person accepted: both numbers, for this spec version alone."""
        if self.renumbered is None:
            return not self.objection
        numbers = {"known": list(self.renumbered.known), "declared": list(self.renumbered.declared)}
        return bool(accepted == numbers | {"spec_version": chain.runtime.spec_version})


def terms_of(call: bytes, chain: KnownChain) -> ChainTerms:
    """Judge a call on this chain. Raises NotAllowed only for bytes that are no call of it."""
    if chain.distrust:
        return ChainTerms(None, chain.distrust)
    try:
        judgement = judge(chain.runtime, call)
    except NotAllowed as refusal:
        return ChainTerms(None, str(refusal))
    if judgement.renumbered is None:
        return ChainTerms(judgement.reading)
    objection = sentence_of_numbers(judgement.call, judgement.renumbered)
    # Without the proof nothing holds the chain to the description that gives these numbers.
    return (
        ChainTerms(judgement.reading, objection, judgement.renumbered)
        if chain.is_proven
        else ChainTerms(None, objection)
    )


def introduced(words: Message) -> KnownChain:
    """The chain that these words describe. Raises NotAllowed where its metadata cannot be read."""
    network, genesis = str(words["network"]), hash_of(words["genesis"]).hex()
    metadata, spec_version = bytes.fromhex(str(words["metadata"])), whole(words["spec_version"])
    try:
        runtime = Runtime(metadata, spec_version, whole(words["transaction_version"]), SS58_FORMAT)
        is_proven = description_check.declares_proof(runtime)
        chain = KnownChain(
            network, genesis, runtime, metadata, is_proven, description_check.unknown_extensions(runtime), ""
        )
        if is_proven:
            chain.digest()
    except ValueError as error:
        raise NotAllowed("The chain's description of itself cannot be read.") from error
    return replace(chain, distrust=_distrust(chain, words))


def check_frame(order: Message, chain: KnownChain, key: Keypair) -> None:
    """Raise NotAllowed unless the order is for this chain, this account, this runtime and a short time."""
    if hash_of(order["genesis"]).hex() != chain.genesis:
        raise NotAllowed("The order is for another chain.")
    if order["address"] != key.ss58_address:
        raise NotAllowed("The order is for another account.")
    versions = (chain.runtime.spec_version, chain.runtime.transaction_version)
    if (order["spec_version"], order["transaction_version"]) != versions:
        raise NotAllowed("The chain was upgraded after this order was made. Make it anew.")
    if order["era_period"] not in _PERIODS:
        raise NotAllowed("An order is signed for at most 16 blocks.")
    if whole(order["nonce"]) > U32_MAX:
        raise NotAllowed("The order's number is higher than the chain counts.")
    if whole(order["era_block"]) > U32_MAX:
        raise NotAllowed("The order's time begins at no block of a chain.")


def signed(order: Message, call: bytes, chain: KnownChain, key: Keypair) -> tuple[bytes, bytes]:
    """The whole extrinsic and its hash, laid out here; the endpoint's description must lay it out alike."""
    around = Surroundings(
        era_period=whole(order["era_period"]),
        era_block=whole(order["era_block"]),
        nonce=whole(order["nonce"]),
        spec_version=chain.runtime.spec_version,
        transaction_version=chain.runtime.transaction_version,
        genesis=bytes.fromhex(chain.genesis),
        birth_hash=hash_of(order["era_hash"]),
        proof=Proof.DIGEST if chain.is_proven else Proof.UNDECLARED,
        digest=chain.digest() if chain.is_proven else b"",
    )
    public_key, scheme = bytes(key.public_key), key.crypto_type
    if objection := description_check.objection_to_order(chain.runtime, call, around, public_key, scheme):
        raise NotAllowed(objection)
    payload = extrinsic_layout.payload(call, around)
    signature = bytes(key.sign(payload))
    if not verify(payload, signature, key.ss58_address, scheme):
        raise NotAllowed("The signature does not verify, so nothing is sent.")
    extrinsic = extrinsic_layout.extrinsic(call, around, public_key, scheme, signature)
    return extrinsic, blake2b(extrinsic, digest_size=32).digest()


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


def _distrust(chain: KnownChain, words: Message) -> str:
    """Why nothing is signed for this chain. It follows the genesis that is signed, whatever the network is called."""
    pinned = PINNED_GENESIS.get(chain.network)
    if pinned is not None and pinned != chain.genesis:
        return f"This is not the chain known as {chain.network}: its first block is another one."
    if chain.network == PRACTICE and chain.genesis in PINNED_GENESIS.values():
        return "A practice network that calls itself a public one is not signed for."
    if words["is_trusted"] is not True:
        return "The endpoint serves another chain than the one chosen."
    return _distrust_of_description(chain, words)


def _distrust_of_description(chain: KnownChain, words: Message) -> str:
    if objection := description_check.objection_to_description(chain.metadata, chain.runtime):
        return objection
    if chain.is_proven:
        is_ours = words["spec_name"] == SPEC_NAME
        return "" if is_ours else f"This chain's runtime is not called {SPEC_NAME}; orders are signed for no other."
    if chain.genesis in PINNED_GENESIS.values():
        return "This endpoint's description leaves out the proof that this chain demands. Choose another endpoint."
    if not _is_loopback(str(words["endpoint"])):
        return (
            "This chain cannot prove its description (it has no CheckMetadataHash), and its endpoint is another "
            "machine: nothing is signed there."
        )
    return ""


def _is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
