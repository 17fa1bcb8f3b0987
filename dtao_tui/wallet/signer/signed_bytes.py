"""The chain as the signer knows it, and the signed bytes made for it. Loaded by the signer process only."""

import ipaddress
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from bittensor_core import Keypair, Runtime, metadata_digest, verify

from dtao_tui.wallet.signer import description_check, extrinsic_layout
from dtao_tui.wallet.signer.call_reading import SS58_FORMAT
from dtao_tui.wallet.signer.extrinsic_layout import Proof, Surroundings
from dtao_tui.wallet.signer.signer_messages import (
    AcceptedRenumbering,
    CallReading,
    DescribeChain,
    Renumbered,
    SignCall,
    ToldTerms,
)
from dtao_tui.wallet.signer.signing_policy import RULES, NotAllowed, Rules, judge, sentence_of_numbers

PINNED_GENESIS = {
    "finney": "2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
    "test": "8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105",
}
"""The chains that are signed for by name only with the genesis they are known by.

A copy of `ports.networks.GENESIS` on purpose: what is signed does not depend on what the rest of the program believes.
"""

PRACTICE = "practice"
"""As in `settings`, which the signer does not import."""

SPEC_NAME = "node-subtensor"
"""Like the prefix, the decimals and the token it is part of the metadata's digest, and no endpoint has a say in it."""

_DECIMALS = 9
_TOKEN = "TAO"
U32_MAX = 2**32 - 1
_PERIODS = (4, 8, 16)


@dataclass(frozen=True, slots=True)
class KnownChain:
    """The chain that is signed for, as it was described."""

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

    reading: CallReading | None
    """What would be signed; None where nothing would be, whatever a person accepts."""

    objection: str = ""
    renumbered: Renumbered | None = None
    """Set where the objection is to the call's numbers alone."""

    acts_for: str | None = None
    """The account that the call moves, where that is not the signer's own."""

    def allow(self, accepted: AcceptedRenumbering | None, chain: KnownChain) -> bool:
        """Whether it is signed, given what a person accepted: both numbers, for this spec version alone."""
        if self.renumbered is None:
            return not self.objection
        return accepted == AcceptedRenumbering(self.renumbered, chain.runtime.spec_version)

    def told(self, chain: KnownChain) -> ToldTerms:
        """The terms as the application is told them."""
        return ToldTerms(chain.is_proven, chain.unknown_extensions, self.objection, self.renumbered)


def terms_of(call: bytes, chain: KnownChain, rules: Rules = RULES) -> ChainTerms:
    """Judge a call on this chain."""
    if chain.distrust:
        return ChainTerms(None, chain.distrust)
    try:
        judgement = judge(chain.runtime, call, rules)
    except NotAllowed as refusal:
        return ChainTerms(None, str(refusal))
    if judgement.renumbered is None:
        return ChainTerms(judgement.reading, acts_for=judgement.acts_for)
    objection = sentence_of_numbers(judgement.call, judgement.renumbered)
    if not chain.is_proven:
        # Without the proof nothing holds the chain to the description that gives these numbers.
        return ChainTerms(None, objection)
    return ChainTerms(judgement.reading, objection, judgement.renumbered, judgement.acts_for)


def chain_of(told: DescribeChain) -> KnownChain:
    """The chain that is described. Raises NotAllowed where its metadata cannot be read."""
    try:
        runtime = Runtime(told.metadata, told.spec_version, told.transaction_version, SS58_FORMAT)
        is_proven = description_check.declares_proof(runtime)
        extensions = description_check.unknown_extensions(runtime)
        chain = KnownChain(told.network, told.genesis.hex(), runtime, told.metadata, is_proven, extensions, "")
        if is_proven:
            chain.digest()
    except (ValueError, OverflowError) as error:
        raise NotAllowed("The chain's description of itself cannot be read.") from error
    return replace(chain, distrust=_distrust(chain, told))


def check_frame(order: SignCall, chain: KnownChain, key: Keypair) -> None:
    """Raise NotAllowed unless the order is for this chain, this account, this runtime and a short time."""
    if order.genesis.hex() != chain.genesis:
        raise NotAllowed("The order is for another chain.")
    if order.signer != key.ss58_address:
        raise NotAllowed("The order is for another account.")
    versions = (chain.runtime.spec_version, chain.runtime.transaction_version)
    if (order.spec_version, order.transaction_version) != versions:
        raise NotAllowed("The chain was upgraded after this order was made. Make it anew.")
    if order.era_period not in _PERIODS:
        raise NotAllowed("An order is signed for at most 16 blocks.")
    if order.nonce > U32_MAX:
        raise NotAllowed("The order's number is higher than the chain counts.")
    if order.era_block > U32_MAX:
        raise NotAllowed("The order's time begins at no block of a chain.")


def check_origin(order: SignCall, terms: ChainTerms) -> None:
    """Raise NotAllowed unless the call moves the account that the order names."""
    if order.origin != (terms.acts_for or order.signer):
        raise NotAllowed("The call acts for another account than the order names.")


def signed(order: SignCall, chain: KnownChain, key: Keypair) -> tuple[bytes, bytes]:
    """The whole extrinsic and its hash, laid out here; the endpoint's description must lay it out alike."""
    around = Surroundings(
        era_period=order.era_period,
        era_block=order.era_block,
        nonce=order.nonce,
        spec_version=chain.runtime.spec_version,
        transaction_version=chain.runtime.transaction_version,
        genesis=bytes.fromhex(chain.genesis),
        birth_hash=order.era_hash,
        proof=Proof.DIGEST if chain.is_proven else Proof.UNDECLARED,
        digest=chain.digest() if chain.is_proven else b"",
    )
    public_key, scheme, call = bytes(key.public_key), key.crypto_type, order.call
    if objection := description_check.objection_to_order(chain.runtime, call, around, public_key, scheme):
        raise NotAllowed(objection)
    payload = extrinsic_layout.payload(call, around)
    signature = bytes(key.sign(payload))
    if not verify(payload, signature, key.ss58_address, scheme):
        raise NotAllowed("The signature does not verify, so nothing is sent.")
    extrinsic = extrinsic_layout.extrinsic(call, around, public_key, scheme, signature)
    return extrinsic, blake2b(extrinsic, digest_size=32).digest()


def _distrust(chain: KnownChain, told: DescribeChain) -> str:
    """Why nothing is signed for this chain. It follows the genesis that is signed, whatever the network is called."""
    pinned = PINNED_GENESIS.get(chain.network)
    if pinned is not None and pinned != chain.genesis:
        return f"This is not the chain known as {chain.network}: its first block is another one."
    if chain.network == PRACTICE and chain.genesis in PINNED_GENESIS.values():
        return "A practice network that calls itself a public one is not signed for."
    if not told.is_trusted:
        return "The endpoint serves another chain than the one chosen."
    return _distrust_of_description(chain, told)


def _distrust_of_description(chain: KnownChain, told: DescribeChain) -> str:
    if objection := description_check.objection_to_description(chain.metadata, chain.runtime):
        return objection
    if chain.is_proven:
        is_ours = told.spec_name == SPEC_NAME
        return "" if is_ours else f"This chain's runtime is not called {SPEC_NAME}; orders are signed for no other."
    if chain.genesis in PINNED_GENESIS.values():
        return "This endpoint's description leaves out the proof that this chain demands. Choose another endpoint."
    if not _is_loopback(told.endpoint):
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
