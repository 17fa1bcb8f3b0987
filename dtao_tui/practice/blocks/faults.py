"""Faults on request of a test, such as lost answers or wrong prices. Off unless the node was started with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dtao_tui.practice.blocks.transactions import TransactionRefused
from dtao_tui.practice.pallets.registry import DispatchFailure
from dtao_tui.practice.runtime.declared.validity_types import APPLY, INVALID_CASES, VALIDATE
from dtao_tui.practice.runtime.metadata import SPEC_VERSION, Edition
from dtao_tui.practice.runtime.plain_values import unhex
from dtao_tui.practice.state.storage import Value

CLOSE, DROP, POLICY = "close", "drop", "policy"
KINDS = (
    *("lose_reply", "reject", "fail", "retract", "genesis", "stall", "slow", "twist", "prune", "unshield", "busy"),
    *("upgrade", "rehearsal", "dissolve", "old_key", "drop_sealed"),
    *(CLOSE, DROP, POLICY),
)
"""The last three are handled by the connections: on every one but the one that asks."""

TRUTH, REFUSED, LATE, FINE, FAILS = "truth", "refused", "late", "fine", "fails"
REHEARSALS = (TRUTH, REFUSED, LATE, FINE, FAILS)
"""How a rehearsal is answered: truly, as an unknown method, too late, or with a lie in either direction."""

GOING_AWAY, POLICY_VIOLATION = 1001, 1008
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class RehearsalFault:
    """The fault of rehearsals."""

    says: str = TRUTH
    seconds: float = 0.0
    """The delay of a late answer."""

    failure: DispatchFailure | None = None
    """The dispatch error of a lie that says "fails"."""

    invalid: Value = None
    """The case of `InvalidTransaction` in such a lie, instead of a dispatch error."""


@dataclass(slots=True)
class Faults:
    """The faults that are active or planned."""

    lost_replies: int = 0
    """The number of next submissions that are accepted and then answered with a dropped connection."""

    rejections: list[TransactionRefused] = field(default_factory=list)
    """The mempool's refusals of the next submissions, one each."""

    failures: list[DispatchFailure] = field(default_factory=list)
    """The failures of the next executed calls, one each."""

    retractions: int = 0
    """The number of next blocks whose transactions are told, once, that their block was retracted."""

    is_pruned: bool = False
    """Whether the states of all blocks but the newest are discarded."""

    is_unshielded: bool = False
    """Whether the MEV shield announces no key."""

    announces_old_key: bool = False
    """Whether the MEV shield announces a key so old that nothing sealed with it is ever opened."""

    dropped_seals: int = 0
    """The number of next sealed transactions that are opened and not carried out."""

    upgrade: Edition | None = None
    """The runtime from the next block on."""

    removals: list[int] = field(default_factory=list)
    """The subnets that the next block removes, as root may."""

    refused_dials: int = 0
    """The number of next connections that are answered with HTTP 429."""

    genesis: bytes | None = None
    """The genesis hash that is announced instead of the true one."""

    is_stalled: bool = False
    """Whether block production has stopped."""

    delay_seconds: float = 0.0
    """The delay of every answer."""

    twist: int = MILLION
    """The result of simulated swaps, in millionths of the true one."""

    rehearsal: RehearsalFault = field(default_factory=RehearsalFault)
    """The fault of rehearsals."""

    def ask(self, kind: str, options: dict[str, object]) -> None:
        """Plan a fault by its name, as the node's control method does. Raises ValueError."""
        if kind not in KINDS:
            raise ValueError(f"no fault is called {kind}; there are {', '.join(KINDS)}")
        is_on = bool(options.get("on", True))
        if not self._count(kind, _integer(options.get("count", 1))) and not self._switch(kind, is_on=is_on):
            self._plan(kind, options)

    def _count(self, kind: str, count: int) -> bool:
        """Plan a fault that is only a count; returns whether it is one."""
        match kind:
            case "lose_reply":
                self.lost_replies += count
            case "retract":
                self.retractions += count
            case "busy":
                self.refused_dials += count
            case "drop_sealed":
                self.dropped_seals += count
            case _:
                return False
        return True

    def _switch(self, kind: str, *, is_on: bool) -> bool:
        """Turn a permanent fault on or off; returns whether it is one."""
        match kind:
            case "stall":
                self.is_stalled = is_on
            case "prune":
                self.is_pruned = is_on
            case "unshield":
                self.is_unshielded = is_on
            case "old_key":
                self.announces_old_key = is_on
            case _:
                return False
        return True

    def _plan(self, kind: str, options: dict[str, object]) -> None:
        match kind:
            case "dissolve":
                self.removals.append(_integer(options.get("netuid")))
            case "upgrade":
                self.upgrade = _edition(options)
            case _:
                self._alter(kind, options)

    def _alter(self, kind: str, options: dict[str, object]) -> None:
        """Plan failing calls, or answers that differ from the truth."""
        match kind:
            case "fail":
                self.failures.append(_failure(options))
            case "rehearsal":
                self.rehearsal = _rehearsal(options)
            case "reject":
                data = str(options.get("data", "Custom error: 8"))
                self.rejections.append(
                    TransactionRefused(
                        _integer(options.get("code", 1010)), str(options.get("message", "Invalid Transaction")), data
                    )
                )
            case "genesis":
                self.genesis = unhex(options.get("hash"))
            case "slow":
                self.delay_seconds = _integer(options.get("milliseconds", 0)) / 1000
            case "twist":
                self.twist = _integer(options.get("millionths", MILLION))

    def lateness(self, method: str, params: Sequence[object]) -> float:
        """The delay in seconds of this request's own answer; other requests are answered meanwhile."""
        is_late = self.rehearsal.says == LATE and method == "state_call" and params and params[0] in (VALIDATE, APPLY)
        return self.rehearsal.seconds if is_late else 0.0

    def loses_reply(self) -> bool:
        """Whether the answer to this submission is dropped; counts it."""
        if self.lost_replies == 0:
            return False
        self.lost_replies -= 1
        return True

    def drops_sealed(self) -> bool:
        """Whether this sealed transaction is dropped after it was opened; counts it."""
        if self.dropped_seals == 0:
            return False
        self.dropped_seals -= 1
        return True

    def refuses_dial(self) -> bool:
        """Whether this connection is answered with HTTP 429; counts it."""
        if self.refused_dials == 0:
            return False
        self.refused_dials -= 1
        return True

    def retracts(self) -> bool:
        """Whether the transactions of this block are told of a retraction; counts it."""
        if self.retractions == 0:
            return False
        self.retractions -= 1
        return True

    def failure(self) -> DispatchFailure | None:
        """The planned failure of this call, if any."""
        return self.failures.pop(0) if self.failures else None

    def reject(self) -> None:
        """Refuse this submission if that is planned. Raises TransactionRefused."""
        if self.rejections:
            raise self.rejections.pop(0)

    def twisted(self, name: str, answer: bytes) -> bytes:
        """The answer of a simulated swap, both amounts altered if that is planned."""
        if self.twist == MILLION or "_sim_swap_" not in name:
            return answer
        paid_at = 8 if "tao_for_alpha" in name else 0
        paid = int.from_bytes(answer[paid_at : paid_at + 8], "little") * self.twist // MILLION
        return answer[:paid_at] + paid.to_bytes(8, "little") + answer[paid_at + 8 :]


