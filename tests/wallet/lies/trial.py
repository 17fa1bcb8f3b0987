"""One lie told to the signer, and what an honest chain makes of whatever it signed."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec
from bittensor_core import Runtime, encrypt_mlkem768, ss58_encode

from dtao_tui.domain import practice_account
from dtao_tui.practice.pallets import shield
from dtao_tui.wallet.message_frames import frame_of
from dtao_tui.wallet.signer.signer_messages import (
    ANSWERS,
    AnyAnswer,
    CallDecoded,
    CallReading,
    CallSealed,
    CallSigned,
    DecodeCall,
    DescribeChain,
    KeyOpened,
    ReadValue,
    SealCall,
    SignCall,
    SignerRequest,
    SigningRefusal,
    UnlockPractice,
)
from dtao_tui.wallet.signer.signer_process import KeyHolder
from tests.metadata.tree import Metadata, read
from tests.wallet.lies.drawn_calls import composed, drawn, some_calls
from tests.wallet.lies.honest_chain import HonestChain, Verdicts
from tests.wallet.lies.lie import Lie
from tests.wallet.signer.shield_keys import KEY, PUBLIC_KEY

KEY_HASH = encrypt_mlkem768(PUBLIC_KEY, b"", include_key_hash=True)[:16]
GENESIS, BIRTH = b"\x5e" * 32, b"\xb1" * 32


class Result(Enum):
    """What came of a lie."""

    NOT_COMPOSED = "the application composed nothing by it"
    REFUSED = "the signer refused"
    VOID = "an honest chain refuses the signature"
    TRUE = "an honest chain reads what Review showed"
    STOLEN = "an honest chain carries out something else"


@dataclass(frozen=True)
class Outcome:
    """What came of a lie, and what is needed to understand it."""

    result: Result
    sentence: str = ""
    shown: Any = None
    done: Any = None


class Trial:
    """One honest chain, lied about."""

    def __init__(self, metadata: bytes, spec_version: int, genesis: bytes = GENESIS) -> None:
        self.chain = HonestChain(metadata, spec_version, 1, genesis, BIRTH)
        self.honest: Metadata = read(metadata)
        self._verdicts = Verdicts(self.chain)
        self._holder: KeyHolder | None = None
        self.sealed_count = 0
        """Orders that were sealed, and opened by the liar."""

    @property
    def holder(self) -> KeyHolder:
        """The signer whose key was opened while the endpoint was honest; it lies from then on."""
        if self._holder is None:
            self._holder = KeyHolder()
            self._ask(self._description(self.chain.metadata))
            seed = practice_account.WORTHLESS_PUBLIC_SEED
            opened = self._ask(UnlockPractice(seed, practice_account.ADDRESS, 10.0**6, 10.0**6))
            assert isinstance(opened, KeyOpened)
        return self._holder

    def tell(self, lie: Lie) -> Outcome:
        """The lie told to a signer with an open key; calls of all kinds are tried, the worst outcome counts."""
        data = lie.metadata.encoded()
        announced = self._announced(lie)
        try:
            runtime = Runtime(data, announced["spec_version"], announced["transaction_version"], 42)
        except ValueError:
            return Outcome(Result.NOT_COMPOSED, "the description cannot be read")
        told = self._ask(msgspec.structs.replace(self._description(data), **announced))
        if isinstance(told, SigningRefusal):
            return Outcome(Result.REFUSED, told.sentence)
        outcomes = [self._order(runtime, call, acts_for) for call, acts_for in self._calls(runtime, lie)]
        outcomes += [self._sealed(runtime, call, acts_for) for call, acts_for in self._calls(runtime, lie)]
        return max(outcomes, key=lambda each: list(Result).index(each.result), default=Outcome(Result.NOT_COMPOSED))

    def _calls(self, runtime: Runtime, lie: Lie) -> list[tuple[bytes, str | None]]:
        """What the application would have signed: orders by their names, composed by the description."""
        address = ss58_encode(lie.hotkey, 42)
        netuid = lie.random.choice((0, 3, 128, 2**16 - 1)) if lie.netuid is None else lie.netuid
        named = [drawn(name, lie.random) for name in lie.calls]
        found = []
        for call in named or some_calls(lie.random):
            try:
                found.append((composed(call, runtime, address, netuid), call.acts_for))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def _order(self, runtime: Runtime, call: bytes, acts_for: str | None) -> Outcome:
        answer = self._ask(self._request(runtime, call, acts_for))
        if isinstance(answer, SigningRefusal):
            return Outcome(Result.REFUSED, answer.sentence)
        assert isinstance(answer, CallSigned)
        return self._judged(answer.extrinsic, answer.call, call)

    def _sealed(self, runtime: Runtime, call: bytes, acts_for: str | None) -> Outcome:
        """The same order under the shield, by a key of the liar's own: it opens whatever the carrier holds."""
        plain = msgspec.structs.asdict(self._request(runtime, call, acts_for))
        answer = self._ask(SealCall(**(plain | {"era_period": 8}), shield_key=PUBLIC_KEY))
        if isinstance(answer, SigningRefusal):
            return Outcome(Result.REFUSED, answer.sentence)
        assert isinstance(answer, CallSealed)
        carried = self._verdicts.carried_out(answer.carrier)
        if carried is not None and (carried["pallet"], carried["name"]) != ("MevShield", "submit_encrypted"):
            return Outcome(Result.STOLEN, shown="a carrier", done=carried)
        operation = shield.unsealed(answer.carrier[answer.carrier.index(KEY_HASH) :], [KEY])
        assert operation is not None
        self.sealed_count += 1
        return self._judged(operation, answer.call, call)

    def _judged(self, extrinsic: bytes, told: CallReading, call: bytes) -> Outcome:
        """What an honest chain makes of signed bytes, beside what was shown of the call."""
        read = self._ask(DecodeCall(call))
        shown = _flat(read.call) if isinstance(read, CallDecoded) else None
        done = self._verdicts.carried_out(extrinsic)
        if done is None:
            return Outcome(Result.VOID)
        is_true = done == shown == _flat(told)
        return Outcome(Result.TRUE if is_true else Result.STOLEN, shown=shown, done=done)

    def _request(self, runtime: Runtime, call: bytes, acts_for: str | None) -> SignCall:
        return SignCall(
            signer=practice_account.ADDRESS,
            origin=acts_for or practice_account.ADDRESS,
            call=call,
            nonce=7,
            genesis=self.chain.genesis,
            spec_version=runtime.spec_version,
            transaction_version=runtime.transaction_version,
            era_period=16,
            era_block=1000,
            era_hash=BIRTH,
            unproven=(),
            # The numbers of the orders before, sealed ones included, as a journal would tell that they are over.
            ended=(7, 8),
        )

    def _ask(self, request: SignerRequest) -> AnyAnswer:
        """The answer, through frames as they pass the pipe."""
        return ANSWERS.read(self.holder.answer_frame(frame_of(request)))

    def _description(self, metadata: bytes) -> DescribeChain:
        return DescribeChain(
            network="practice",
            endpoint="ws://127.0.0.1:9944",
            genesis=self.chain.genesis,
            is_trusted=True,
            spec_name="node-subtensor",
            spec_version=self.chain.spec_version,
            transaction_version=self.chain.transaction_version,
            metadata=metadata,
        )

    def _announced(self, lie: Lie) -> dict[str, Any]:
        versions = {name: getattr(self.chain, name) for name in ("spec_version", "transaction_version")}
        return {**versions, **lie.announced}


def _flat(call: CallReading) -> dict[str, Any]:
    """A reading, the calls inside it too, as the honest chain tells its own."""
    arguments = [[name, _flat_value(value)] for name, value in call.arguments]
    return {"pallet": call.pallet, "name": call.name, "arguments": arguments}


def _flat_value(value: ReadValue) -> Any:
    if isinstance(value, CallReading):
        return _flat(value)
    return [_flat(each) for each in value] if isinstance(value, tuple) else value
