"""Wording of what checks measured: short amounts, subnets in a list, and where the stake of an intent lies and goes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import fine, with_unit
from dtao_tui.domain.market import Snapshot, Subnet, Validator
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.trading.circumstances import Circumstances

_LONGEST_NAME = 14
_DECIMALS = 3
_LEAST_CUT = 10**6
"""Rao of the least amount that is more than zero at three decimals."""


@dataclass(frozen=True, slots=True)
class HotkeyPlace:
    """A validator that an intent names, with the subnet on which it holds or gets the stake."""

    hotkey: str
    netuid: int


def origin_of(intent: SingleIntent) -> HotkeyPlace | None:
    """Where the stake that is paid with lies; None where the free balance pays, or nobody is chosen."""
    touched = intent.touches()
    return HotkeyPlace(intent.pays_from, touched[0]) if intent.pays_from and touched else None


def destination_of(intent: SingleIntent) -> HotkeyPlace | None:
    """Where stake arrives; None where TAO comes of it, where no stake moves, or nobody is chosen."""
    touched, route = intent.touches(), intent.route()
    if "destination" in intent.unfilled():
        return None
    if not touched or not intent.hotkey or (route and route[-1].side is Side.SELL):
        return None
    return HotkeyPlace(intent.hotkey, touched[-1])


def subnets_of(intent: SingleIntent, snapshot: Snapshot) -> tuple[Subnet, ...]:
    """The subnets that it touches, as far as they are there."""
    return tuple(snapshot.subnets[netuid] for netuid in intent.touches() if netuid in snapshot.subnets)


def short(amount: Tao | Alpha, snapshot: Snapshot) -> str:
    """An amount cut after three decimals, with its unit: "9,412.803 τ"; what would read zero then is exact."""
    netuid = amount.asset.netuid
    unit = amount.asset.symbol({} if netuid is None else {netuid: snapshot.subnets[netuid].symbol})
    if 0 < amount.rao < _LEAST_CUT:
        return with_unit(amount, unit)
    return f"{fine(amount, decimals=_DECIMALS)} {unit}"


def named(subnet: Subnet) -> str:
    """The subnet's name, cut where it is long."""
    name = subnet.name or f"subnet {subnet.netuid}"
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def listed(words: Iterable[object]) -> str:
    """ "3", "3 and 9", "3, 9 and 12"."""
    *first, last = map(str, words)
    return f"{', '.join(first)} and {last}" if first else last


def for_each(subnets: tuple[Subnet, ...], word: str) -> str:
    """ "on" of one subnet, "on for 3 and 9" of several."""
    return word if len(subnets) < 2 else f"{word} for {listed(subnet.netuid for subnet in subnets)}"


def told_apart(subnets: tuple[Subnet, ...], fact: Callable[[Subnet], str]) -> str:
    """The fact of one subnet; of several, each with its number."""
    if len(subnets) < 2:
        return "".join(map(fact, subnets))
    return ", ".join(f"{subnet.netuid} {fact(subnet)}" for subnet in subnets)


def validator_of(place: HotkeyPlace, circumstances: Circumstances) -> Validator | None:
    """The validator at that place as the chain named it; None where it did not, or was not asked yet."""
    heard = circumstances.validators.get(place.netuid, ())
    return next((validator for validator in heard if validator.hotkey == place.hotkey), None)


def called(place: HotkeyPlace, circumstances: Circumstances) -> str:
    """The validator's name, or its shortened address."""
    validator = validator_of(place, circumstances)
    name = validator.name if validator else ""
    if not name:
        return shortened(place.hotkey)
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
