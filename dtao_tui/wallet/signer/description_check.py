"""Compares a chain's metadata with the byte layout that is signed, and refuses metadata that differs.

What is signed is laid out by `extrinsic_layout` alone, so metadata cannot change a byte of it. Metadata that declares
another layout is a lie or an unknown runtime; nothing is signed in either case.
"""

from bittensor_core import Runtime

from dtao_tui.wallet.signer import extrinsic_layout as layout
from dtao_tui.wallet.signer.calls.declared_types import (
    NOTHING,
    DeclaredExtension,
    DeclaredExtrinsic,
    UnknownLayout,
    declared_extrinsic,
)
from dtao_tui.wallet.signer.extrinsic_layout import Proof, Surroundings

METADATA_HASH = "CheckMetadataHash"

_ADDRESS = "one of 0 Id([u8; 32])"
_SIGNATURES = "one of 0 Ed25519([u8; 64]), 1 Sr25519([u8; 64])"
_MODE = "one of 0 Disabled, 1 Enabled"
_DIGEST_IF_ANY = "one of 0 None, 1 Some([u8; 32])"

SEQUENCE = (
    DeclaredExtension("CheckNonZeroSender", NOTHING, NOTHING),
    DeclaredExtension("CheckSpecVersion", NOTHING, "u32"),
    DeclaredExtension("CheckTxVersion", NOTHING, "u32"),
    DeclaredExtension("CheckGenesis", NOTHING, "[u8; 32]"),
    DeclaredExtension("CheckMortality", "era", "[u8; 32]"),
    DeclaredExtension("CheckNonce", "compact u32", NOTHING),
    DeclaredExtension("CheckWeight", NOTHING, NOTHING),
    DeclaredExtension("ChargeTransactionPayment", "compact u64", NOTHING),
    DeclaredExtension("SudoTransactionExtension", NOTHING, NOTHING),
    DeclaredExtension("CheckShieldedTxValidity", NOTHING, NOTHING),
    DeclaredExtension("SubtensorTransactionExtension", NOTHING, NOTHING),
    DeclaredExtension("DrandPriority", NOTHING, NOTHING),
    DeclaredExtension(METADATA_HASH, _MODE, _DIGEST_IF_ANY),
)
"""The transaction extensions in the order of specs 393 to 475, and what they encode.

Older runtimes lack some of those that encode nothing, and some lack the last one.
"""

_PLACES = {extension.name: place for place, extension in enumerate(SEQUENCE)}
_NEEDED = [e.name for e in SEQUENCE if (e.in_extrinsic, e.in_signature_only) != (NOTHING, NOTHING)][:-1]

_V15_HEAD = b"meta\x0f"
_EXTRINSIC_VERSION = 4
_NONCES = (0, 1, 63, 64, 2**14 - 1, 2**14, 2**30 - 1, 2**30, 2**32 - 1)
_ERAS = ((4, 7), (8, 1_000_003), (16, 4_294_967_294), (64, 9_240_388), (65_536, 70_001))
_SHORT_CALL, _LONG_CALL = bytes(range(7, 60)), bytes(range(256))
_GENESIS, _BIRTH, _DIGEST, _KEY, _HALF = (bytes([mark]) * 32 for mark in b"\x91\x5a\xc3\x37\xe4")
_SIGNATURE = _HALF + _HALF


def declares_proof(runtime: Runtime) -> bool:
    """Whether the chain checks the digest of the metadata in a signature (CheckMetadataHash)."""
    return METADATA_HASH in runtime.signed_extension_identifiers()


def unknown_extensions(runtime: Runtime) -> tuple[str, ...]:
    """The declared extensions that this program does not know. Nothing is signed if one of them encodes bytes."""
    return tuple(name for name in runtime.signed_extension_identifiers() if name not in _PLACES)


def objection_to_description(metadata: bytes, runtime: Runtime) -> str:
    """The sentence that says why nothing is signed with this metadata, or empty."""
    if not metadata.startswith(_V15_HEAD) or not runtime.is_v15:
        return "The chain describes itself in another form than metadata version 15; nothing is signed by that."
    if runtime.extrinsic_version != _EXTRINSIC_VERSION:
        return f"The chain takes extrinsics of version {runtime.extrinsic_version}; this program signs version 4 only."
    try:
        declared = declared_extrinsic(metadata)
    except UnknownLayout:
        return "This endpoint's description of its chain cannot be taken apart; nothing is signed by it."
    return (
        _objection_to_frame(declared)
        or _objection_to_calls(declared)
        or _objection_to_extensions(declared.extensions, runtime)
        or _objection_to_bytes(runtime)
    )


