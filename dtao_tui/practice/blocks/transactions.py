"""Signed extrinsics: decoding, fees, and the checks of the chain's transaction extensions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bittensor_core import CRYPTO_ED25519, CRYPTO_SR25519, Runtime, ss58_encode, verify

from dtao_tui.practice.blocks.headers import blake2
from dtao_tui.practice.pallets import fee_payment, shield
from dtao_tui.practice.pallets.baskets import basket_validity
from dtao_tui.practice.pallets.batch_and_proxy import payer_of
from dtao_tui.practice.pallets.fees import call_weight, fee_of
from dtao_tui.practice.pallets.hotkeys import hotkey_swaps
from dtao_tui.practice.pallets.registry import DispatchFailure
from dtao_tui.practice.runtime.metadata import SS58_FORMAT, Description
from dtao_tui.practice.runtime.plain_values import CannotLookup, Invocation, account, invocation, unhex
from dtao_tui.practice.state.storage import Value, View

MOST_BYTES = 64 * 1024
KEPT_HASHES = 2400
"""`BlockHashCount`: the greatest age of a mortal transaction's birth block."""

NEVER = 2**64
INVALID, UNKNOWN, BAD_FORMAT = 1010, 1011, 1002
SCHEMES = {"Ed25519": CRYPTO_ED25519, "Sr25519": CRYPTO_SR25519}
NOBODY = bytes(32)


class TransactionRefused(Exception):
    """A transaction that the mempool refuses, with the code and text of a Substrate node."""

    def __init__(self, code: int, message: str, data: str) -> None:
        super().__init__(f"{message}: {data}")
        self.code = code
        self.message = message
        self.data = data

    @classmethod
    def invalid(cls, data: str) -> "TransactionRefused":
        """An invalid transaction (1010)."""
        return cls(INVALID, "Invalid Transaction", data)


PAYMENT = "Inability to pay some fees (e.g. account balance too low)"
STALE = "Transaction is outdated"
BAD_PROOF = "Transaction has a bad signature"
ANCIENT = "Transaction has an ancient birth block"
TOO_LONG = "Transaction would exhaust the resources of current block. Too large for the block limit"
NO_SENDER = "Invalid signing address"
UNSIGNED = "Could not find an unsigned validator for it"
CUSTOM = "Custom error: "
SWAP_ANNOUNCED, SWAP_DISPUTED, UNREADABLE_SHIELD = (f"{CUSTOM}{code}" for code in (0, 21, 23))
"""`ColdkeyInSwapSchedule`, `ColdkeySwapDisputed`, `FailedShieldedTxParsing` of `CustomTransactionError`."""

_CODES = {
    "AmountTooLow": 1,
    "SubnetNotExists": 3,
    "SlippageTooHigh": 8,
    "HotKeyNotRegisteredInSubNet": 19,
    "NonAssociatedColdKey": 25,
}
"""`CustomTransactionError` of the pallet's errors that have one of their own."""

_BAD_REQUEST = 255

