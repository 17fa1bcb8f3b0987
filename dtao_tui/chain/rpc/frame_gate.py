"""The gate for an endpoint's frames: answers to our questions pass, updates go to their inbox, all else is dropped."""

import json
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dtao_tui.chain.rpc.subscription_queues import LARGEST_UPDATE, SubscriptionQueues

MEBIBYTE = 2**20
LARGEST_MESSAGE = 12 * MEBIBYTE
"""Bytes of one frame: 4,096 subnets with 1.5 KiB of binary each, and the longest block that the chain allows."""

HEAVIEST_MESSAGE = 16 * MEBIBYTE
"""The same with what its parts take once they are read."""

HEAVIEST_ANSWER = MEBIBYTE
"""Weight of an answer to a question that is not among those below."""

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
"""Weight of all answers that are waited for at the same time."""

_ANSWERS_PER_SECOND = 4 * MEBIBYTE
"""So much of the weight above is forgiven each second, for a connection on which something is always waited for."""

_PART_BYTES = 64
"""What a list, a table or an entry takes in memory beyond its characters."""

_PARTS = ("[", "{", ",")


class TooMuch(ConnectionError):
    """The endpoint answers with more than can be an honest answer."""


class NoMessage(ConnectionError):
    """The endpoint does not speak JSON-RPC: nothing that follows can be trusted to be an answer."""


class FrameGate:
    """Judges the frames of one socket, knowing what was asked over it."""

    def __init__(self, inboxes: SubscriptionQueues, now: Callable[[], float] = time.monotonic) -> None:
        self._inboxes = inboxes
        self._now = now
        self._asked: dict[int, int] = {}
        """By the number of a question that is not answered yet, what its answer may weigh."""

        self._weight = 0.0
        self._weighed_at = 0.0

    def asks(self, text: str) -> None:
        """Take note of a question that is being sent."""
        question = json.loads(text)
        if not self._asked:
            self._weight = 0.0
        self._asked[question["id"]] = _heaviest_answer(question)

    def admits(self, frame: str | bytes) -> bool:
        """Whether this frame answers a question; an update is put into its inbox. Raises TooMuch, NoMessage."""
        weight = weight_of(frame)
        if weight > LARGEST_UPDATE and not self._asked:
            return False
        if weight > HEAVIEST_MESSAGE:
            # Read, to see whether it is an answer at all, it would take too much already.
            raise TooMuch("one frame outweighs every honest answer")
        message = _read(frame)
        if message.get("id") is not None:
            return self._is_answer(message["id"], weight)
        parameters = message.get("params")
        if isinstance(parameters, dict) and isinstance(parameters.get("subscription"), (str, int)):
            self._inboxes.deliver(str(parameters["subscription"]), parameters.get("result"), weight)
        return False

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


def _heaviest_answer(question: Mapping[str, Any]) -> int:
    method, parameters = question["method"], question["params"]
    called = parameters[0] if method == "state_call" and parameters else method
    return HEAVIEST_ANSWERS_TO.get(called, HEAVIEST_ANSWERS_TO.get(method, HEAVIEST_ANSWER))


def weight_of(frame: str | bytes) -> int:
    """Bytes that this frame takes once it is read, at most about."""
    if isinstance(frame, str):
        return len(frame) + _PART_BYTES * sum(map(frame.count, _PARTS))
    return len(frame) + _PART_BYTES * sum(frame.count(part.encode()) for part in _PARTS)


def _read(frame: str | bytes) -> dict[str, Any]:
    """The message. Raises NoMessage; this program never asks for several answers in one frame."""
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise NoMessage("a frame cannot be read") from error
    if not isinstance(message, dict):
        raise NoMessage("a frame holds no message")
    return message
