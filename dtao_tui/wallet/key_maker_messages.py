"""Messages between the application and the key maker's child process, typed on both sides and strictly decoded.

The requests hold a phrase or a backup and passwords, and none of these in a representation.
"""

from msgspec import Struct

from dtao_tui.wallet.message_frames import FrameReader


class KeyRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb"):
    """Make encrypted key files."""

    password: str
    """Of the new key file."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class KeyFromPhrase(KeyRequest, frozen=True, tag="phrase"):
    """From the words of a recovery phrase."""

    phrase: str


class KeyFromBackup(KeyRequest, frozen=True, tag="backup"):
    """From a polkadot-js backup."""

    text: str
    text_password: str
    address: str
    """The address that the key must have."""


class KeyMakerAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """An answer of the key maker; a key is in it encrypted only."""


class KeyFilesMade(KeyMakerAnswer, frozen=True, tag="made"):
    """The contents of the files."""

    address: str
    coldkey: bytes
    coldkeypub: bytes


class KeyDiffers(KeyMakerAnswer, frozen=True, tag="differs"):
    """The key has another address than was wanted, and nothing was made."""

    address: str


class KeyNotMade(KeyMakerAnswer, frozen=True, tag="not_made"):
    """Why nothing was made, for a person."""

    sentence: str


AnyKeyRequest = KeyFromPhrase | KeyFromBackup
AnyKeyMakerAnswer = KeyFilesMade | KeyDiffers | KeyNotMade

REQUESTS: FrameReader[AnyKeyRequest] = FrameReader(AnyKeyRequest)
ANSWERS: FrameReader[AnyKeyMakerAnswer] = FrameReader(AnyKeyMakerAnswer)
