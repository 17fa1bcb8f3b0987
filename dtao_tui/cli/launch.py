"""Launch of the app: prepares process, log and terminal before Textual is imported, and runs it."""

import gc
import logging
import os
import resource
import signal
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.cli.console import Stopped
from dtao_tui.output import charset
from dtao_tui.processes.freed_memory import share_one_heap
from dtao_tui.settings import PRACTICE, NotASetting, Settings

_LARGEST_LOG = 1_000_000
_OLD_LOGS = 2
_OUTPUT = "textual-output"
_LAST_SECONDS = 3.0
_LOG = logging.getLogger(__name__)
_LEAKY = ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_LOG_TRACE", "TEXTUAL_DEBUG", "TEXTUAL_DRIVER", "TEXTUAL_PRESS")
"""With these, Textual writes down every key, passwords too, or loads code that a variable names."""


def open_desk(settings: Settings, *, must_find_wallet: bool = False) -> int:
    """Run the app and return its exit status. Raises Stopped where it has no terminal, and NotASetting.

    `must_find_wallet` refuses to open with another wallet than the one named on the command line.
    """
    _refuse_without_terminal()
    _close_leaks()
    _log_to(settings.places.log)
    _end_with_the_terminal()
    share_one_heap()
    # Collecting while everything is being imported finds nothing and delays the first frame by 60 ms.
    gc.disable()
    from dtao_tui.app import DtaoApp
    from dtao_tui.cli.composition import joined, refuse_unknown_wallet

    is_offered = _is_tour_offered(settings)
    with joined(settings) as parts:
        if must_find_wallet:
            refuse_unknown_wallet(settings, parts.session.accounts)
        app = DtaoApp(parts, offers_tour=is_offered)
        gc.enable()
        app.run()
    if app.return_code:
        charset.tell(f"dtao-tui: it ended unexpectedly; {settings.places.log} says more.")
    return app.return_code or 0


def _is_tour_offered(settings: Settings) -> bool:
    """Whether this is a first start, on practice, and nobody has declined."""
    is_first = not settings.places.journal.exists()
    return is_first and settings.network == PRACTICE and not os.environ.get("DTAO_TUI_NO_TOUR")


def _refuse_without_terminal() -> None:
    """Raise Stopped where standard input or standard error is no terminal that Textual can use."""
    ends = (sys.__stdin__, sys.__stderr__)
    if not all(end is not None and end.isatty() for end in ends):
        raise Stopped("The app needs a terminal; market, quote, portfolio and doctor work without one.")
    if os.environ.get("TERM") == "dumb":
        raise Stopped("This terminal cannot be drawn on (TERM=dumb); market, quote, portfolio and doctor work in it.")
    if not _speaks_unicode():
        raise Stopped("This terminal's character set is not UTF-8; set LANG to a locale such as C.UTF-8.")


def _speaks_unicode() -> bool:
    encoding = getattr(sys.__stderr__, "encoding", "") or ""
    return encoding.lower().replace("-", "").startswith("utf")


def _close_leaks() -> None:
    """Remove the variables that make Textual log keys, and forbid core files. Call it before importing Textual."""
    for name in _LEAKY:
        os.environ.pop(name, None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_the_terminal() -> None:
    """End the process some seconds after its terminal is gone.

    Textual's writer thread dies with the terminal, and drawing then waits for that thread forever.
    """
    usual = threading.excepthook

    def hear(fault: threading.ExceptHookArgs) -> None:
        if fault.thread is None or fault.thread.name != _OUTPUT:
            usual(fault)
            return
        _LOG.warning("the terminal is gone: %s", fault.exc_value)
        last = threading.Timer(_LAST_SECONDS, os._exit, (128 + signal.SIGHUP,))
        last.daemon = True
        last.start()
        os.kill(os.getpid(), signal.SIGHUP)

    threading.excepthook = hear


def _log_to(path: Path) -> None:
    """Send warnings to a rotating private file, since the terminal belongs to the app. Raises NotASetting."""
    try:
        handler = _PrivateLog(path, maxBytes=_LARGEST_LOG, backupCount=_OLD_LOGS, encoding="utf-8")
    except OSError as error:
        raise NotASetting(f"The log {path} cannot be opened: {error.strerror}.") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class _PrivateLog(RotatingFileHandler):
    """A rotating log whose files are 0600 from their first byte."""

    def _open(self):  # type: ignore[no-untyped-def]  # the handler's own signature is an unexported generic
        file = private_files.opened(Path(self.baseFilename), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        return os.fdopen(file, "a", encoding=self.encoding)
