"""Messages between the application and the key maker process, typed on both sides and strictly decoded.

Requests hold a phrase or a backup, and passwords; `repr` shows none of them.
"""

from msgspec import Struct

from dtao_tui.wallet.message_frames import FrameReader


class KeyRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb"):
    """Base of the requests for encrypted key files."""

    password: str
    """Of the new key file."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class KeyFromPhrase(KeyRequest, frozen=True, tag="phrase"):
    """Request for key files of a recovery phrase."""

    phrase: str


class KeyFromBackup(KeyRequest, frozen=True, tag="backup"):
    """Request for key files of a polkadot-js backup."""

    text: str
    text_password: str
    address: str
    """The address that the key must have."""


class KeyMakerAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of the key maker's answers; a key is in them only encrypted."""


class KeyFilesMade(KeyMakerAnswer, frozen=True, tag="made"):
    """The contents of the new key files."""

    address: str
    coldkey: bytes
    coldkeypub: bytes


class KeyDiffers(KeyMakerAnswer, frozen=True, tag="differs"):
    """The backup's key has another address than the request, so nothing was made."""

    address: str


class KeyNotMade(KeyMakerAnswer, frozen=True, tag="not_made"):
    """Nothing was made; the sentence says why."""

    sentence: str


AnyKeyRequest = KeyFromPhrase | KeyFromBackup
AnyKeyMakerAnswer = KeyFilesMade | KeyDiffers | KeyNotMade

REQUESTS: FrameReader[AnyKeyRequest] = FrameReader(AnyKeyRequest)
ANSWERS: FrameReader[AnyKeyMakerAnswer] = FrameReader(AnyKeyMakerAnswer)
