"""A signer that fails at the unlock in the way that the account's folder is named after."""

import os
import time
from pathlib import Path

from dtao_tui.processes.bootstrap import Pipe
from dtao_tui.wallet.message_frames import frame_of
from dtao_tui.wallet.signer.signer_messages import REQUESTS, Noted, RefusalKind, SigningRefusal, UnlockFile
from dtao_tui.wallet.signer.signer_process import KeyHolder


def main() -> None:
    pipe, holder = Pipe(), KeyHolder()
    while (frame := pipe.next()) is not None:
        request = REQUESTS.read(frame)
        way = Path(os.fsdecode(request.folder)).name if isinstance(request, UnlockFile) else ""
        pipe.answer(_failed(way) or holder.answer_frame(_confused(frame) if way == "confused" else frame))
    os._exit(0)


def _failed(way: str) -> bytes | None:
    """What comes instead of the true answer, if anything."""
    match way:
        case "dying":
            os._exit(9)
        case "hanging":
            time.sleep(600)
        case "babbling":
            os.write(1, b"not a frame")
            return frame_of(SigningRefusal(RefusalKind.TROUBLE, "It did not work."))
        case "mumbling":
            return b'{"kind": "key_opened"}'
        case "mistaken":
            return frame_of(Noted())
    return None


def _confused(frame: bytes) -> bytes:
    return frame.replace(b'"password":', b'"passwore":')
