"""Calls of the signer's own rules, nested ones included, as an application would compose them by a description.

Every rule is drawn: a new one is lied about without a change here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from bittensor_core import Runtime, ss58_encode

from dtao_tui.wallet.signer.calls.signing_rules import RULES, Rule, Wraps

MOST_INSIDE = 3
REAL = bytes(range(7, 39))
"""The coldkey that calls by proxy are made for."""

NAMES = tuple(RULES)

_CHOSEN: Mapping[str, object] = {
    "limit_price": 22_000_000,
    "allow_partial": False,
    "enabled": False,
    "force_proxy_type": "Staking",
    "proxy_type": "Staking",
    "delay": 0,
    "real": ss58_encode(REAL, 42),
}
_AMOUNT = 125_000_000


@dataclass(frozen=True)
class DrawnCall:
    """A call with the rules of the calls inside it."""

    rule: Rule
    inside: tuple["DrawnCall", ...] = ()

    @property
    def title(self) -> tuple[str, str]:
        """Pallet and call."""
        return self.rule.call.pallet, self.rule.call.name

    @property
    def acts_for(self) -> str | None:
        """The account that it is made for, if that is not the signer's own."""
        named = isinstance(self.rule, Wraps) and self.rule.origin is not None
        return ss58_encode(REAL, 42) if named else next((each.acts_for for each in self.inside), None)

    def tree(self) -> Iterator["DrawnCall"]:
        """The call, and the calls inside it."""
        yield self
        for each in self.inside:
            yield from each.tree()


def drawn(name: str, random: Random) -> DrawnCall:
    """The call of this rule, with others that it may carry drawn into it."""
    rule = RULES[name]
    if not isinstance(rule, Wraps):
        return DrawnCall(rule)
    inner = sorted(rule.inner & RULES.keys())
    count = random.randrange(1, min(rule.most, MOST_INSIDE) + 1)
    return DrawnCall(rule, tuple(drawn(random.choice(inner), random) for _ in range(count)))


def some_calls(random: Random, count: int = 3) -> list[DrawnCall]:
    """Some calls without nested ones, and each that carries others."""
    wrapping = [name for name, rule in RULES.items() if isinstance(rule, Wraps)]
    plain = [name for name in NAMES if name not in wrapping]
    return [drawn(name, random) for name in (*random.sample(plain, count), *wrapping)]


def composed(call: DrawnCall, runtime: Runtime, address: str, netuid: int) -> bytes:
    """Its bytes by a description, under the arguments that this declares. Raises what the codec raises.

    A codec takes calls inside as bytes where they are of the type that it knows as calls, and by names otherwise.
    """
    told = Told(runtime, address, netuid)
    try:
        return bytes(runtime.compose_call(*call.title, _values(call, told, by_names=False)))
    except ValueError:
        return bytes(runtime.compose_call(*call.title, _values(call, told, by_names=True)))


@dataclass(frozen=True)
class Told:
    """What an endpoint told: its description, and the address and netuid that a person picks."""

    runtime: Runtime
    address: str
    netuid: int


def _values(call: DrawnCall, told: Told, *, by_names: bool) -> dict[str, object]:
    arguments = _declared(told.runtime, *call.title)
    values = {name: _value(name, told.address, told.netuid) for name in arguments}
    if isinstance(call.rule, Wraps) and call.rule.argument in values:
        inside = [_inside(each, told, by_names=by_names) for each in call.inside]
        layout = call.rule.call.arguments[call.rule.argument]
        values[call.rule.argument] = inside if layout.name == "CALLS" else inside[0]
    return values


def _inside(call: DrawnCall, told: Told, *, by_names: bool) -> object:
    if not by_names:
        return composed(call, told.runtime, told.address, told.netuid)
    pallet, name = call.title
    return {pallet: {name: _values(call, told, by_names=True)}}


def _declared(runtime: Runtime, pallet: str, name: str) -> list[str]:
    found = (call for each in runtime.metadata_ir()["pallets"] if each["name"] == pallet for call in each["calls"])
    return next(([part["name"] for part in call["args"]] for call in found if call["name"] == name), [])


def _value(name: str, address: str, netuid: int) -> object:
    if name in _CHOSEN:
        return _CHOSEN[name]
    if "netuid" in name:
        return netuid
    if "amount" in name or name == "value":
        return _AMOUNT
    return address if any(word in name for word in ("key", "dest", "delegate")) else 1
