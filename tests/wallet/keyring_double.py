"""The keyring's child with a back end that behaves as the account's name says."""

import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend

from dtao_tui.wallet import keyring_child, keyring_probe


class Double(KeyringBackend):
    """Keeps things well, or not: `forgetful` nothing, `cutting` the first word, the others do worse."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: str | None = None

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept

    def set_password(self, service: str, username: str, password: str) -> None:
        match username:
            case "cutting":
                self.kept = password.split()[0]
            case "failing":
                raise OSError(f"cannot store {password}")
            case "dying":
                os._exit(9)
            case "hanging":
                time.sleep(600)

    def delete_password(self, service: str, username: str) -> None:
        self.kept = None
        Path(os.environ["HOME"], "deleted").touch()


def main() -> None:
    keyring_probe.state = lambda: keyring_probe.READY  # type: ignore[assignment]
    keyring_child.backend = Double
    keyring_child.main()
