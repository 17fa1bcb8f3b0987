"""JSON-RPC answers taken apart: the result, or the error as an exception with a sentence.

Which codes and words mean a rate limit or a discarded state is what gateways and Substrate nodes send; a test holds it
equal to the SDK's own reading (bittensor 11.3).
"""

from collections.abc import Mapping
from typing import Any

from dtao_tui.chain.error_messages import contradiction, node_error
from dtao_tui.chain.rpc.retry_after import asked_to_wait
from dtao_tui.ports.errors import ChainTrouble, StateGone

_STATE_DISCARDED = "State already discarded for "
_LIMIT_CODES = frozenset({-32004, -32005})
_LIMIT_FIELDS = frozenset({"policy", "reason", "retry_after", "retryAfter", "retry_after_ms", "retryAfterMs"})
_LIMIT_WORDS = "storage work rate limit exceeded"
"""Sent with the code -32004 and without any of the fields."""


class JsonRpcError(Exception):
    """The error of a JSON-RPC answer."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        self.code = error.get("code")
        self.message = str(error.get("message") or "Request failed")
        self.data = error.get("data")
        super().__init__(self.message if self.data is None else f"{self.message}: {self.data}")

    @property
    def is_state_gone(self) -> bool:
        """Whether the node has discarded the state that was asked for."""
        return _STATE_DISCARDED in self.message or (isinstance(self.data, str) and _STATE_DISCARDED in self.data)

    @property
    def is_limit(self) -> bool:
        """Whether a gateway refuses the request because there were too many."""
        if type(self.code) is not int or self.code not in _LIMIT_CODES:
            return False
        if self.code == -32004 and self.message.strip().casefold() == _LIMIT_WORDS:
            return True
        return isinstance(self.data, dict) and not _LIMIT_FIELDS.isdisjoint(self.data)

    @property
    def wait_told(self) -> list[str]:
        """The seconds that the gateway asks to wait, as text; empty where it names none."""
        data = self.data if isinstance(self.data, dict) else {}
        told = data.get("retry_after") or data.get("retryAfter")
        return [] if told is None else [str(told)]

    def trouble(self, host: str) -> ChainTrouble:
        """What this error means for the request that it answers."""
        if self.is_state_gone:
            return StateGone("This endpoint no longer keeps the state of that block.")
        if self.is_limit:
            return asked_to_wait(host, "its own limit", self.wait_told or None)
        return node_error(str(self))


def result_of(message: Mapping[str, Any]) -> Any:
    """The result of an answer. Raises JsonRpcError, and NotUnderstood for neither result nor error."""
    if "error" in message:
        error = message["error"]
        if not isinstance(error, dict):
            raise contradiction("one of its messages is no answer at all")
        raise JsonRpcError(error)
    if "result" not in message:
        raise contradiction("one of its messages is no answer at all")
    return message["result"]
