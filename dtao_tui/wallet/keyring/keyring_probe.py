"""The state of the system keyring, found out without opening a dialog or starting a service. Its child loads it."""

import os
import sys
from pathlib import Path

READY = "ready"
LOCKED = "locked"
NOT_RUNNING = "activatable-not-running"
NO_COLLECTION = "no-default-collection"
NO_BACKEND = "no-backend"
NO_SESSION_BUS = "no-session-bus"


def state() -> str:
    """One of the states above. Other systems than Linux are asked by using them."""
    if sys.platform != "linux":
        return READY if sys.platform in ("darwin", "win32") else NO_BACKEND
    if not _has_bus():
        return NO_SESSION_BUS
    from dtao_tui.wallet.keyring import secret_service  # Its D-Bus library is there on Linux only.

    return {
        secret_service.BusFinding.UNREACHABLE: NO_SESSION_BUS,
        secret_service.BusFinding.ABSENT: NO_BACKEND,
        secret_service.BusFinding.ASLEEP: NOT_RUNNING,
        secret_service.BusFinding.EMPTY: NO_COLLECTION,
        secret_service.BusFinding.LOCKED: LOCKED,
        secret_service.BusFinding.OPEN: READY,
    }[secret_service.finding()]


def _has_bus() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or (runtime is not None and Path(runtime, "bus").exists())
