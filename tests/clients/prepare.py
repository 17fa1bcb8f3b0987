"""Makes the clients' environments from their locks: `make clients`. No package runs anything when it is installed."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence

from tests.clients.clients import ENVIRONMENTS, HERE, NODE_MODULES, PYTHON_ENVIRONMENT

PATIENCE_SECONDS = 600
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:")
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error")


def main() -> int:
    """Make what is missing; 1 with a sentence when that cannot be done."""
    made = [_javascript(), _python()]
    return 0 if all(made) else 1


def _javascript() -> bool:
    folder, source = ENVIRONMENTS / "javascript", HERE / "javascript"
    lock, kept = source / "package-lock.json", folder / "package-lock.json"
    is_made = NODE_MODULES.is_dir() and kept.is_file() and kept.read_bytes() == lock.read_bytes()
    # Node looks for packages beside the journeys, not where it is started.
    shutil.copytree(source, folder, dirs_exist_ok=True)
    npm = shutil.which("npm")
    if is_made:
        return True
    if npm is None:
        return _said("npm is not installed: the clients in JavaScript are not tried")
    return _ran([npm, *NPM], os.fspath(folder)) or _removed(NODE_MODULES)


def _python() -> bool:
    lock = HERE / "python" / f"{PYTHON_ENVIRONMENT.name}.lock"
    mark = PYTHON_ENVIRONMENT / lock.name
    if mark.is_file() and mark.read_bytes() == lock.read_bytes():
        return True
    venv.create(PYTHON_ENVIRONMENT, clear=True, with_pip=True)
    python = os.fspath(PYTHON_ENVIRONMENT / "bin" / "python")
    if not _ran([python, *PIP, "--requirement", os.fspath(lock)], None):
        return _removed(PYTHON_ENVIRONMENT)
    shutil.copy(lock, mark)
    return True


def _ran(command: Sequence[str], folder: str | None) -> bool:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return _said(f"{command[0]} took more than {PATIENCE_SECONDS} s")
    if not done.returncode:
        return True
    said = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "it said nothing")
    return _said(f"{command[0]} failed ({said.strip()})")


def _removed(folder: os.PathLike[str]) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return False


def _said(sentence: str) -> bool:
    print(f"{sentence}. Tests of clients are skipped without it.", file=sys.stderr)  # noqa: T201
    return False


if __name__ == "__main__":
    sys.exit(main())