SWAP_ANNOUNCEMENTS = "SubtensorModule.ColdkeySwapAnnouncements"
SWAP_DISPUTES = "SubtensorModule.ColdkeySwapDisputes"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A decoded signed extrinsic; `Checker` checks its signature."""

    data: bytes
    signer: bytes
    nonce: int
    tip: int
    call: Invocation
    period: int
    """The length of its validity in blocks; 0 for an immortal one."""

    phase: int
    hash: bytes = field(default=b"", compare=False)

    @property
    def fee(self) -> int:
        """Its cost in rao, tip included."""
        return call_fee(self.call, len(self.data)) + self.tip

    def birth(self, height: int) -> int:
        """The first block of its validity, seen from this height; block 0 for an immortal one."""
        if not self.period:
            return 0
        return (max(height, self.phase) - self.phase) // self.period * self.period + self.phase


def call_fee(call: Invocation, length: int, unused: int = 0) -> int:
    """The fee in rao of an extrinsic of this length, without a tip; `unused` weight is not billed."""
    return fee_of(call_weight(call) - unused, length)


class Checker:
    """Decodes extrinsics and checks everything that their signature covers."""

    def __init__(self, description: Description, genesis: Callable[[], bytes]) -> None:
        self._description = description
        self._genesis = genesis

    @property
    def _runtime(self) -> Runtime:
        return self._description.runtime

    def decoded(self, data: bytes) -> Transaction:
        """The transaction in these bytes, its signature not yet checked. Raises TransactionRefused."""
        if len(data) > MOST_BYTES:
            raise TransactionRefused.invalid(TOO_LONG)
        try:
            wire: Mapping[str, Value] = self._runtime.decode_extrinsic(data)
        except ValueError as error:
            raise TransactionRefused(BAD_FORMAT, "Extrinsic has invalid format", str(error)) from error
        if "signature" not in wire:
            raise TransactionRefused(UNKNOWN, "Unknown Transaction Validity", UNSIGNED)
        return self._transaction(data, wire)

    def check_signature(self, transaction: Transaction, height: int, hash_of: Callable[[int], bytes | None]) -> None:
        """Check signature, genesis, era, versions and metadata hash, all of them signed. Raises TransactionRefused."""
        birth = transaction.birth(height)
        if height - birth >= KEPT_HASHES and transaction.period:
            raise TransactionRefused.invalid(ANCIENT)
        era_hash = hash_of(birth) if transaction.period else self._genesis()
        if era_hash is None:
            raise TransactionRefused.invalid(ANCIENT)
        wire: Mapping[str, Value] = self._runtime.decode_extrinsic(transaction.data)
        kind, signature = _signature(wire)
        era = {"period": transaction.period, "phase": transaction.phase} if transaction.period else "00"
        promise = self._runtime.signature_payload(
            self._call_bytes(transaction, wire, era),
            era=era,
            nonce=transaction.nonce,
            tip=transaction.tip,
            tip_asset_id=None,
            genesis_hash=self._genesis(),
            era_block_hash=era_hash,
            metadata_hash=self._description.digest if _is_enabled(wire) else None,
        )
        if not verify(promise, signature, ss58_encode(transaction.signer, SS58_FORMAT), SCHEMES[kind]):
            raise TransactionRefused.invalid(BAD_PROOF)

    def _transaction(self, data: bytes, wire: Mapping[str, Value]) -> Transaction:
        era, call = wire["era"], wire["call"]
        signer = account(wire["address"])
        if signer == NOBODY:
            raise TransactionRefused.invalid(NO_SENDER)
        period, phase = era if isinstance(era, tuple) else (0, 0)
        if not isinstance(call, dict):
            raise TransactionRefused(BAD_FORMAT, "Extrinsic has invalid format", "no call")
        try:
            called = invocation(call)
        except CannotLookup as error:
            lookup = "Could not lookup information required to validate the transaction"
            raise TransactionRefused(UNKNOWN, "Unknown Transaction Validity", lookup) from error
        return Transaction(
            data,
            signer,
            int(str(wire["nonce"])),
            int(str(wire["tip"])),
            called,
            int(str(period)),
            int(str(phase)),
            blake2(data),
        )

    def _call_bytes(self, transaction: Transaction, wire: Mapping[str, Value], era: object) -> bytes:
        """The call's bytes: everything after the signed part, which has just one encoding."""
        kind, signature = _signature(wire)
        bare, _ = self._runtime.encode_signed_extrinsic(
            b"",
            public_key=transaction.signer,
            signature=signature,
            signature_version=SCHEMES[kind],
            era=era,
            nonce=transaction.nonce,
            tip=transaction.tip,
            tip_asset_id=None,
            metadata_hash_enabled=_is_enabled(wire),
        )
        head, body = _unprefixed(bytes(bare)), _unprefixed(transaction.data)
        if not body.startswith(head):
            raise TransactionRefused.invalid(BAD_PROOF)
        return body[len(head) :]


def check_payment(view: View, transaction: Transaction) -> None:
    """Check that the signer can pay. Raises TransactionRefused."""
    if not fee_payment.can_pay(view, charge_of(view, transaction)):
        raise TransactionRefused.invalid(PAYMENT)


def check_call(view: View, transaction: Transaction) -> None:
    """Apply the checks of the chain's own extensions. Raises TransactionRefused.

    `CheckShieldedTxValidity` looks at the form of a sealed transaction; `SubtensorTransactionExtension` at announced
    coldkey swaps, at trades of baskets, and at weights, takes and registrations, which this chain does not declare.
    Neither looks at a staking call: that one fails when it is dispatched, and costs its fee (spec 475).
    """
    is_shielded = transaction.call.name == shield.SUBMIT
    if is_shielded and not shield.is_sealed(_ciphertext(transaction.call)):
        raise TransactionRefused.invalid(UNREADABLE_SHIELD)
    if view.get(SWAP_ANNOUNCEMENTS, transaction.signer) is None:
        _check_call(view, transaction)
        return
    if view.get(SWAP_DISPUTES, transaction.signer) is not None:
        raise TransactionRefused.invalid(SWAP_DISPUTED)
    if not is_shielded:
        raise TransactionRefused.invalid(SWAP_ANNOUNCED)


def _check_call(view: View, transaction: Transaction) -> None:
    try:
        basket_validity.check(view, transaction.signer, transaction.call)
        hotkey_swaps.check(view, transaction.signer, transaction.call)
    except DispatchFailure as failure:
        raise TransactionRefused.invalid(f"{CUSTOM}{_CODES.get(failure.name, _BAD_REQUEST)}") from failure


def charge_of(view: View, transaction: Transaction) -> fee_payment.Charge:
    """The cost of a transaction and the account that owes it."""
    call = transaction.call
    return fee_payment.Charge(payer_of(view, transaction.signer, call), transaction.fee, call.name, call.arguments)


def _ciphertext(call: Invocation) -> bytes:
    ciphertext = call.arguments.get("ciphertext")
    return ciphertext if isinstance(ciphertext, bytes) else b""


def _signature(wire: Mapping[str, Value]) -> tuple[str, bytes]:
    signature = wire["signature"]
    if isinstance(signature, dict):
        for kind, value in signature.items():
            if kind in SCHEMES:
                return kind, unhex(value)
    raise TransactionRefused.invalid(BAD_PROOF)


def _is_enabled(wire: Mapping[str, Value]) -> bool:
    mode = wire["mode"]
    return isinstance(mode, dict) and mode.get("mode") == "Enabled"


def _unprefixed(data: bytes) -> bytes:
    """An extrinsic without the compact length before it."""
    return data[(1, 2, 4, 4)[data[0] & 3] :]
