"""The child process that holds the key: it opens it, judges and signs calls, and ends when told, idle or orphaned.

It imports the standard library and bittensor_core, nothing else. Nothing that it answers contains a secret.
"""

import os
from collections.abc import Callable
from pathlib import Path

from bittensor_core import (
    CRYPTO_SR25519,
    KeyfileError,
    Keypair,
    WrongPasswordError,
    decrypt_keyfile_data,
    deserialize_keypair_from_keyfile_data,
)

from dtao_tui.processes.bootstrap import Message, Pipe
from dtao_tui.wallet import file_checks
from dtao_tui.wallet.signer.call_reading import Reading, ReadValue
from dtao_tui.wallet.signer.idle_clock import IdleClock
from dtao_tui.wallet.signer.memory_lock import lock_memory
from dtao_tui.wallet.signer.nonce_rule import SignedNonces
from dtao_tui.wallet.signer.signed_bytes import ChainTerms, KnownChain, check_frame, introduced, signed, terms_of
from dtao_tui.wallet.signer.signing_policy import NotAllowed, read_call

_LOOK_AROUND_SECONDS = 0.5
_NO_MEMORY = "derive"
_NEEDS_MEMORY = "Opening the key needs 600 MB of memory for three seconds, and the system did not give them."


class WrongWord(Exception):
    """The password does not open the file."""


class NoKey(Exception):
    """A signature was asked before any unlock."""


class KeyHolder:
    """Answers the questions of the application, one verb each."""

    def __init__(self) -> None:
        self._chain: KnownChain | None = None
        self._key: Keypair | None = None
        self._idle: IdleClock | None = None
        self._nonces = SignedNonces()

    @property
    def is_over(self) -> bool:
        """Whether the key was left alone for too long."""
        return self._idle is not None and self._idle.is_over

    @property
    def has_key(self) -> bool:
        """Whether there is a key to lose."""
        return self._key is not None

    def answer(self, question: Message) -> Message:
        """The answer to one question; a refusal is an answer, too."""
        try:
            return self._verb(str(question.get("verb")))(question)
        except NotAllowed as refusal:
            return {"error": "refused", "sentence": str(refusal)}
        except WrongWord:
            return {"error": "wrong-password", "sentence": "Wrong password or damaged file."}
        except NoKey:
            return {"error": "locked", "sentence": "The account is locked. Unlock it first."}
        except (file_checks.Unreadable, OSError) as trouble:
            return {"error": "trouble", "sentence": _sentence(trouble)}
        except (KeyError, TypeError, ValueError, OverflowError):
            # The text of these could repeat what they choked on.
            return {"error": "refused", "sentence": "The signer does not understand the question."}

    def _verb(self, name: str) -> Callable[[Message], Message]:
        verbs: dict[str, Callable[[Message], Message]] = {
            "hello": self._hello,
            "unlock": self._unlock,
            "unlock_practice": self._unlock_practice,
            "decode": self._decode,
            "sign": self._sign,
            "stay": self._stay,
            "lock_memory": self._lock_memory,
        }
        if name not in verbs:
            raise NotAllowed("The signer signs nothing but calls it can read.")
        return verbs[name]

    def _hello(self, question: Message) -> Message:
        chain = introduced(question)
        if self._chain is not None and self._chain.genesis != chain.genesis:
            raise NotAllowed("The signer was started for another chain.")
        self._chain = chain
        return {"distrust": chain.distrust}

    def _unlock(self, question: Message) -> Message:
        chain = self._trusted_chain()
        folder = Path(str(question["folder"]))
        if chain.is_mainnet and (weakness := file_checks.weakness(folder)):
            raise NotAllowed(f"{weakness} On mainnet such a wallet is not opened.")
        data = file_checks.read_small(folder / file_checks.COLDKEY)
        if file_checks.looks_encrypted(data):
            data = _decrypted(data, str(question["password"]))
        elif chain.is_mainnet:
            raise NotAllowed("This wallet's key file is not encrypted. On mainnet such a wallet is not opened.")
        try:
            key = deserialize_keypair_from_keyfile_data(data)
        except (KeyfileError, ValueError) as error:
            raise file_checks.Unreadable("The key file is damaged, or of a kind that is not known here.") from error
        return self._hold(key, question)

    def _unlock_practice(self, question: Message) -> Message:
        if not self._trusted_chain().is_practice:
            raise NotAllowed("The practice account exists on practice networks only.")
        return self._hold(Keypair.create_from_seed(bytes.fromhex(str(question["seed"])), CRYPTO_SR25519), question)

    def _hold(self, key: Keypair, question: Message) -> Message:
        if key.ss58_address != question["address"]:
            raise NotAllowed("The key file does not match the wallet's address.")
        self._idle = IdleClock(_seconds(question["idle_seconds"]), _seconds(question["longest_seconds"]))
        self._key = key
        return {"address": key.ss58_address, "memory": list(lock_memory())}

    def _decode(self, question: Message) -> Message:
        chain, call = self._known_chain(), bytes.fromhex(str(question["call"]))
        terms = terms_of(call, chain)
        return {"decoded": _told(terms.reading or read_call(chain.runtime, call)), "terms": _terms_told(terms, chain)}

    def _sign(self, question: Message) -> Message:
        key, chain = self._key, self._trusted_chain()
        if key is None:
            raise NoKey
        check_frame(question, chain, key)
        self._nonces.check(question)
        call = bytes.fromhex(str(question["call"]))
        terms = terms_of(call, chain)
        if terms.reading is None or not terms.allow(question.get("accepted_numbers"), chain):
            raise NotAllowed(terms.objection)
        extrinsic, digest = signed(question, call, chain, key)
        self._nonces.remember(question)
        told = {"decoded": _told(terms.reading), "terms": _terms_told(terms, chain)}
        return {**told, "extrinsic": extrinsic.hex(), "hash": "0x" + digest.hex()}

    def _stay(self, _question: Message) -> Message:
        if self._idle is not None:
            self._idle.touch()
        return {}

    def _lock_memory(self, _question: Message) -> Message:
        return {"memory": list(lock_memory())}

    def _known_chain(self) -> KnownChain:
        if self._chain is None:
            raise NotAllowed("The signer does not know the chain yet.")
        return self._chain

    def _trusted_chain(self) -> KnownChain:
        chain = self._known_chain()
        if chain.distrust:
            raise NotAllowed(chain.distrust)
        return chain


