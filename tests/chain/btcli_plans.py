"""Program that parses commands by the stock btcli and prints the call that its SDK plans for each, without sending.

Reads a JSON list of argument lists from standard input and writes a JSON list of hexadecimal calls. btcli's own parser
makes the intent; only the last step, which would ask, sign and send, is replaced by `Client.plan` or `Client.compose`.
"""

import json
import sys
from typing import Any

import bittensor as bt
from bittensor.cli import call as raw_call
from bittensor.cli import main
from bittensor.cli.context import AppContext


def planned(commands: list[list[str]], address: str) -> list[dict[str, Any]]:
    """What each command comes to: the call's bytes, and whether it would be shielded."""
    found: list[dict[str, Any]] = []
    signer = bt.sp_core.Keypair(ss58_address=address)

    def submit(self: AppContext, intent: Any, **_: Any) -> None:
        proxy = {"proxy_for": self.resolve_dispatch_proxy(None), "proxy_type": _text(self.force_proxy_type)}
        plan = self.run(lambda client: client.plan(intent, signer, **proxy))
        found.append({"call": bytes(plan.call.data).hex(), "op": intent.op, "shield": self.mev_shield})

    async def compose_only(client: Any, prepare: Any) -> None:
        composed = await client.compose(await prepare(client))
        found.append({"call": bytes(composed.data).hex(), "op": "", "shield": None})

    AppContext.submit = submit  # type: ignore[method-assign]  # btcli has no dry run that prints a call
    raw_call._compose_only = compose_only  # type: ignore[assignment]  # the same
    for words in commands:
        dry = ["--dry-run"] if words[0] == "call" else []
        main.app([*words, *dry, "--yes"], standalone_mode=False)
    return found


def _text(choice: Any) -> str | None:
    return None if choice is None else str(getattr(choice, "value", choice))


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    result = planned(asked["commands"], asked["address"])
    sys.stderr.flush()
    sys.stdout.write("\n" + json.dumps(result) + "\n")
