"""Encodes and strictly decodes the messages between the application and the child processes of the wallet.

Messages may hold passwords and phrases. msgspec writes a text straight into the frame and reads it straight out of it,
so there is one copy beside the frame's bytes; the json module makes two. Decoding errors are not passed on, because
their text could repeat a part of the message.
"""

from contextlib import suppress
from typing import Generic, TypeVar

import msgspec

Message = TypeVar("Message")


class UnreadableFrame(ValueError):
    """A frame that cannot be decoded, or a message that cannot be encoded; the text repeats nothing of it."""


class FrameReader(Generic[Message]):
    """Decodes frames of one kind of messages, such as the requests to the signer."""

    def __init__(self, kinds: object) -> None:
        self._decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(kinds)

    def read(self, frame: bytes) -> Message:
        """Decode a frame. Raises UnreadableFrame."""
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._decoder.decode(frame)
        # Raised out here, so that the error does not keep the frame by its context.
        raise UnreadableFrame("The frame holds no message of this kind.")


def frame_of(message: msgspec.Struct) -> bytes:
    """Encode a message. Raises UnreadableFrame for lone surrogates in a text."""
    with suppress(UnicodeEncodeError):
        return msgspec.json.encode(message)
    # Raised out here, so that the error does not keep the text, which may be a password, by its context.
    raise UnreadableFrame("The message holds characters that are none.")
