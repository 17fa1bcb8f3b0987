"""One lie told to the signer, and what an honest chain makes of whatever it signed."""

from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

from bittensor_core import Runtime, ss58_encode

from dtao_tui.domain import practice_account
from dtao_tui.wallet.signer.signer_process import KeyHolder
from tests.metadata.tree import Metadata, read
from tests.wallet.lies.forging import STAKING, TRADES, Lie
from tests.wallet.lies.honest_chain import HonestChain, Verdicts

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

    @property
    def holder(self) -> KeyHolder:
        """The signer whose key was opened while the endpoint was honest; it lies from then on."""
        if self._holder is None:
            self._holder = KeyHolder()
            self._holder.answer(self._hello(self.chain.metadata))
            key = {"seed": practice_account.WORTHLESS_PUBLIC_SEED.hex(), "address": practice_account.ADDRESS}
            patience = {"idle_seconds": 10**6, "longest_seconds": 10**6}
            assert "error" not in self._holder.answer({"verb": "unlock_practice", **key, **patience})
        return self._holder

    def tell(self, lie: Lie) -> Outcome:
        """The lie told to a signer with an open key; each of the three trades is tried, the worst outcome counts."""
        data = lie.metadata.encoded()
        announced = self._announced(lie, data)
        try:
            runtime = Runtime(data, announced["spec_version"], announced["transaction_version"], 42)
        except ValueError:
            return Outcome(Result.NOT_COMPOSED, "the description cannot be read")
        told = self.holder.answer({**self._hello(data), **announced})
        if "error" in told:
            return Outcome(Result.REFUSED, str(told["sentence"]))
        outcomes = [self._order(runtime, call) for call in self._calls(runtime, lie)]
        return max(outcomes, key=lambda each: list(Result).index(each.result), default=Outcome(Result.NOT_COMPOSED))

    def _calls(self, runtime: Runtime, lie: Lie) -> list[bytes]:
        """What the application would have signed: the order by its names, composed by the description."""
        random, found = Random(len(lie.told)), []
        values: dict[str, object] = {
            "hotkey": ss58_encode(lie.hotkey, 42),
            "netuid": random.choice((0, 3, 128, 2**16 - 1)) if lie.netuid is None else lie.netuid,
            "amount_staked": 125_000_000,
            "amount_unstaked": 125_000_000,
            "limit_price": 22_000_000,
            "allow_partial": False,
        }
        declared = {
            call["name"]: [argument["name"] for argument in call["args"]]
            for pallet in runtime.metadata_ir()["pallets"]
            if pallet["name"] == STAKING
            for call in pallet["calls"]
        }
        for name in TRADES:
            chosen = {argument: values.get(argument, 1) for argument in declared.get(name, [])}
            try:
                found.append(bytes(runtime.compose_call(STAKING, name, chosen)))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def _order(self, runtime: Runtime, call: bytes) -> Outcome:
        shown = self.holder.answer({"verb": "decode", "call": call.hex()})
        answer = self.holder.answer(
            {
                "verb": "sign",
                "address": practice_account.ADDRESS,
                "call": call.hex(),
                "nonce": 7,
                "genesis": self.chain.genesis.hex(),
                "spec_version": runtime.spec_version,
                "transaction_version": runtime.transaction_version,
                "era_period": 16,
                "era_block": 1000,
                "era_hash": BIRTH.hex(),
                "unproven": [],
                "ended": [],
            }
        )
        if "error" in answer:
            return Outcome(Result.REFUSED, str(answer["sentence"]))
        done = self._verdicts.carried_out(bytes.fromhex(str(answer["extrinsic"])))
        if done is None:
            return Outcome(Result.VOID)
        is_true = done == shown.get("decoded") == answer["decoded"]
        return Outcome(Result.TRUE if is_true else Result.STOLEN, shown=shown.get("decoded"), done=done)

    def _hello(self, metadata: bytes) -> dict[str, Any]:
        return {
            "verb": "hello",
            "network": "practice",
            "endpoint": "ws://127.0.0.1:9944",
            "genesis": self.chain.genesis.hex(),
            "is_trusted": True,
            "spec_name": "node-subtensor",
            "spec_version": self.chain.spec_version,
            "transaction_version": self.chain.transaction_version,
            "metadata": metadata.hex(),
        }

    def _announced(self, lie: Lie, data: bytes) -> dict[str, Any]:
        versions = {name: getattr(self.chain, name) for name in ("spec_version", "transaction_version")}
        return {**versions, "metadata": data.hex(), **lie.announced}
