"""Subscriptions to storage (`state_subscribeStorage`): the changed values of some keys with each new block."""

from collections.abc import Callable, Sequence

from dtao_tui.practice.node.rpc_methods import INVALID_PARAMS, Params, RpcError

NAME = "state_subscribeStorage"
KIND = "state_storage"
MOST_KEYS = 4096
"""Keys that one connection may watch: each is read at every block."""

Change = tuple[object, object]
Changes = dict[str, object]


class StorageWatches:
    """All storage subscriptions of one connection."""

    def __init__(self, call: Callable[[str, Params], object]) -> None:
        """`call` answers the node's methods with an immediate answer."""
        self._call = call
        self._watched: dict[str, dict[object, object]] = {}

    def __len__(self) -> int:
        return len(self._watched)

    def begin(self, subscription: str, params: Params) -> Changes:
        """Watch these keys; the first notification has all their values. Raises RpcError."""
        keys = params[0] if params else None
        if not isinstance(keys, list) or not keys:
            raise RpcError(INVALID_PARAMS, "Invalid params", "expected a list of keys")
        if sum(map(len, self._watched.values())) + len(keys) > MOST_KEYS:
            raise RpcError(INVALID_PARAMS, "Invalid params", f"one connection watches {MOST_KEYS} keys at most")
        block, values = self._read(keys)
        self._watched[subscription] = dict(values)
        return {"block": block, "changes": [list(each) for each in values]}

    def end(self, subscription: str) -> bool:
        """Stop; whether there was such a subscription."""
        return self._watched.pop(subscription, None) is not None

    def changes(self) -> list[tuple[str, Changes]]:
        """What changed with the newest block, by subscription."""
        told = []
        for subscription, known in self._watched.items():
            block, values = self._read(list(known))
            changed = [list(each) for each in values if known[each[0]] != each[1]]
            if changed:
                known.update(values)
                told.append((subscription, {"block": block, "changes": changed}))
        return told

    def _read(self, keys: Sequence[object]) -> tuple[object, list[Change]]:
        answer = self._call("state_queryStorageAt", [list(keys)])
        if not isinstance(answer, list):
            raise TypeError("state_queryStorageAt answers a list")
        [found] = answer
        return found["block"], [(key, value) for key, value in found["changes"]]
