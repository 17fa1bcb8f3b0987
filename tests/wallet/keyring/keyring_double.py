"""The keyring's child with a back end that behaves as the account's name says."""

import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend

from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.wallet.keyring import keyring_child, keyring_probe


class Double(KeyringBackend):
    """Keeps things or not: `forgetful` nothing, `cutting` the first word, `copying` it thrice; some do worse."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: str | None = None
        self.copies = 0

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept

    def set_password(self, service: str, username: str, password: str) -> None:
        match username:
            case "cutting" | "copying":
                self.kept = password.split()[0]
                self.copies = 3 if username == "copying" else 1
            case "failing":
                raise OSError(f"cannot store {password}")
            case "dying":
                os._exit(9)
            case "hanging":
                time.sleep(600)

    def delete_password(self, service: str, username: str) -> None:
        self.copies -= 1
        self.kept = self.kept if self.copies > 0 else None
        with Path(os.environ["HOME"], "deleted").open("a") as file:
            file.write("one\n")


def main() -> None:
    keyring_probe.state = lambda: KeyringState.READY  # type: ignore[assignment]
    keyring_child.backend = Double
    keyring_child.main()