def _edition(options: Mapping[str, object]) -> Edition:
    lacks = options.get("lacks", [])
    names = frozenset(str(name) for name in lacks) if isinstance(lacks, list) else frozenset()
    return Edition(spec_version=_integer(options.get("spec_version", SPEC_VERSION + 1)), lacks=names)


def _failure(options: Mapping[str, object]) -> DispatchFailure:
    pallet = str(options.get("pallet", "SubtensorModule"))
    return DispatchFailure(pallet, str(options.get("name", "SlippageTooHigh")))


def _rehearsal(options: Mapping[str, object]) -> RehearsalFault:
    says = str(options.get("says", TRUTH))
    if says not in REHEARSALS:
        raise ValueError(f"a rehearsal says one of {', '.join(REHEARSALS)}")
    milliseconds = _integer(options.get("milliseconds", 10_000))
    return RehearsalFault(says, milliseconds / 1000, _failure(options), _invalid(options))


def _invalid(options: Mapping[str, object]) -> Value:
    """A case of `InvalidTransaction`, "Custom" with its number; None without a name."""
    name = options.get("invalid")
    if name is None:
        return None
    if name not in INVALID_CASES:
        raise ValueError(f"an invalid transaction is one of {', '.join(INVALID_CASES)}")
    return {"Custom": _integer(options.get("custom", 0)) % 256} if name == "Custom" else str(name)


def _integer(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError("expected a whole number")
    return value
