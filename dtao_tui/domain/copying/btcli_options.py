"""Table of btcli's own transaction commands that make a call byte for byte, with the options that carry its arguments.

Read in bittensor 11.3 (`bittensor.intents`). A call that is not here is made by `btcli call`, which takes any call; so
is one whose command would compute a limit price of its own.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dtao_tui.domain.amounts import exact_decimal
from dtao_tui.domain.trades.calls import Argument, Call

Options = tuple[tuple[str, ...], ...]
"""Each option with its value, or a flag alone."""

STAKING = "SubtensorModule"


def options_of(call: Call) -> tuple[str, Options] | None:
    """The name of the command of `btcli tx` that makes this very call, and its options; None where there is none."""
    made = _COMMANDS.get(call.title)
    if made is None:
        return None
    command, makes, fits = made
    return (command, makes(call.arguments)) if fits(call.arguments) else None


_Arguments = Mapping[str, Argument]


def _always(arguments: _Arguments) -> bool:  # noqa: ARG001  # one of several conditions
    return True


def _stays_on_its_subnet(arguments: _Arguments) -> bool:
    # Between subnets `btcli tx move-stake` makes another call, with a limit that it computes itself.
    return arguments["origin_netuid"] == arguments["destination_netuid"]


def _changes_hotkey(arguments: _Arguments) -> bool:
    return arguments["origin_hotkey"] != arguments["destination_hotkey"]


def _number(value: Argument) -> str:
    if type(value) is not int:
        raise TypeError("A number of the call is none.")
    return str(value)


def _amount(value: Argument) -> str:
    """An amount in rao as btcli takes it: in whole units, exact, without grouping."""
    whole, _, fraction = exact_decimal(int(_number(value))).partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def _flag(name: str, value: Argument) -> tuple[str, ...]:
    return (f"--{name}" if value else f"--no-{name}",)


def _limited(arguments: _Arguments, amount: str, unit: str) -> Options:
    return (
        ("--hotkey", str(arguments["hotkey"])),
        ("--netuid", _number(arguments["netuid"])),
        (f"--amount-{unit}", _amount(arguments[amount])),
        ("--limit-price-rao", _number(arguments["limit_price"])),
        _flag("allow-partial", arguments["allow_partial"]),
    )


def _add_stake(arguments: _Arguments) -> Options:
    return _limited(arguments, "amount_staked", "tao")


def _remove_stake(arguments: _Arguments) -> Options:
    return _limited(arguments, "amount_unstaked", "alpha")


def _between(arguments: _Arguments) -> Options:
    return (
        ("--origin-netuid", _number(arguments["origin_netuid"])),
        ("--dest-netuid", _number(arguments["destination_netuid"])),
        ("--amount-alpha", _amount(arguments["alpha_amount"])),
    )


def _move_stake(arguments: _Arguments) -> Options:
    hotkeys = (
        ("--origin-hotkey", str(arguments["origin_hotkey"])),
        ("--dest-hotkey", str(arguments["destination_hotkey"])),
    )
    return (*hotkeys, *_between(arguments))


def _transfer_stake(arguments: _Arguments) -> Options:
    to = ("--dest-coldkey", str(arguments["destination_coldkey"]))
    return (to, ("--hotkey", str(arguments["hotkey"])), *_between(arguments))


def _transfer_stake_and_hotkey(arguments: _Arguments) -> Options:
    to = ("--dest-coldkey", str(arguments["destination_coldkey"]))
    hotkeys = (
        ("--hotkey", str(arguments["origin_hotkey"])),
        ("--dest-hotkey", str(arguments["destination_hotkey"])),
    )
    return (to, *hotkeys, *_between(arguments))


def _pay(arguments: _Arguments) -> Options:
    return (("--dest", str(arguments["dest"])), ("--amount-tao", _amount(arguments["value"])))


def _pay_and_close(arguments: _Arguments) -> Options:
    return (*_pay(arguments), ("--no-keep-alive",))


def _claim_one(arguments: _Arguments) -> Options:
    return (("--hotkey", str(arguments["hotkey"])),)


def _lock(arguments: _Arguments) -> Options:
    return (
        ("--netuid", _number(arguments["netuid"])),
        ("--amount-alpha", _amount(arguments["amount"])),
        ("--hotkey", str(arguments["hotkey"])),
    )


def _perpetual(arguments: _Arguments) -> Options:
    return (("--netuid", _number(arguments["netuid"])), _flag("enabled", arguments["enabled"]))


def _proxy(arguments: _Arguments) -> Options:
    return (
        ("--delegate", str(arguments["delegate"])),
        ("--proxy-type", str(arguments["proxy_type"])),
        ("--delay", _number(arguments["delay"])),
    )


_COMMANDS: Mapping[tuple[str, str], tuple[str, Callable[[_Arguments], Options], Callable[[_Arguments], bool]]] = (
    MappingProxyType(
        {
            ("Proxy", "add_proxy"): ("add-proxy", _proxy, _always),
            ("Proxy", "remove_proxy"): ("remove-proxy", _proxy, _always),
            (STAKING, "add_stake_limit"): ("add-stake-limit", _add_stake, _always),
            (STAKING, "remove_stake_limit"): ("remove-stake-limit", _remove_stake, _always),
            (STAKING, "move_stake"): ("move-stake", _move_stake, _stays_on_its_subnet),
            (STAKING, "transfer_stake"): ("transfer-stake", _transfer_stake, _always),
            (STAKING, "transfer_stake_and_hotkey"): (
                "transfer-stake",
                _transfer_stake_and_hotkey,
                _changes_hotkey,
            ),
            (STAKING, "claim_root_with_hotkey"): ("claim-root-with-hotkey", _claim_one, _always),
            (STAKING, "lock_stake"): ("lock-stake", _lock, _always),
            (STAKING, "set_perpetual_lock"): ("set-perpetual-lock", _perpetual, _always),
            ("Balances", "transfer_keep_alive"): ("transfer", _pay, _always),
            ("Balances", "transfer_allow_death"): ("transfer", _pay_and_close, _always),
        }
    )
)
