"""Answers to `state_queryStorageAt`: what each key that was asked for holds."""

from collections.abc import Collection
from typing import Any


def told_of(groups: Any, keys: Collection[str]) -> dict[str, str | None]:
    """The entry of each key in hexadecimal, None where there is none; keys that were not asked for are left out.

    A node names each key of a single block, with null where nothing is stored (`query_storage_unfiltered`), so a key
    that is left out is no answer: it must not pass for an empty entry. Raises ValueError, TypeError or KeyError for
    that and for another shape.
    """
    found = {key: value for group in groups for key, value in group["changes"]}
    told = {key: found[key] for key in keys if key in found}
    if len(told) < len(set(keys)):
        raise ValueError("an entry that was asked for is not in the answer")
    return told
