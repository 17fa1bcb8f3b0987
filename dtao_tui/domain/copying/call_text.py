"""A call as lines of text: pallet and function, then one argument in a line, nested calls indented."""

from collections.abc import Iterator

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.copying import plain_words
from dtao_tui.domain.trades.calls import Argument, Call

_INDENT = "  "
_TAO_ARGUMENTS = {("add_stake_limit", "amount_staked"), ("add_stake", "amount_staked")}
_PALLET_OF_TAO = "Balances"
_ALPHA_ARGUMENTS = ("alpha_amount", "amount_unstaked", "amount")
_ORIGINS = ("origin_netuid", "netuid")


def text_of(call: Call) -> str:
    """The call with every argument exactly as it is signed; money in rao, with its amount beside it.

    Raises NotCopyable where the call holds text that is not shown.
    """
    return "\n".join(_lines(call, ""))


def _lines(call: Call, indent: str) -> Iterator[str]:
    yield f"{indent}{plain_words.name(call.pallet)}.{plain_words.name(call.name)}"
    width = max(map(len, call.arguments), default=0)
    for name, argument in call.arguments.items():
        shown = f"{indent}{_INDENT}{plain_words.name(name).ljust(width)}"
        match argument:
            case Call():
                yield shown.rstrip()
                yield from _lines(argument, indent + 2 * _INDENT)
            case tuple():
                yield f"{shown}{_INDENT}{len(argument)} call{'' if len(argument) == 1 else 's'}"
                for inner in argument:
                    yield from _lines(inner, indent + 2 * _INDENT)
            case plain:
                yield f"{shown}{_INDENT}{_shown(call, name, plain)}"


def _shown(call: Call, name: str, argument: Argument) -> str:
    match argument:
        case None:
            return "none"
        case bool():
            return "yes" if argument else "no"
        case int():
            amount = _amount_of(call, name, argument)
            return f"{argument}  ({amount})" if amount else str(argument)
        case str():
            return plain_words.value(argument)
        case _:
            raise plain_words.NotCopyable("An argument of this call is of an unknown kind; it is not copied.")


def _amount_of(call: Call, name: str, rao: int) -> str:
    """The number as an amount with its unit; empty for a number that is none."""
    if (call.name, name) in _TAO_ARGUMENTS or (call.pallet == _PALLET_OF_TAO and name == "value"):
        return f"{Tao(rao)} τ"
    if name == "limit_price":
        return f"{Price(rao)} {'of both prices' if 'origin_netuid' in call.arguments else 'τ/α'}"
    netuid = next((call.arguments[origin] for origin in _ORIGINS if origin in call.arguments), None)
    if name in _ALPHA_ARGUMENTS and type(netuid) is int:
        return f"{Alpha(rao, netuid)} α of subnet {netuid}"
    return ""
