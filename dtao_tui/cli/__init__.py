"""The command line: arguments, headless commands, and the only place where parts are joined.

Nobody imports it. It makes the adapters, hands them to services as `AppContext`, and starts the app or a headless
command. `--help` loads neither Textual nor the SDK; each failure is one plain sentence on standard error and a
status.
"""

import sys

_INTERRUPTED = 130


def main() -> None:
    """Run `dtao-tui`; a failure is one plain sentence on standard error and a non-zero exit status."""
    try:
        from dtao_tui.cli.commands import run
        from dtao_tui.output import charset

        charset.prepare()
        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
