"""What can be copied of a call: each text with its title and what must be known of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.copying.btcli_command import BtcliSetting, command_of
from dtao_tui.domain.copying.call_text import text_of
from dtao_tui.domain.copying.plain_words import NotCopyable
from dtao_tui.domain.operations.swap_intents import batch
from dtao_tui.domain.trades.calls import Call

OF_STEPS = (
    "The limits are those that the plan was quoted with. Done by hand, nothing is quoted again between the steps, and "
    "nothing stops where one fails."
)


OF_BATCH = (
    "One atomic batch: where one of the trades fails, all are undone and the fee is paid. Its limits are those that "
    "the plan was quoted with. This program signs a plan in steps."
)


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


def copies_of_steps(steps: Sequence[tuple[Call, BtcliSetting]]) -> tuple[Copy, ...]:
    """The btcli commands that make the calls of a plan's steps, in their order, and the calls decoded."""
    count = len(steps)
    each = [copies_of(call, setting) for call, setting in steps]
    titles = ("The btcli commands", "The calls, decoded")
    kinds = zip(titles, zip(*each, strict=True), strict=True)
    return tuple(_joined(title, copies, count) for title, copies in kinds)


def copy_of_batch(calls: Sequence[Call], setting: BtcliSetting) -> Copy:
    """The btcli command that makes all these calls at once, or none of them."""
    command = _command(batch(*calls), setting)
    return Copy("All at once", command.text, (OF_BATCH, *command.notes) if command.text else command.notes)


def _joined(title: str, copies: Sequence[Copy], count: int) -> Copy:
    notes = tuple(dict.fromkeys(note for copy in copies for note in copy.notes))
    if not all(copy.text for copy in copies):
        return Copy(title, "", notes)
    # To a shell, too, the headings are comments.
    texts = [f"# step {number} of {count}\n{copy.text}" for number, copy in enumerate(copies, 1)]
    return Copy(title, "\n\n".join(texts), (OF_STEPS, *notes))


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
