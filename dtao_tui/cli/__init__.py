"""The command line: the only place where parts are joined."""

import sys


def main() -> None:
    """Run `dtao-tui`; a failure is one plain sentence on standard error and a non-zero exit status."""
    from dtao_tui.cli.commands import run

    sys.exit(run(sys.argv[1:]))
