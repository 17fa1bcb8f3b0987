"""Changes of settings that loosen what guards money: a person is asked once more before one is written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.spending.spend_limits import default_reauth_above
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.ports.networks import FINNEY, FINNEY_GENESIS
from dtao_tui.trading.spend_guard import limits_named

_WORDS: Mapping[str, str] = {
    "limits": "More may then be spent on {network} before an order is refused or the password is asked for. What was "
    "limited for an account that has been used here stays on its record until its limits are raised by the password.",
    "read_only": "The next start can then sign orders.",
    "mev_shield": "Orders are then seen by others before their block is made.",
    "lock_after_minutes": "An open key then stays open for longer while nobody is here.",
    "tolerance": "Orders then begin with more room for the price to move against them.",
    "noted_share": "An order that puts more into one subnet is then no longer noted.",
    "keyring": "Passwords can then be kept in the system keyring again.",
}

_MAINNET = (FINNEY, FINNEY_GENESIS)
_PASSWORD = "reauth_above"


def loosening(name: str, before: object, after: object) -> str:
    """What a change of this setting loosens, as a sentence, or empty. Both values are checked ones."""
    if name == "limits":
        tables = cast(tuple[Limits, Limits], (before, after))
        looser = [network for network in {*tables[0], *tables[1]} if _is_looser(network, *tables)]
        return _WORDS[name].format(network=" and ".join(sorted(looser))) if looser else ""
    return _WORDS[name] if name in _WORDS and _is_more(name, before, after) else ""


Limits = Mapping[str, Mapping[str, str]]


def stricter_limits(one: Limits, other: Limits) -> dict[str, dict[str, str]]:
    """Of each limit of each network the lower one; where only one of both names it, that.

    But a size for the password that only the other one names may be above mainnet's own rule, and is left out there.
    """
    found = dict[str, dict[str, str]]()
    for network in {*one, *other}:
        tables = one.get(network, {}), other.get(network, {})
        fields = {*tables[0], *tables[1]}
        if network in _MAINNET and _PASSWORD not in tables[0]:
            fields.discard(_PASSWORD)
        found[network] = {
            field: min((table[field] for table in tables if field in table), key=Tao.parse) for field in fields
        }
    return found


def _is_looser(network: str, before: Limits, after: Limits) -> bool:
    old, new = (limits_named(tables.get(network, {})) for tables in (before, after))
    default = default_reauth_above(is_mainnet=network in _MAINNET, has=None)
    return new.is_looser_than(old, default)


def _is_more(name: str, before: object, after: object) -> bool:
    match name:
        case "read_only" | "mev_shield":
            return bool(before) and not after
        case "tolerance":
            return Tolerance.parse(str(after)) > Tolerance.parse(str(before))
        case "keyring":
            return before == "off" and after != "off"
        case _:
            return Decimal(str(after)) > Decimal(str(before))
