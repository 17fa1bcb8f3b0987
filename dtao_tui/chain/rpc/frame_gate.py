"""Size-checked filter for incoming frames: answers to open requests pass, updates are queued, the rest is dropped."""

import json
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dtao_tui.chain.rpc.subscription_queues import LARGEST_UPDATE, SubscriptionQueues

MEBIBYTE = 2**20
LARGEST_MESSAGE = 12 * MEBIBYTE
"""Limit of one frame in bytes: 4,096 subnets with 1.5 KiB of binary each, and the longest block the chain allows."""

HEAVIEST_MESSAGE = 16 * MEBIBYTE
"""Limit of one frame's weight: its bytes and what its parts take in memory once parsed."""

HEAVIEST_ANSWER = MEBIBYTE
"""Limit of an answer's weight for requests that are not listed below."""

HEAVIEST_ANSWERS_TO: Mapping[str, int] = MappingProxyType(
    {
        "SubnetInfoRuntimeApi_get_all_dynamic_info": LARGEST_MESSAGE,
        "state_queryStorageAt": LARGEST_MESSAGE,
        "chain_getBlock": LARGEST_MESSAGE,
        "state_getStorageAt": 3 * MEBIBYTE,
        "Metadata_metadata_at_version": 4 * MEBIBYTE,
        "state_getMetadata": 4 * MEBIBYTE,
        "state_call": 2 * MEBIBYTE,
    }
)
"""By method, or by what `state_call` calls. Mainnet's metadata is 1.3 MB, and 4,096 subnets' storage weighs 9 MB."""

HEAVIEST_ANSWERS = 28 * MEBIBYTE
"""Limit of the weight of all answers to concurrent requests together."""

_ANSWERS_PER_SECOND = 4 * MEBIBYTE
"""Weight forgiven each second, for a connection on which some request is always open."""

_PART_BYTES = 64
"""Estimate of what a list, a table or an entry takes in memory beyond its characters."""

_PARTS = ("[", "{", ",")


class TooMuch(ConnectionError):
    """An answer is larger than any honest one."""


class NoMessage(ConnectionError):
    """A frame is no JSON-RPC message, so nothing that follows can be taken for an answer."""


class FrameGate:
    """Filters the frames of one socket by the requests that were sent over it."""

    def __init__(self, queues: SubscriptionQueues, now: Callable[[], float] = time.monotonic) -> None:
        self._queues = queues
        self._now = now
        self._asked: dict[int, int] = {}
        """Largest weight of the answer, by the number of each open request."""

        self._weight = 0.0
        self._weighed_at = 0.0

    def asks(self, request: Mapping[str, Any]) -> None:
        """Register a request that is being sent."""
        if not self._asked:
            self._weight = 0.0
        self._asked[request["id"]] = _heaviest_answer(request)

    def admits(self, frame: str | bytes) -> dict[str, Any] | None:
        """The message if it answers a request; an update is put into its queue. Raises TooMuch, NoMessage."""
        weight = weight_of(frame)
        if weight > LARGEST_UPDATE and not self._asked:
            return None
        if weight > HEAVIEST_MESSAGE:
            # Read, to see whether it is an answer at all, it would take too much already.
            raise TooMuch("one frame outweighs every honest answer")
        message = _read(frame)
        if message.get("id") is not None:
            return message if self._is_answer(message["id"], weight) else None
        parameters = message.get("params")
        if isinstance(parameters, dict) and isinstance(parameters.get("subscription"), (str, int)):
            self._queues.deliver(str(parameters["subscription"]), parameters.get("result"), weight)
        return None

    def _is_answer(self, number: Any, weight: int) -> bool:
        if type(number) is not int or number not in self._asked:
            return False
        if weight > self._asked.pop(number):
            raise TooMuch("the answer outweighs every honest one to this question")
        now = self._now()
        forgiven = (now - self._weighed_at) * _ANSWERS_PER_SECOND
        self._weight, self._weighed_at = max(0.0, self._weight - forgiven) + weight, now
        if self._weight > HEAVIEST_ANSWERS:
            raise TooMuch("the answers outweigh all honest ones together")
        return True


def _heaviest_answer(request: Mapping[str, Any]) -> int:
    method, parameters = request["method"], request["params"]
    called = parameters[0] if method == "state_call" and parameters else method
    return HEAVIEST_ANSWERS_TO.get(called, HEAVIEST_ANSWERS_TO.get(method, HEAVIEST_ANSWER))


def weight_of(frame: str | bytes) -> int:
    """Estimate of the memory in bytes that a frame takes once it is parsed."""
    if isinstance(frame, str):
        return len(frame) + _PART_BYTES * sum(map(frame.count, _PARTS))
    return len(frame) + _PART_BYTES * sum(frame.count(part.encode()) for part in _PARTS)


def _read(frame: str | bytes) -> dict[str, Any]:
    """The parsed message. Raises NoMessage, also for a batch, which this program never asks for."""
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise NoMessage("a frame cannot be read") from error
    if not isinstance(message, dict):
        raise NoMessage("a frame holds no message")
    return message
