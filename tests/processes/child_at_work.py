"""A child process for the tests of `child_process`: does what each question says."""

import ctypes
import json
import os
import resource
import signal
import sys
import time

from dtao_tui.processes.bootstrap import Pipe


def main() -> None:
    pipe = Pipe()
    while (body := pipe.next()) is not None:
        question = json.loads(body)
        match question["do"]:
            case "echo":
                answer(pipe, {"said": question["text"]})
            case "sleep":
                time.sleep(float(question["seconds"]))
                answer(pipe, {"slept": question["seconds"]})
            case "die":
                os._exit(3)
            case "babble":
                os.write(pipe._out, b"\xff\xff\xff\xff")
            case "print":
                os.write(1, b"this must not reach the answers")
                answer(pipe, {"said": "fine"})
            case "look":
                answer(
                    pipe,
                    {
                        "environment": dict(os.environ),
                        "core": list(resource.getrlimit(resource.RLIMIT_CORE)),
                        "ignores_interrupt": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
                        "session": os.getsid(0) == os.getpid(),
                        "flags": [
                            sys.flags.isolated,
                            sys.flags.ignore_environment,
                            sys.flags.no_user_site,
                            sys.flags.no_site,
                        ],
                        "is_dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),
                        "modules": sorted(sys.modules),
                    },
                )


def answer(pipe: Pipe, said: dict[str, object]) -> None:
    pipe.answer(json.dumps(said).encode())
