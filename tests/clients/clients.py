"""The clients that are tried against the practice node: their environments, their journeys, the README's table."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".clients"
"""Where `make clients` puts them; git ignores it."""

NODE_MODULES = ENVIRONMENTS / "javascript" / "node_modules"
PYTHON_ENVIRONMENT = ENVIRONMENTS / "python" / "py_substrate_interface"
FILL = "make clients fills it"

STEPS = {
    "spec": "connects",
    "deposit": "constants",
    "subnets": "maps",
    "price": "runtime APIs",
    "heads": "heads",
    "fee": "fee",
    "events": "signs, sends, reads events",
    "error": "errors by name",
}
"""What a journey reports, by its key, and the README's word for it."""


@dataclass(frozen=True, slots=True)
class TriedClient:
    """A client with its journey."""

    name: str
    journey: str
    """The file of its journey, and further words for it."""

    cannot: Mapping[str, str] = field(default_factory=dict)
    """Steps that it does not take, and why."""

    environment: Path | None = NODE_MODULES
    """What must be there; None for what the tests' own environment has."""

    def command(self) -> list[str]:
        """The journey's command without the node's address. Raises NotPrepared."""
        if self.environment is not None and not self.environment.is_dir():
            raise NotPrepared(f"{self.environment} is not there: {FILL}")
        file, *_ = self.journey.split()
        if not file.endswith(".mjs"):
            python = sys.executable if self.environment is None else str(self.environment / "bin" / "python")
            return [python, str(HERE / "python" / file)]
        node = shutil.which("node")
        if node is None:
            raise NotPrepared("Node is not installed")
        return [node, str(ENVIRONMENTS / "javascript" / file)]

    @property
    def words(self) -> list[str]:
        """Further words for the journey."""
        return self.journey.split()[1:]


class NotPrepared(Exception):
    """A client's environment is not here; says what to do."""


NO_APIS = "it knows no runtime APIs but its own few"
CLIENTS = (
    TriedClient("`@polkadot/api` 16.4", "polkadot_js.mjs"),
    TriedClient("`dedot` 1.3", "dedot.mjs"),
    TriedClient("`dedot` 1.3, `LegacyClient`", "dedot.mjs legacy"),
    TriedClient("`polkadot-api` 2.2", "polkadot_api.mjs"),
    TriedClient(
        "`substrate-interface` 1.8", "py_substrate_interface.py", {"price": NO_APIS}, environment=PYTHON_ENVIRONMENT
    ),
    TriedClient("`async-substrate-interface` 2, of btcli 9", "async_substrate.py", environment=None),
)


def table() -> str:
    """The README's table."""
    head = f"| client | {' | '.join(STEPS.values())} |"
    rows = (
        f"| {client.name} | {' | '.join('–' if step in client.cannot else 'yes' for step in STEPS)} |"
        for client in CLIENTS
    )
    return "\n".join((head, "| --- |" + " --- |" * len(STEPS), *rows))
