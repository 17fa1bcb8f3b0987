"""Encodes and strictly decodes the messages that pass the pipe between this program and a child process of the wallet.

Messages may hold passwords and phrases. msgspec writes a text straight into the frame and reads it straight out of it,
so there is one copy beside the frame's bytes where the json module made two. No text of a decoding error is used, as
that could repeat a part of the message.
"""

from contextlib import suppress
from typing import Generic, TypeVar

import msgspec

Message = TypeVar("Message")


class UnreadableFrame(ValueError):
    """A frame that holds no message of its kind, or a message that no frame holds; the text repeats nothing of it."""


class FrameReader(Generic[Message]):
    """Decodes frames of one kind of messages, such as the requests to the signer."""

    def __init__(self, kinds: object) -> None:
        self._decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(kinds)

    def read(self, frame: bytes) -> Message:
        """The message in the frame. Raises UnreadableFrame."""
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._decoder.decode(frame)
        # Raised out here, so that the error does not keep the frame by its context.
        raise UnreadableFrame("The frame holds no message of this kind.")


def frame_of(message: msgspec.Struct) -> bytes:
    """A message as it goes through the pipe. Raises UnreadableFrame for a text that no UTF-8 holds."""
    with suppress(UnicodeEncodeError):
        return msgspec.json.encode(message)
    # Raised out here, so that the error does not keep the text, which may be a password, by its context.
    raise UnreadableFrame("The message holds characters that are none.")
