"""What a setting must be beyond its type: a tolerance, amounts, and networks that there are."""

from collections.abc import Mapping
from typing import cast

from dtao_tui.domain.amounts import NotAnAmount
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.domain.text import quoted
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.ports.networks import NAMES, is_hash, network_of
from dtao_tui.settings import PRACTICE, NotASetting, Settings
from dtao_tui.settings_file import NotAValue, value_of
from dtao_tui.trading.spend_guard import limits_named

_Endpoints = Mapping[str, tuple[str, ...]]
_Limits = Mapping[str, Mapping[str, str]]


def usable(name: str, given: object) -> object:
    """A value as a file gives it, as the setting's type. Raises NotAValue, as reading the file does."""
    value = value_of(name, given)
    _check(name, value)
    return value


def check_settings(settings: Settings, names: tuple[str, ...]) -> None:
    """Raise NotASetting with a sentence for each of these settings that cannot be used, one a line."""
    if faults := setting_faults(settings, names):
        raise NotASetting("\n".join(f"{settings.places.settings_file} sets {fault}" for fault in faults))


def setting_faults(settings: Settings, names: tuple[str, ...]) -> list[str]:
    """What is wrong with these settings, one phrase each, such as "“tolerance” to '99': …"."""
    faults = list[str]()
    for name in names:
        try:
            _check(name, getattr(settings, name))
        except NotAValue as error:
            faults.append(str(error))
    return faults


def spend_limits(settings: Settings) -> dict[str, SpendLimits]:
    """The spend limits of the settings file by network, once they are checked."""
    return {name: limits_named(limits) for name, limits in settings.limits.items()}


def _check(name: str, value: object) -> None:
    match name:
        case "tolerance":
            _check_tolerance(str(value))
        case "limits":
            _check_limits(cast(_Limits, value))
        case "endpoints":
            _check_endpoints(cast(_Endpoints, value))
        case "network":
            _check_network(str(value))


def _check_tolerance(text: str) -> None:
    try:
        Tolerance.parse(text)
    except NotAnAmount as error:
        raise NotAValue(f"“tolerance” to {text!r}", str(error), ": ") from error


def _check_limits(limits: _Limits) -> None:
    if unknown := [name for name in limits if name not in NAMES and not is_hash(name)]:
        need = f"name one of {', '.join(sorted(NAMES))}, or a genesis hash"
        raise NotAValue(f"limits for {quoted(unknown[0], 40)}, which is no network", need, ": ")
    try:
        for table in limits.values():
            limits_named(table)
    except NotAnAmount as error:
        raise NotAValue("a limit that is no amount", str(error), ": ") from error


def _check_endpoints(endpoints: _Endpoints) -> None:
    try:
        for name in endpoints:
            network_of(name if name in NAMES else PRACTICE, endpoints)
    except NotASetting as error:
        raise NotAValue("an endpoint that cannot be used", str(error), ": ") from error


def _check_network(text: str) -> None:
    try:
        network_of(text)
    except NotASetting as error:
        raise NotAValue("a network that cannot be used", str(error), ": ") from error
