"""Questions to the signer process and its answers, as the values that they stand for."""

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.orders.nonce_choice import KnownNonces
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.extrinsics import AcceptedNumbers, CallNumbers, DecodedCall, SigningTerms, Unsigned
from dtao_tui.processes.bootstrap import Message
from dtao_tui.wallet.signer.memory_lock import Locked


def locked(answer: Message) -> Locked:
    """How much of its memory the signer could lock. Raises WalletTrouble."""
    sizes = answer["memory"]
    if not isinstance(sizes, list):
        raise WalletTrouble("The signer answered something else than it was asked.")
    return Locked(*(int(size) for size in sizes))


def hello(facts: ChainFacts) -> Message:
    """Introduce a chain with its own description."""
    return {
        "verb": "hello",
        "network": facts.network,
        "endpoint": facts.endpoint,
        "genesis": facts.genesis,
        "is_trusted": facts.is_trusted,
        "spec_name": facts.spec_name,
        "spec_version": facts.spec_version,
        "transaction_version": facts.transaction_version,
        "metadata": facts.metadata.hex(),
    }


def unlock(account: Account, password: str) -> Message:
    """Open an account's key."""
    if account.kind is AccountKind.PRACTICE:
        seed = practice_account.WORTHLESS_PUBLIC_SEED.hex()
        return {"verb": "unlock_practice", "seed": seed, "address": account.address}
    return {"verb": "unlock", "folder": str(account.folder), "password": password, "address": account.address}


def sign(unsigned: Unsigned, known: KnownNonces) -> Message:
    """Sign an order; what the journal knows of the account's nonces goes with it."""
    return {
        "verb": "sign",
        "address": unsigned.address,
        "call": unsigned.call.hex(),
        "nonce": unsigned.nonce,
        "genesis": unsigned.genesis,
        "spec_version": unsigned.spec_version,
        "transaction_version": unsigned.transaction_version,
        "era_period": unsigned.era_period,
        "era_block": unsigned.era_block,
        "era_hash": unsigned.era_hash,
        "unproven": list(known.unproven),
        "ended": list(known.ended),
    }


def acceptance(accepted: AcceptedNumbers | None) -> Message:
    """What a question to sign carries beside, where a person accepted the chain's own numbers."""
    if accepted is None:
        return {}
    known, declared = accepted.numbers.known, accepted.numbers.declared
    numbers = {"known": list(known), "declared": list(declared), "spec_version": accepted.spec_version}
    return {"accepted_numbers": numbers}


def decoded(answer: Message) -> DecodedCall:
    """The call that an answer tells, and the terms under which it is signed. Raises WalletTrouble."""
    told, terms = answer.get("decoded"), answer.get("terms")
    if not isinstance(told, dict) or not isinstance(terms, dict):
        raise WalletTrouble("The signer's answer cannot be read.")
    call = Call(told["pallet"], told["name"], dict(told["arguments"]))
    return DecodedCall(call, _terms(terms))


def _terms(told: dict[str, object]) -> SigningTerms:
    extensions, numbers = told["unknown_extensions"], told["numbers"]
    if not isinstance(extensions, list):
        raise WalletTrouble("The signer's answer cannot be read.")
    return SigningTerms(
        is_proven=told["is_proven"] is True,
        unknown_extensions=tuple(map(str, extensions)),
        objection=str(told["objection"]),
        numbers=_numbers(numbers) if isinstance(numbers, dict) else None,
    )


def _numbers(told: dict[str, list[int]]) -> CallNumbers:
    (pallet, call), (other_pallet, other_call) = told["known"], told["declared"]
    return CallNumbers((pallet, call), (other_pallet, other_call))
