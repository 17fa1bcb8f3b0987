"""Running the program's command line in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DTAO_TUI_HOME": str(home)}
    command = [sys.executable, "-m", "dtao_tui", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
