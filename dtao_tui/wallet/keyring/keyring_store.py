"""Coldkey passwords in the system keyring: opt-in, bounded in time, read back; see `ports.wallet.PasswordStore`."""

import sys
from contextlib import suppress
from typing import TypeVar

from dtao_tui.ports.errors import KeyringTrouble
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.processes import child_process
from dtao_tui.wallet.keyring.keyring_messages import (
    ANSWERS,
    AskState,
    AskStored,
    ForgetPassword,
    KeyringAnswer,
    KeyringDone,
    KeyringFailed,
    KeyringRequest,
    PasswordTold,
    RecallPassword,
    StateTold,
    StoredTold,
    StorePassword,
)
from dtao_tui.wallet.message_frames import UnreadableFrame, frame_of

Answer = TypeVar("Answer", bound=KeyringAnswer)

SERVICE = "dtao-tui/coldkey-password/v1"
"""One item a wallet, under its address: names are reused and mean another wallet in another folder."""

LARGEST = 2400
"""Bytes of UTF-16: what Windows keeps in one item, less some room; the same on every system."""

KEYRING_CHILD = "dtao_tui.wallet.keyring.keyring_child"

_NEEDS = ("keyring", "msgspec", "jeepney", "secretstorage") if sys.platform == "linux" else ("keyring", "msgspec")
_PASSED_ON = (
    *("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "HOME", "LANG", "LOGNAME", "USER", "WAYLAND_DISPLAY", "XAUTHORITY"),
    *("XDG_CURRENT_DESKTOP", "XDG_RUNTIME_DIR"),
)
_SECONDS = 5.0


class KeyringStore:
    """Each deed runs in a child process that is killed when its time is over or the caller is cancelled."""

    def __init__(self, is_off: bool = False, module: str = KEYRING_CHILD, seconds: float = _SECONDS) -> None:
        self._is_off = is_off
        self._module = module
        self._seconds = seconds

    async def state(self) -> KeyringState:
        """Ready, or why not. Never opens a dialog, never starts a service."""
        if self._is_off:
            return KeyringState.OFF
        try:
            return (await self._ask(AskState(), StateTold)).state
        except KeyringTrouble as trouble:
            return trouble.state

    async def remember(self, address: str, password: str) -> None:
        """Store and read back. Raises KeyringTrouble; then nothing is relied on."""
        if not password:
            raise KeyringTrouble("There is no password to remember.")
        size = _utf16_size(password)
        if size is None:
            raise KeyringTrouble("The password holds characters that no keyring can keep.")
        if size > LARGEST:
            raise KeyringTrouble(f"The password is too long for a keyring ({size} bytes of {LARGEST}).")
        await self._ask(StorePassword(SERVICE, address, password), KeyringDone)

    async def recall(self, address: str) -> str | None:
        """The password, or None where none is stored. Raises KeyringTrouble."""
        return (await self._ask(RecallPassword(SERVICE, address), PasswordTold)).secret

    async def forget(self, address: str) -> None:
        """Delete; a missing entry is a success. Raises KeyringTrouble."""
        await self._ask(ForgetPassword(SERVICE, address), KeyringDone)

    async def remembers(self, address: str) -> bool:
        """Whether a password is stored; it does not leave the child. Raises KeyringTrouble."""
        return (await self._ask(AskStored(SERVICE, address), StoredTold)).is_there

    async def _ask(self, request: KeyringRequest, wanted: type[Answer]) -> Answer:
        if self._is_off:
            raise _trouble(KeyringState.OFF)
        try:
            command = child_process.isolated(self._module, needs=_NEEDS)
            environment = child_process.passed_on(*_PASSED_ON)
            frame = await child_process.answer(command, frame_of(request), self._seconds, environment)
            answer = ANSWERS.read(frame)
        except child_process.ChildTimedOut as error:
            raise _trouble(KeyringState.TIMEOUT) from error
        except (child_process.ChildTrouble, UnreadableFrame) as error:
            raise _trouble(KeyringState.ERROR) from error
        if isinstance(answer, KeyringFailed):
            raise _trouble(answer.state)
        if not isinstance(answer, wanted):
            raise _trouble(KeyringState.ERROR)
        return answer


def _utf16_size(text: str) -> int | None:
    """Bytes, or None for characters that have none; an error would keep the text by its context."""
    with suppress(UnicodeEncodeError):
        return len(text.encode("utf-16-le"))
    return None


def _trouble(state: KeyringState) -> KeyringTrouble:
    return KeyringTrouble(state.sentence, state)
