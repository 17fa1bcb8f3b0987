"""Job control of the shell that started this program: whether there is one, and stopping for it."""

import os
import signal
import sys


def is_there() -> bool:
    """Whether a shell can stop and continue this program: it is a job of its own, in the foreground of a terminal."""
    if not hasattr(os, "tcgetpgrp") or not sys.__stdin__ or not sys.__stdin__.isatty():
        return False
    group = os.getpgrp()
    try:
        is_foreground = os.tcgetpgrp(sys.__stdin__.fileno()) == group
    except OSError:
        return False
    # Without job control a shell starts its programs in the group of the session's leader, or is replaced by one.
    return is_foreground and group != os.getsid(0)


def stop_alone() -> None:
    """Stop this process until it is continued (SIGCONT)."""
    os.kill(os.getpid(), signal.SIGSTOP)


def stop_job() -> None:
    """Stop this job as the terminal does for ctrl+z: every process of the group, such as a `make` that started it.

    SIGTSTP must have its default action here. The kernel drops it where no shell could continue the group.
    """
    os.killpg(os.getpgrp(), signal.SIGTSTP)
