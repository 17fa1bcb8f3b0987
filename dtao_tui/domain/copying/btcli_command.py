"""The btcli command that makes a call, ready for a shell, and what btcli does otherwise than this program.

Held by a test against the arguments that the `btcli` of bittensor 11.3 parses and the bytes that its SDK composes.
"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from dtao_tui.domain.copying import plain_words
from dtao_tui.domain.copying.btcli_options import Options, options_of
from dtao_tui.domain.copying.plain_words import NotCopyable
from dtao_tui.domain.trades.calls import Argument, Call

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]

SIGNED_OTHERWISE = (
    "btcli signs it its own way: valid for 128 blocks, not 16 or 8, and without the digest of the chain's metadata."
)
RAW = "btcli has no command that takes exactly these arguments; its raw call carries them, and checks none of them."
OWN_LIMIT = "“btcli stake …” would compute a limit price of its own from a price that it reads later."
NO_WALLET = "The name of your btcli wallet is not known here: add it with -w."
SEALED = "This is the order as it was sealed for others not to read. What is inside is not in these bytes."
_LIMITS = ("limit_price",)
_ANNOUNCED = ("MevShield", "submit_encrypted")


@dataclass(frozen=True, slots=True)
class BtcliSetting:
    """What btcli must be told besides the call."""

    network: str = ""
    """A name that btcli knows, or an address of an endpoint; empty for its own default."""

    wallet: str = ""
    """The name of the signer's wallet in the btcli folder; empty where there is none."""

    is_shielded: bool = False
    """Whether the order is hidden from others until its block is made."""


@dataclass(frozen=True, slots=True)
class BtcliCommand:
    """One command."""

    head: tuple[str, ...]
    """What is called, such as `tx add-stake-limit`."""

    options: Options
    notes: tuple[str, ...]
    """What btcli does otherwise, or cannot do, one sentence each."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arguments in order, as btcli itself gets them."""
        return (*self.head, *(word for option in self.options for word in option))

    @property
    def text(self) -> str:
        """The command for a shell, one option in a line."""
        lines = [("btcli", *self.head), *self.options]
        return " \\\n  ".join(" ".join(map(shlex.quote, words)) for words in lines)


def command_of(call: Call, setting: BtcliSetting) -> BtcliCommand:
    """The btcli command that makes this call. Raises NotCopyable where there is none, with the reason."""
    if call.title == _ANNOUNCED:
        raise NotCopyable(SEALED)
    inner, proxy = _behind_proxy(call)
    found = options_of(inner)
    if found is None:
        head: tuple[str, ...] = ("call", f"{plain_words.name(inner.pallet)}.{plain_words.name(inner.name)}")
        options: Options = (("--args", _json_of(inner)),)
    else:
        head, options = ("tx", found[0]), _checked(found[1])
    shield = ("--mev-shield" if setting.is_shielded else "--no-mev-shield",)
    return BtcliCommand(
        head,
        (*options, *proxy, shield, *_setting(setting)),
        tuple(_notes(inner, setting, is_raw=found is None)),
    )


def _behind_proxy(call: Call) -> tuple[Call, Options]:
    """The call that a proxy makes and the options that say for whom; a call without a proxy as it is."""
    if call.title != ("Proxy", "proxy"):
        return call, ()
    inner, real, kind = (call.arguments.get(name) for name in ("call", "real", "force_proxy_type"))
    if not isinstance(inner, Call) or not isinstance(real, str):
        raise NotCopyable("This call names no account that a proxy acts for; it is not copied.")
    forced = () if kind is None else (("--force-proxy-type", plain_words.value(str(kind))),)
    return inner, (("--proxy-for", plain_words.value(real)), *forced)


def _checked(options: Options) -> Options:
    """The options, if each value is an address or a number. Raises NotCopyable."""
    for option in options:
        for word in option[1:]:
            plain_words.value(word.replace(".", "0", 1))
    return options


def _setting(setting: BtcliSetting) -> Iterator[tuple[str, ...]]:
    if setting.network and setting.network.isprintable():
        yield ("-n", setting.network)
    if _is_nameable(setting.wallet):
        yield ("-w", setting.wallet)


def _is_nameable(wallet: str) -> bool:
    """Whether a shell and btcli take this name of a wallet for what it is."""
    return bool(wallet) and wallet.isprintable() and not wallet.startswith("-")


def _notes(call: Call, setting: BtcliSetting, *, is_raw: bool) -> Iterator[str]:
    if is_raw:
        yield RAW
    if any(name in leaf.arguments for leaf in call.leaves for name in _LIMITS):
        yield OWN_LIMIT
    if not _is_nameable(setting.wallet):
        yield NO_WALLET
    yield SIGNED_OTHERWISE


def _json_of(call: Call) -> str:
    """The arguments of a raw call as JSON, one line for each, so that no line is wider than an address needs."""
    return json.dumps(_arguments(call), indent=1, ensure_ascii=True)


def _arguments(call: Call) -> dict[str, Json]:
    return {plain_words.name(name): _json(argument) for name, argument in call.arguments.items()}


def _json(argument: Argument) -> Json:
    match argument:
        case Call():
            return {plain_words.name(argument.pallet): {plain_words.name(argument.name): _arguments(argument)}}
        case tuple():
            return [_json(each) for each in argument]
        case str() if argument.startswith("["):
            return [int(number) for number in plain_words.value(argument)[1:-1].split(",") if number]
        case str():
            return plain_words.value(argument)
        case _:
            return argument
