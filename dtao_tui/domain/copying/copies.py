"""What can be copied of a call: each text with its title and what must be known of it."""

from dataclasses import dataclass

from dtao_tui.domain.copying.btcli_command import BtcliSetting, command_of
from dtao_tui.domain.copying.call_text import text_of
from dtao_tui.domain.copying.plain_words import NotCopyable
from dtao_tui.domain.trades.calls import Call


@dataclass(frozen=True, slots=True)
class Copy:
    """One text to copy."""

    title: str
    text: str
    """Empty where there is none; the notes say why."""

    notes: tuple[str, ...] = ()


def copies_of(call: Call, setting: BtcliSetting) -> tuple[Copy, ...]:
    """The btcli command that makes the call, and the call decoded."""
    return _command(call, setting), _decoded(call)


def bytes_of(call: bytes) -> Copy:
    """The bytes of a call in hexadecimal, as other programs decode them."""
    return Copy("The bytes of the call", f"0x{call.hex()}")


def _command(call: Call, setting: BtcliSetting) -> Copy:
    title = "The btcli command"
    try:
        command = command_of(call, setting)
    except NotCopyable as refusal:
        return Copy(title, "", (str(refusal),))
    return Copy(title, command.text, command.notes)


def _decoded(call: Call) -> Copy:
    title = "The call, decoded"
    try:
        return Copy(title, text_of(call))
    except NotCopyable as refusal:
        return Copy(title, "", (str(refusal),))
