"""The journey of py-substrate-interface, for a Python of its own: prints what it found as JSON."""

import json
import sys
from typing import Any

from substrateinterface import Keypair, SubstrateInterface

URL, SEED, RECEIVER = sys.argv[1:4]
RAO, NO_SUBNET = 7 * 10**9, 4000

# Its own types are of chains whose balances have 16 bytes; here, as on mainnet, they have eight.
chain = SubstrateInterface(url=URL, type_registry={"types": {"Balance": "u64"}})
pair = Keypair.create_from_seed(f"0x{SEED}", ss58_format=42)
heads: list[int] = []


def take(head: dict[str, Any], _number: int, _subscription: str) -> bool | None:
    heads.append(head["header"]["number"])
    return len(heads) == 2 or None


def finalized(call: Any) -> Any:
    return chain.submit_extrinsic(chain.create_signed_extrinsic(call, pair), wait_for_finalization=True)


chain.subscribe_block_headers(take)
transfer = chain.compose_call("Balances", "transfer_keep_alive", {"dest": RECEIVER, "value": RAO})
found = {
    "spec": chain.rpc_request("state_getRuntimeVersion", [])["result"]["specVersion"],
    "deposit": chain.get_constant("Balances", "ExistentialDeposit").value,
    "subnets": len(list(chain.query_map("SubtensorModule", "NetworksAdded"))),
    "heads": heads,
    "fee": chain.get_payment_info(transfer, pair)["partialFee"],
}
events = finalized(transfer).triggered_events
found["events"] = [f"{each.value['module_id']}.{each.value['event_id']}" for each in events]
stake = {"hotkey": pair.ss58_address, "netuid": NO_SUBNET, "amount_staked": RAO}
found["error"] = finalized(chain.compose_call("SubtensorModule", "add_stake", stake)).error_message["name"]
sys.stdout.write(json.dumps(found) + "\n")
