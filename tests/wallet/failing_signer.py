"""A signer that fails at the unlock in the way that the account's folder is named after."""

import os
import time
from pathlib import Path

from dtao_tui.processes.bootstrap import Pipe
from dtao_tui.wallet.signer.signer_process import KeyHolder


def main() -> None:
    pipe, holder = Pipe(), KeyHolder()
    while (question := pipe.next()) is not None:
        if question["verb"] == "unlock":
            match Path(str(question["folder"])).name:
                case "dying":
                    os._exit(9)
                case "hanging":
                    time.sleep(600)
                case "babbling":
                    os.write(1, b"not a frame")
                    pipe.answer({"error": "trouble", "sentence": "It did not work."})
                    continue
                case "confused":
                    question["folder"] = 5
                    question.pop("password")
        pipe.answer(holder.answer(question))
    os._exit(0)
