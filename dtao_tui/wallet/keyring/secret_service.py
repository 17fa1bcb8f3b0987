"""Queries the D-Bus session bus for the Secret Service without starting it or opening a dialog. Linux only."""

from enum import Enum, auto

from jeepney import DBusAddress, Properties, new_method_call  # type: ignore[import-untyped]  # it has no stubs
from jeepney.bus_messages import DBus  # type: ignore[import-untyped]  # it has no stubs
from jeepney.io.blocking import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]  # it has no stubs
from jeepney.low_level import Message  # type: ignore[import-untyped]  # it has no stubs
from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped]  # it has no stubs

_SECRETS = "org.freedesktop.secrets"
_WALLETS_OF_KDE = ("org.kde.kwalletd6", "org.kde.kwalletd5")
_NO_COLLECTION = "/"
_SECONDS = 2.0


class BusFinding(Enum):
    """The state of the Secret Service on the session bus."""

    UNREACHABLE = auto()
    """The bus address is set, but nothing answers: its session has ended."""

    ABSENT = auto()
    ASLEEP = auto()
    """Not running; the bus would start it on demand."""

    EMPTY = auto()
    """It has no default collection: storing a password would open a dialog."""

    LOCKED = auto()
    OPEN = auto()


def finding() -> BusFinding:
    """The present state; takes a few milliseconds, at most some seconds."""
    try:
        connection = open_dbus_connection(bus="SESSION")
    except (OSError, ValueError, KeyError):
        return BusFinding.UNREACHABLE
    with connection:
        return _found_on(connection)


def _found_on(connection: DBusConnection) -> BusFinding:
    if _has_owner(connection, _SECRETS):
        return _running_service(connection)
    (activatable,) = _answer(connection, DBus().ListActivatableNames())
    if _SECRETS in activatable:
        return BusFinding.ASLEEP
    return BusFinding.OPEN if any(_has_owner(connection, name) for name in _WALLETS_OF_KDE) else BusFinding.ABSENT


def _running_service(connection: DBusConnection) -> BusFinding:
    service = DBusAddress("/org/freedesktop/secrets", _SECRETS, "org.freedesktop.Secret.Service")
    (path,) = _answer(connection, new_method_call(service, "ReadAlias", "s", ("default",)))
    if path == _NO_COLLECTION:
        return BusFinding.EMPTY
    collection = DBusAddress(path, _SECRETS, "org.freedesktop.Secret.Collection")
    ((_, is_locked),) = _answer(connection, Properties(collection).get("Locked"))
    return BusFinding.LOCKED if is_locked else BusFinding.OPEN


def _has_owner(connection: DBusConnection, name: str) -> bool:
    (owned,) = _answer(connection, DBus().NameHasOwner(name))
    return bool(owned)


def _answer(connection: DBusConnection, message: Message) -> tuple:  # type: ignore[type-arg]  # D-Bus bodies are untyped
    return tuple(unwrap_msg(connection.send_and_get_reply(message, timeout=_SECONDS)))
