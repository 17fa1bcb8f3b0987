"""The command line: the only place where parts are joined."""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run `dtao-tui`; a failure is one plain sentence on standard error and a non-zero exit status."""
    try:
        from dtao_tui.cli.commands import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
