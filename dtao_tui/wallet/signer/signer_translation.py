"""Converts the program's values to requests to the signer process, and its answers to the program's values."""

import os

from msgspec import structs

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.trades.calls import Argument, Call
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import SigningRefused, WalletLocked, WalletTrouble, WrongPassword
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers, DecodedCall, Sealed, Signed, SigningTerms, Unsigned
from dtao_tui.ports.outside_signing import BroughtSignature, LaidOutOrder, Scheme
from dtao_tui.wallet.signer.signer_messages import (
    AcceptedRenumbering,
    AttachSignature,
    CallDecoded,
    CallLaidOut,
    CallReading,
    CallSealed,
    CallSigned,
    CheckPassword,
    DescribeChain,
    LayOutCall,
    ReadValue,
    RefusalKind,
    Renumbered,
    SealCall,
    SignCall,
    SignerRequest,
    SigningRefusal,
    ToldTerms,
    UnlockFile,
    UnlockPractice,
)

_ERRORS: dict[RefusalKind, type[WalletTrouble]] = {
    RefusalKind.REFUSED: SigningRefused,
    RefusalKind.WRONG_PASSWORD: WrongPassword,
    RefusalKind.LOCKED: WalletLocked,
    RefusalKind.TROUBLE: WalletTrouble,
    RefusalKind.BROKEN: SigningRefused,
}


def chain_description(facts: ChainFacts) -> DescribeChain:
    """The request that describes a chain."""
    return DescribeChain(
        network=facts.network,
        endpoint=facts.endpoint,
        genesis=hash_bytes(facts.genesis),
        is_trusted=facts.is_trusted,
        spec_name=facts.spec_name,
        spec_version=facts.spec_version,
        transaction_version=facts.transaction_version,
        metadata=facts.metadata,
    )


def unlock_request(
    account: Account, password: str, idle_seconds: float, longest_seconds: float
) -> UnlockFile | UnlockPractice:
    """The request to open an account's key, with its time limits."""
    if account.kind is AccountKind.PRACTICE:
        seed = practice_account.WORTHLESS_PUBLIC_SEED
        return UnlockPractice(seed, account.address, idle_seconds, longest_seconds)
    folder = os.fsencode(str(account.folder))
    return UnlockFile(folder, password, account.address, idle_seconds, longest_seconds)


def password_request(account: Account, password: str) -> CheckPassword:
    """The request to check a password by an account's key file."""
    return CheckPassword(os.fsencode(str(account.folder)), password, account.address)


def sign_request(unsigned: Unsigned, known: KnownNonces, accepted: AcceptedNumbers | None) -> SignCall:
    """The request to sign an order, with what the journal knows of the signer's nonces."""
    return SignCall(
        signer=unsigned.signer,
        origin=unsigned.origin,
        call=unsigned.call,
        nonce=unsigned.nonce,
        genesis=hash_bytes(unsigned.genesis),
        spec_version=unsigned.spec_version,
        transaction_version=unsigned.transaction_version,
        era_period=unsigned.era_period,
        era_block=unsigned.era_block,
        era_hash=hash_bytes(unsigned.era_hash),
        unproven=tuple(known.unproven),
        ended=tuple(known.ended),
        accepted=_accepted(accepted),
    )


def seal_request(
    unsigned: Unsigned, shield_key: bytes, known: KnownNonces, accepted: AcceptedNumbers | None
) -> SealCall:
    """The request to sign an order and to seal it with this key of the chain's shield."""
    return SealCall(**structs.asdict(sign_request(unsigned, known, accepted)), shield_key=shield_key)


def lay_out_request(
    unsigned: Unsigned, scheme: Scheme, known: KnownNonces, accepted: AcceptedNumbers | None
) -> LayOutCall:
    """The request to lay an order out for a device elsewhere."""
    return LayOutCall(**structs.asdict(sign_request(unsigned, known, accepted)), scheme=scheme)


def attach_request(
    unsigned: Unsigned, brought: BroughtSignature, known: KnownNonces, accepted: AcceptedNumbers | None
) -> AttachSignature:
    """The request to take a signature that was made elsewhere."""
    order = structs.asdict(sign_request(unsigned, known, accepted))
    return AttachSignature(**order, schemes=brought.schemes, signature=brought.signature)


def laid_out_order(unsigned: Unsigned, scheme: Scheme, answer: CallLaidOut) -> LaidOutOrder:
    """The order in an answer, as a device must sign it."""
    return LaidOutOrder(
        unsigned,
        decoded_call(answer),
        scheme,
        answer.in_extrinsic,
        answer.in_signature_only,
        answer.payload,
        answer.digest,
        answer.proof,
    )


def decoded_call(answer: CallDecoded | CallSigned | CallSealed | CallLaidOut) -> DecodedCall:
    """The call in an answer, and how it would be signed."""
    return DecodedCall(_call(answer.call), _terms(answer.terms))


def signed_extrinsic(unsigned: Unsigned, answer: CallSigned) -> Signed:
    """The signed extrinsic in an answer."""
    return Signed(unsigned, decoded_call(answer), answer.extrinsic, f"0x{answer.hash.hex()}")


def sealed_order(unsigned: Unsigned, answer: CallSealed) -> Sealed:
    """The sealed order in an answer."""
    hashes = (f"0x{digest.hex()}" for digest in (answer.carrier_hash, answer.operation_hash))
    return Sealed(unsigned, decoded_call(answer), answer.carrier, *hashes)


def error_of_refusal(refusal: SigningRefusal) -> WalletTrouble:
    """The error that a refusal means."""
    return _ERRORS[refusal.reason](refusal.sentence)


def error_of_end(request: SignerRequest) -> WalletTrouble:
    """The error that says that the process ended over this request."""
    if isinstance(request, UnlockFile | CheckPassword):
        return WalletTrouble(
            "The signer ended while it opened the key, most likely for want of memory: "
            "it needs 600 MB for three seconds. Nothing is unlocked."
        )
    if isinstance(request, DescribeChain):
        return WalletTrouble(
            "The signer ended while it read this endpoint's description of its chain, which cannot be used. "
            "Nothing was signed. Choose another endpoint."
        )
    return WalletLocked("The signer has ended, so the account is locked. Unlock it again.")


def hash_bytes(text: str) -> bytes:
    """The bytes of a hash in hexadecimal; the signer refuses any but 32. Raises ValueError."""
    return bytes.fromhex(text.removeprefix("0x"))


def _accepted(accepted: AcceptedNumbers | None) -> AcceptedRenumbering | None:
    if accepted is None:
        return None
    numbers = Renumbered(accepted.numbers.known, accepted.numbers.declared)
    return AcceptedRenumbering(numbers, accepted.spec_version)


def _call(reading: CallReading) -> Call:
    return Call(reading.pallet, reading.name, {name: _argument(value) for name, value in reading.arguments})


def _argument(value: ReadValue) -> Argument:
    if isinstance(value, CallReading):
        return _call(value)
    return tuple(map(_call, value)) if isinstance(value, tuple) else value


def _terms(told: ToldTerms) -> SigningTerms:
    return SigningTerms(
        is_proven=told.is_proven,
        unknown_extensions=told.unknown_extensions,
        objection=told.objection,
        numbers=None if told.numbers is None else CallNumbers(told.numbers.known, told.numbers.declared),
    )
