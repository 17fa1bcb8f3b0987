"""Child process that calls the system keyring, so that a keyring that hangs can be killed.

Only back ends on an allow-list are used: no plaintext ones, none named by an environment variable or keyringrc.cfg.
"""

import importlib
import os
import sys

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.processes.bootstrap import Pipe
from dtao_tui.wallet.keyring import keyring_probe
from dtao_tui.wallet.keyring.keyring_messages import (
    REQUESTS,
    AnyKeyringRequest,
    AskState,
    AskStored,
    ForgetPassword,
    KeyringAnswer,
    KeyringDone,
    KeyringFailed,
    PasswordTold,
    RecallPassword,
    StateTold,
    StoredTold,
    StorePassword,
)
from dtao_tui.wallet.message_frames import frame_of

_BACKENDS = {
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
}
_MOST_COPIES = 8


class Unusable(Exception):
    """The keyring cannot be used in its present state."""

    def __init__(self, state: KeyringState) -> None:
        super().__init__(state)
        self.state = state


def main() -> None:
    """Answer until the pipe ends."""
    pipe = Pipe()
    while (question := pipe.next()) is not None:
        pipe.answer(frame_of(answer(REQUESTS.read(question))))
    os._exit(0)


def answer(request: AnyKeyringRequest) -> KeyringAnswer:
    """Answer one request; a failure becomes KeyringFailed."""
    try:
        return _done(request)
    except Unusable as error:
        return KeyringFailed(error.state)
    except (KeyringLocked, InitError):
        return KeyringFailed(KeyringState.LOCKED)
    except NoKeyringError:
        return KeyringFailed(KeyringState.NO_BACKEND)
    except KeyringError:
        return KeyringFailed(KeyringState.ERROR)
    # The libraries below keyring raise kinds of their own, from a dozen packages; all mean that it did not work.
    except Exception as error:
        return KeyringFailed(KeyringState.ERROR, type(error).__name__)


def backend() -> KeyringBackend:
    """The allowed keyring back end of this system. Raises Unusable if there is none."""
    for module, name in _BACKENDS.get(sys.platform, ()):
        try:
            kind = getattr(importlib.import_module(module), name)
            # Asking for the priority is how keyring's back ends say that they cannot work here.
            if kind.priority > 0:
                return _prepared(kind())
        except (ImportError, AttributeError, RuntimeError):
            continue
    raise Unusable(KeyringState.NO_BACKEND)


def _prepared(found: KeyringBackend) -> KeyringBackend:
    if sys.platform == "win32":
        # The default would travel to other machines with the user's profile.
        found.persist = "local machine"  # type: ignore[attr-defined]  # a property of the Windows back end
    return found


def _done(request: AnyKeyringRequest) -> KeyringAnswer:
    state = keyring_probe.state()
    if isinstance(request, AskState):
        return StateTold(state)
    if state not in (KeyringState.READY, KeyringState.NOT_RUNNING):
        raise Unusable(state)
    keyring, service, user = backend(), request.service, request.user
    match request:
        case StorePassword():
            return _store(keyring, service, user, request.secret)
        case RecallPassword():
            return PasswordTold(keyring.get_password(service, user))
        case AskStored():
            return StoredTold(keyring.get_password(service, user) is not None)
        case ForgetPassword():
            return _forget(keyring, service, user)


def _store(keyring: KeyringBackend, service: str, user: str, secret: str) -> KeyringAnswer:
    keyring.set_password(service, user, secret)
    # Some keyrings take a secret and keep none of it, or a part.
    if keyring.get_password(service, user) == secret:
        return KeyringDone()
    # A part of a password is worse than none.
    _forget(keyring, service, user)
    raise Unusable(KeyringState.VERIFY_FAILED)


def _forget(keyring: KeyringBackend, service: str, user: str) -> KeyringAnswer:
    for _ in range(_MOST_COPIES):
        if keyring.get_password(service, user) is None:
            return KeyringDone()
        keyring.delete_password(service, user)
    raise Unusable(KeyringState.VERIFY_FAILED)
