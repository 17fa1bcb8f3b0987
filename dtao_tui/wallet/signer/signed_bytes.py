"""Judges orders for one chain and produces their signed bytes. Loaded by the signer process only."""

import ipaddress
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Protocol
from urllib.parse import urlsplit

from bittensor_core import Runtime, metadata_digest, verify

from dtao_tui.wallet.signer import description_check, extrinsic_layout
from dtao_tui.wallet.signer.calls.call_reading import SS58_FORMAT
from dtao_tui.wallet.signer.calls.signing_policy import judge, sentence_of_numbers
from dtao_tui.wallet.signer.calls.signing_rules import RULES, NotAllowed, Rules
from dtao_tui.wallet.signer.extrinsic_layout import Proof, Surroundings
from dtao_tui.wallet.signer.signer_messages import (
    AcceptedRenumbering,
    CallReading,
    DescribeChain,
    OrderToSign,
    Renumbered,
    ToldTerms,
)

PINNED_GENESIS = {
    "finney": "2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03",
    "test": "8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105",
}
"""The pinned genesis hashes: a chain of one of these names is signed for only with its genesis.

A copy of `ports.networks.GENESIS` on purpose: what is signed does not depend on what the rest of the program believes.
"""

PRACTICE = "practice"
"""As in `settings`, which the signer does not import."""

SPEC_NAME = "node-subtensor"
"""Part of the metadata's digest like prefix, decimals and token; never taken from an endpoint."""

DECIMALS = 9
TOKEN = "TAO"
U32_MAX = 2**32 - 1
PERIODS = (4, 8, 16)
"""Blocks for which an order may be valid."""

_LOWER_IS_OPEN = (
    "An order of this account with a lower number may still be carried out. The next one waits for its end."
)
_SEALED_IS_OPEN = (
    "A sealed order of this account with a higher number may still be opened and carried out. The next one waits for "
    "its end."
)
_LOWER_IS_UNKNOWN = (
    "An order of this account with a lower number was signed here, and the journal does not know it. Nothing is signed "
    "before it is known what became of it."
)


@dataclass(frozen=True, slots=True)
class KnownChain:
    """The chain that is signed for, with its metadata."""

    network: str
    genesis: str
    runtime: Runtime
    metadata: bytes
    is_proven: bool
    """Whether the chain checks the metadata's digest, so that forged metadata makes a signature invalid."""

    unknown_extensions: tuple[str, ...]
    """Declared extensions that this program does not know; they encode no bytes."""

    distrust: str
    """The sentence that says why nothing is signed for it, or empty."""

    @property
    def is_mainnet(self) -> bool:
        """Whether it is finney, by its genesis."""
        return self.genesis == PINNED_GENESIS["finney"]

    @property
    def is_practice(self) -> bool:
        """Whether it is a practice network, where accounts are worth nothing."""
        return self.network == PRACTICE and self.genesis not in PINNED_GENESIS.values()

    def digest(self) -> bytes:
        """The digest of this metadata, computed for each signature."""
        version = self.runtime.spec_version
        return bytes(metadata_digest(self.metadata, version, SPEC_NAME, SS58_FORMAT, DECIMALS, TOKEN))


@dataclass(frozen=True, slots=True)
class ChainTerms:
    """Whether and how a call would be signed."""

    reading: CallReading | None
    """The call that would be signed; None if it never is."""

    objection: str = ""
    renumbered: Renumbered | None = None
    """Set if the objection is only to the call's numbers."""

    acts_for: str | None = None
    """The account that the call moves, if it is not the signer's own."""

    def allow(self, accepted: AcceptedRenumbering | None, chain: KnownChain) -> bool:
        """Whether it is signed, given the numbers that a person accepted for this spec version."""
        if self.renumbered is None:
            return not self.objection
        return accepted == AcceptedRenumbering(self.renumbered, chain.runtime.spec_version)

    def told(self, chain: KnownChain) -> ToldTerms:
        """The terms as a message to the application."""
        return ToldTerms(chain.is_proven, chain.unknown_extensions, self.objection, self.renumbered)


def terms_of(call: bytes, chain: KnownChain, rules: Rules = RULES) -> ChainTerms:
    """Judge a call on this chain."""
    if chain.distrust:
        return ChainTerms(None, chain.distrust)
    try:
        allowed = judge(chain.runtime, call, rules)
    except NotAllowed as refusal:
        return ChainTerms(None, str(refusal))
    if allowed.renumbered is None:
        return ChainTerms(allowed.reading, acts_for=allowed.acts_for)
    objection = sentence_of_numbers(allowed.call, allowed.renumbered)
    if not chain.is_proven:
        # Without the proof nothing holds the chain to the description that gives these numbers.
        return ChainTerms(None, objection)
    return ChainTerms(allowed.reading, objection, allowed.renumbered, allowed.acts_for)


def chain_of(told: DescribeChain) -> KnownChain:
    """Decode a chain's metadata and decide whether to trust it. Raises NotAllowed if it cannot be read."""
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


