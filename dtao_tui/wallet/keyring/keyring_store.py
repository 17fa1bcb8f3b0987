"""Stores coldkey passwords in the system keyring by a child process with a time limit; `ports.wallet.PasswordStore`."""

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
"""The service name of the items. Each is stored under an address, since wallet names are reused across folders."""

LARGEST = 2400
"""Bytes of UTF-16: a little less than Windows stores in one item; the same limit on every system."""

KEYRING_CHILD = "dtao_tui.wallet.keyring.keyring_child"

_NEEDS = ("keyring", "msgspec", "jeepney", "secretstorage") if sys.platform == "linux" else ("keyring", "msgspec")
_PASSED_ON = (
    *("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "HOME", "LANG", "LOGNAME", "USER", "WAYLAND_DISPLAY", "XAUTHORITY"),
    *("XDG_CURRENT_DESKTOP", "XDG_RUNTIME_DIR"),
)
_SECONDS = 5.0


class KeyringStore:
    """Runs each request in a child process, which is killed after a time limit or when the caller is cancelled."""

    def __init__(self, is_off: bool = False, module: str = KEYRING_CHILD, seconds: float = _SECONDS) -> None:
        self._is_off = is_off
        self._module = module
        self._seconds = seconds

    async def state(self) -> KeyringState:
        """The keyring's state. Never opens a dialog, never starts a service."""
        if self._is_off:
            return KeyringState.OFF
        try:
            return (await self._ask(AskState(), StateTold)).state
        except KeyringTrouble as trouble:
            return trouble.state

    async def remember(self, address: str, password: str) -> None:
        """Store a password and read it back. Raises KeyringTrouble."""
        if not password:
            raise KeyringTrouble("There is no password to remember.")
        size = _utf16_size(password)
        if size is None:
            raise KeyringTrouble("The password holds characters that no keyring can keep.")
        if size > LARGEST:
            raise KeyringTrouble(f"The password is too long for a keyring ({size} bytes of {LARGEST}).")
        await self._ask(StorePassword(SERVICE, address, password), KeyringDone)

    async def recall(self, address: str) -> str | None:
        """The stored password, or None. Raises KeyringTrouble."""
        return (await self._ask(RecallPassword(SERVICE, address), PasswordTold)).secret

    async def forget(self, address: str) -> None:
        """Delete the password; a missing one counts as deleted. Raises KeyringTrouble."""
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
    """Bytes of UTF-16, or None for lone surrogates. An exception would keep the password in its context."""
    with suppress(UnicodeEncodeError):
        return len(text.encode("utf-16-le"))
    return None


def _trouble(state: KeyringState) -> KeyringTrouble:
    return KeyringTrouble(state.sentence, state)