def objection_to_order(runtime: Runtime, call: bytes, around: Surroundings, key: bytes, scheme: int) -> str:
    """The sentence that says how the metadata encodes this order differently, or empty."""
    frame = {
        "era": {"period": around.era_period, "current": around.era_block},
        "nonce": around.nonce,
        "tip": 0,
        "tip_asset_id": None,
    }
    try:
        declared = runtime.signature_payload(
            call,
            genesis_hash=around.genesis,
            era_block_hash=around.birth_hash,
            metadata_hash=around.digest or None,
            **frame,
        )
        wire, _ = runtime.encode_signed_extrinsic(
            call,
            public_key=key,
            signature=_SIGNATURE,
            signature_version=scheme,
            metadata_hash_enabled=around.proof is Proof.DIGEST,
            **frame,
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return _ANOTHER_LAYOUT
    ours = layout.payload(call, around), layout.extrinsic(call, around, key, scheme, _SIGNATURE)
    return "" if (bytes(declared), bytes(wire)) == ours else _ANOTHER_LAYOUT


_ANOTHER_LAYOUT = (
    "This endpoint's description of its chain lays out a signature in another way than subtensor does, "
    "so it may be made to deceive. Nothing was signed. Choose another endpoint."
)


def _objection_to_frame(declared: DeclaredExtrinsic) -> str:
    # Kinds of addresses and signatures that are not used here may come and go.
    if declared.address.startswith(_ADDRESS) and declared.signature.startswith(_SIGNATURES):
        return ""
    return "This endpoint's description gives addresses or signatures another form. Nothing is signed by it."


def _objection_to_calls(declared: DeclaredExtrinsic) -> str:
    # The digest in a signature covers the one, calls are read by the other: what differs would be read unproven.
    if declared.listed_calls == declared.proven_calls:
        return ""
    return (
        "This endpoint's description tells the chain's calls in two ways, and the proof covers only one of them, so it "
        "may be made to deceive. Nothing was signed. Choose another endpoint."
    )


def _objection_to_extensions(declared: tuple[DeclaredExtension, ...], runtime: Runtime) -> str:
    names = [extension.name for extension in declared]
    if names != list(runtime.signed_extension_identifiers()):
        return "This endpoint's description of its chain can be read in two ways; nothing is signed by it."
    if missing := [name for name in _NEEDED if name not in names]:
        return f"This endpoint's description lacks {missing[0]}, which subtensor signs. Nothing is signed by it."
    places = [_PLACES[name] for name in names if name in _PLACES]
    if places != sorted(set(places)):
        return "This endpoint's description orders what is signed otherwise than subtensor. Nothing is signed by it."
    return next(filter(None, map(_objection_to_extension, declared)), "")


def _objection_to_extension(declared: DeclaredExtension) -> str:
    known = SEQUENCE[_PLACES[declared.name]] if declared.name in _PLACES else None
    if known is None and (declared.in_extrinsic, declared.in_signature_only) != (NOTHING, NOTHING):
        return "This chain signs something that this program does not know. A newer version of dtao-tui may know it."
    if known is not None and declared != known:
        return (
            f"This endpoint's description gives {declared.name} another form than subtensor does, so it may be made "
            "to deceive. Nothing is signed by it. Choose another endpoint."
        )
    return ""


def _objection_to_bytes(runtime: Runtime) -> str:
    proofs = (Proof.DIGEST, Proof.OFF) if declares_proof(runtime) else (Proof.UNDECLARED,)
    for proof in proofs:
        for nonce in _NONCES:
            for period, block in _ERAS:
                around = _surroundings(period, block, nonce, proof, runtime)
                for call, scheme in ((_SHORT_CALL, layout.SR25519), (_LONG_CALL, layout.ED25519)):
                    if objection := objection_to_order(runtime, call, around, _KEY, scheme):
                        return objection
    return ""


def _surroundings(period: int, block: int, nonce: int, proof: Proof, runtime: Runtime) -> Surroundings:
    return Surroundings(
        era_period=period,
        era_block=block,
        nonce=nonce,
        spec_version=runtime.spec_version,
        transaction_version=runtime.transaction_version,
        genesis=_GENESIS,
        birth_hash=_BIRTH,
        proof=proof,
        digest=_DIGEST if proof is Proof.DIGEST else b"",
    )