class SigningKey(Protocol):
    """What signs: an open key pair, or the signature of a key elsewhere."""

    @property
    def ss58_address(self) -> str:
        """The account."""
        ...

    @property
    def public_key(self) -> bytes:
        """Its 32 bytes."""
        ...

    @property
    def crypto_type(self) -> int:
        """The scheme: 0 ed25519, 1 sr25519."""
        ...

    def sign(self, payload: bytes) -> bytes:
        """The signature over the payload, 64 bytes."""
        ...


def check_frame(order: OrderToSign, chain: KnownChain, key: SigningKey, periods: Collection[int] = PERIODS) -> None:
    """Raise NotAllowed unless the order is for this chain, this account, this runtime and a short time."""
    if order.genesis.hex() != chain.genesis:
        raise NotAllowed("The order is for another chain.")
    if order.signer != key.ss58_address:
        raise NotAllowed("The order is for another account.")
    versions = (chain.runtime.spec_version, chain.runtime.transaction_version)
    if (order.spec_version, order.transaction_version) != versions:
        raise NotAllowed("The chain was upgraded after this order was made. Make it anew.")
    if order.era_period not in periods:
        raise NotAllowed(f"An order is signed for at most {max(periods)} blocks.")
    if order.nonce > U32_MAX:
        raise NotAllowed("The order's number is higher than the chain counts.")
    if order.era_block > U32_MAX:
        raise NotAllowed("The order's time begins at no block of a chain.")


def check_origin(order: OrderToSign, terms: ChainTerms) -> None:
    """Raise NotAllowed unless the call moves the account that the order names."""
    if order.origin != (terms.acts_for or order.signer):
        raise NotAllowed("The call acts for another account than the order names.")


class SignedNonces:
    """The nonces that this process has signed, by signing account: none is signed above an order that is still open.

    The application has the same rule; each side enforces it by itself.
    """

    def __init__(self) -> None:
        self._signed: dict[str, set[int]] = {}
        self._sealed: dict[str, set[int]] = {}

    def check(self, signer: str, nonce: int, unproven: Iterable[int], ended: Iterable[int]) -> None:
        """Raise NotAllowed where an order below the asked nonce may still be carried out, or is not accounted for."""
        below = {each for each in self._signed.get(signer, ()) if each < nonce}
        if any(each < nonce for each in unproven):
            raise NotAllowed(_LOWER_IS_OPEN)
        if below.difference(ended):
            raise NotAllowed(_LOWER_IS_UNKNOWN)
        # An opened sealed order becomes possible once any other orders have used the numbers below its own.
        if any(each > nonce for each in self._sealed.get(signer, set()).difference(ended)):
            raise NotAllowed(_SEALED_IS_OPEN)

    def check_sealed(self, signer: str, nonce: int, unproven: Iterable[int], ended: Iterable[int]) -> None:
        """Raise NotAllowed where an order at or below a carrier's nonce may still be carried out.

        Such an order, in the carrier's place, would leave the sealed one possible beside it.
        """
        self.check(signer, nonce + 1, unproven, ended)

    def remember(self, signer: str, nonce: int) -> None:
        """Record a signed nonce."""
        self._signed.setdefault(signer, set()).add(nonce)

    def remember_sealed(self, signer: str, nonce: int) -> None:
        """Record the nonces of a signed carrier and of the order sealed in it."""
        self.remember(signer, nonce)
        self.remember(signer, nonce + 1)
        self._sealed.setdefault(signer, set()).add(nonce + 1)


def surroundings_of(order: OrderToSign, chain: KnownChain, nonce: int) -> Surroundings:
    """Everything that is signed besides the order's call."""
    return Surroundings(
        era_period=order.era_period,
        era_block=order.era_block,
        nonce=nonce,
        spec_version=chain.runtime.spec_version,
        transaction_version=chain.runtime.transaction_version,
        genesis=bytes.fromhex(chain.genesis),
        birth_hash=order.era_hash,
        proof=Proof.DIGEST if chain.is_proven else Proof.UNDECLARED,
        digest=chain.digest() if chain.is_proven else b"",
    )


def signed(
    order: OrderToSign, chain: KnownChain, key: SigningKey, *, call: bytes | None = None, nonce: int | None = None
) -> tuple[bytes, bytes]:
    """Sign an order: the extrinsic and its hash. Raises NotAllowed if the metadata encodes it differently.

    `call` and `nonce` are given where they are not the order's own.
    """
    call = order.call if call is None else call
    around = surroundings_of(order, chain, order.nonce if nonce is None else nonce)
    public_key, scheme = bytes(key.public_key), key.crypto_type
    if objection := description_check.objection_to_order(chain.runtime, call, around, public_key, scheme):
        raise NotAllowed(objection)
    payload = extrinsic_layout.payload(call, around)
    signature = bytes(key.sign(payload))
    if not verify(payload, signature, key.ss58_address, scheme):
        raise NotAllowed("The signature does not verify, so nothing is sent.")
    extrinsic = extrinsic_layout.extrinsic(call, around, public_key, scheme, signature)
    return extrinsic, blake2b(extrinsic, digest_size=32).digest()


def _distrust(chain: KnownChain, told: DescribeChain) -> str:
    """The sentence that says why nothing is signed for this chain, or empty; decided by the genesis, not the name."""
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
