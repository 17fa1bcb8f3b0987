"""Finds the system keyring's state without opening a dialog or starting a service. Runs in the keyring process."""

import os
import sys
from pathlib import Path

from dtao_tui.ports.keyring_states import KeyringState


def state() -> KeyringState:
    """The keyring's state. Only Linux can be probed; elsewhere the first use tells."""
    if sys.platform != "linux":
        return KeyringState.READY if sys.platform in ("darwin", "win32") else KeyringState.NO_BACKEND
    if not _has_bus():
        return KeyringState.NO_SESSION_BUS
    from dtao_tui.wallet.keyring import secret_service  # Its D-Bus library is there on Linux only.

    return {
        secret_service.BusFinding.UNREACHABLE: KeyringState.NO_SESSION_BUS,
        secret_service.BusFinding.ABSENT: KeyringState.NO_BACKEND,
        secret_service.BusFinding.ASLEEP: KeyringState.NOT_RUNNING,
        secret_service.BusFinding.EMPTY: KeyringState.NO_COLLECTION,
        secret_service.BusFinding.LOCKED: KeyringState.LOCKED,
        secret_service.BusFinding.OPEN: KeyringState.READY,
    }[secret_service.finding()]


def _has_bus() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or (runtime is not None and Path(runtime, "bus").exists())
