"""The file by which an order passes to a machine without a network: the SDK's `UnsignedExtrinsic.to_dict` as JSON.

A machine with the SDK reads it by `bittensor.UnsignedExtrinsic.from_dict` and signs its `payload`. It holds no secret.
"""

from bittensor_core import ss58_decode

from dtao_tui.ports.outside_signing import LaidOutOrder

EXTENSIONS = (
    *("CheckNonZeroSender", "CheckSpecVersion", "CheckTxVersion", "CheckGenesis", "CheckMortality", "CheckNonce"),
    *("CheckWeight", "ChargeTransactionPayment", "SudoTransactionExtension", "CheckShieldedTxValidity"),
    *("SubtensorTransactionExtension", "DrandPriority", "CheckMetadataHash"),
)
"""As subtensor declares them, specs 393 to 475; programs for browser extensions read them."""

Document = dict[str, object]


def document_of(order: LaidOutOrder) -> Document:
    """The order in the SDK's form; bytes are hexadecimal."""
    unsigned = order.unsigned
    return {
        "call_data": _hex(unsigned.call),
        "address": str(unsigned.signer),
        "public_key": _hex(bytes(ss58_decode(unsigned.signer))),
        "crypto_type": order.scheme,
        "era": {"period": unsigned.era_period, "current": unsigned.era_block},
        "nonce": unsigned.nonce,
        "tip": 0,
        "tip_asset_id": None,
        "genesis_hash": unsigned.genesis,
        "era_block_hash": unsigned.era_hash,
        "spec_version": unsigned.spec_version,
        "transaction_version": unsigned.transaction_version,
        "metadata_hash": _hex(order.digest) if order.digest else None,
        "payload": _hex(order.payload),
        "payload_json": _signer_payload(order),
        "included_in_extrinsic": _hex(order.in_extrinsic),
        "included_in_signed_data": _hex(order.in_signature_only),
    }


def _signer_payload(order: LaidOutOrder) -> Document:
    """The same as polkadot-js passes it to browser extensions (`SignerPayloadJSON`)."""
    unsigned = order.unsigned
    extensions = EXTENSIONS if order.digest else EXTENSIONS[:-1]
    payload: Document = {
        "address": str(unsigned.signer),
        "blockHash": unsigned.era_hash,
        "genesisHash": unsigned.genesis,
        "method": _hex(unsigned.call),
        "nonce": _number(unsigned.nonce, 4),
        "specVersion": _number(unsigned.spec_version, 4),
        "tip": _number(0, 16),
        "transactionVersion": _number(unsigned.transaction_version, 4),
        "era": _hex(order.in_extrinsic[:2]),
        "version": 4,
        "signedExtensions": list(extensions),
    }
    return payload | ({"mode": 1, "metadataHash": _hex(order.digest)} if order.digest else {})


def _hex(data: bytes) -> str:
    return f"0x{data.hex()}"


def _number(value: int, size: int) -> str:
    return _hex(value.to_bytes(size, "big"))