def main() -> None:
    """Answer until the pipe ends or the key was left alone for too long."""
    pipe, holder = Pipe(), KeyHolder()
    while not holder.is_over:
        if not pipe.has_question(_LOOK_AROUND_SECONDS if holder.has_key else None):
            continue
        question = pipe.next()
        if question is None or holder.is_over:
            break
        pipe.answer(holder.answer(question))
    os._exit(0)


def _decrypted(data: bytes, password: str) -> bytes:
    # An empty password makes some readers look elsewhere for one.
    if not password:
        raise WrongWord
    try:
        return bytes(decrypt_keyfile_data(data, password))
    except WrongPasswordError as error:
        raise WrongWord from error
    except (KeyfileError, ValueError) as error:
        # The only way in which deriving the key can fail is that it does not get its memory.
        is_memory = _NO_MEMORY in str(error)
        raise file_checks.Unreadable(_NEEDS_MEMORY if is_memory else "The key file is damaged.") from error


def _told(reading: Reading) -> Message:
    arguments = [[name, _told_value(value)] for name, value in reading.arguments]
    return {"pallet": reading.pallet, "name": reading.name, "arguments": arguments}


def _told_value(value: ReadValue) -> object:
    if isinstance(value, Reading):
        return _told(value)
    return [_told(each) for each in value] if isinstance(value, tuple) else value


def _terms_told(terms: ChainTerms, chain: KnownChain) -> Message:
    numbers = terms.renumbered
    return {
        "is_proven": chain.is_proven,
        "unknown_extensions": list(chain.unknown_extensions),
        "objection": terms.objection,
        "numbers": None if numbers is None else {"known": list(numbers.known), "declared": list(numbers.declared)},
    }


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or value <= 0:
        raise ValueError("A time is needed.")
    return float(value)


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, FileNotFoundError):
        return "The wallet's key file is gone."
    return f"The key file cannot be read: {trouble.strerror}." if isinstance(trouble, OSError) else str(trouble)
