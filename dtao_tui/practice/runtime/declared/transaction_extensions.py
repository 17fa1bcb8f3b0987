"""The extrinsic format: transaction extensions in mainnet's order, their types, and the extrinsic's own."""

from collections.abc import Mapping

from dtao_tui.practice.runtime.declared.declaration_schema import CONFIGURED, Parameters, Struct, fields, unnamed

Extensions = tuple[tuple[str, str], ...]
"""In order: each one's name, which is its type's too, and its part of the signed payload beside the extrinsic."""

_FIRST: Extensions = (
    ("CheckNonZeroSender", "()"),
    ("CheckSpecVersion", "u32"),
    ("CheckTxVersion", "u32"),
    ("CheckGenesis", "H256"),
    ("CheckMortality", "H256"),
    ("CheckNonce", "()"),
    ("CheckWeight", "()"),
    ("ChargeTransactionPayment", "()"),
)
_OF_RUNTIME: Parameters = (("T", "Runtime"),)
_LAST: Extensions = (("CheckMetadataHash", "Option<[u8; 32]>"),)


def extensions_with(*own: str) -> Extensions:
    """The extensions of a runtime: its own, which sign nothing more, between those of every age."""
    return (*_FIRST, *((name, "()") for name in own), *_LAST)


EXTENSIONS = extensions_with(
    "SudoTransactionExtension", "CheckShieldedTxValidity", "SubtensorTransactionExtension", "DrandPriority"
)

EXTENSION_TYPES: Mapping[str, Struct] = {
    "CheckMetadataHash": Struct("frame_metadata_hash_extension::CheckMetadataHash", fields("mode: Mode"), CONFIGURED),
    "CheckNonZeroSender": Struct("frame_system::extensions::check_non_zero_sender::CheckNonZeroSender", (), CONFIGURED),
    "CheckSpecVersion": Struct("frame_system::extensions::check_spec_version::CheckSpecVersion", (), CONFIGURED),
    "CheckTxVersion": Struct("frame_system::extensions::check_tx_version::CheckTxVersion", (), CONFIGURED),
    "CheckGenesis": Struct("frame_system::extensions::check_genesis::CheckGenesis", (), CONFIGURED),
    "CheckMortality": Struct("node_subtensor_runtime::check_mortality::CheckMortality", unnamed("Era"), CONFIGURED),
    "CheckNonce": Struct("node_subtensor_runtime::check_nonce::CheckNonce", unnamed("Compact<u32>"), CONFIGURED),
    "CheckWeight": Struct("frame_system::extensions::check_weight::CheckWeight", (), CONFIGURED),
    "SudoTransactionExtension": Struct(
        "node_subtensor_runtime::sudo_wrapper::SudoTransactionExtension", (), _OF_RUNTIME
    ),
    "CheckShieldedTxValidity": Struct("pallet_shield::extension::CheckShieldedTxValidity", (), _OF_RUNTIME),
    "SubtensorTransactionExtension": Struct(
        "pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension", (), _OF_RUNTIME
    ),
    "DrandPriority": Struct("pallet_drand::drand_priority::DrandPriority", (), _OF_RUNTIME),
    "ChargeTransactionPayment": Struct(
        "pallet_transaction_payment::ChargeTransactionPayment", unnamed("Compact<TaoBalance>"), CONFIGURED
    ),
    "SubtensorSignedExtension": Struct("pallet_subtensor::SubtensorSignedExtension", ()),
    "CommitmentsSignedExtension": Struct("pallet_commitments::CommitmentsSignedExtension", ()),
}


def extra_of(extensions: Extensions) -> str:
    """The type of the transaction extensions' bytes in the extrinsic."""
    return f"({', '.join(name for name, _ in extensions)})"


def extrinsic_types(extensions: Extensions) -> dict[str, Struct]:
    """The types of an extrinsic, which clients take apart by their parameters, and of the extensions."""
    parts = (
        ("Address", "MultiAddress"),
        ("Call", "RuntimeCall"),
        ("Signature", "MultiSignature"),
    )
    extra = extra_of(extensions)
    return {
        **EXTENSION_TYPES,
        "UncheckedExtrinsic": Struct(
            "fp_self_contained::unchecked_extrinsic::UncheckedExtrinsic",
            unnamed("GenericExtrinsic"),
            (*parts, ("Extension", extra)),
        ),
        "GenericExtrinsic": Struct(
            "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic",
            unnamed("Vec<u8>"),
            (*parts, ("Extra", extra)),
        ),
    }
