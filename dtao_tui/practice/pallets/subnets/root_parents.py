"""Root's validators as parents of the hotkey of a new subnet's owner (`auto_parent.rs`, spec 475).

On that subnet their stake counts as their child's, which shares what it earns with them. Practice has no other parents
and children; nobody can opt out.
"""

from collections.abc import Iterator

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.pallets import shares, u96f32
from dtao_tui.practice.pallets.registry import Context, Storage, View
from dtao_tui.practice.pallets.shares import OWNER
from dtao_tui.practice.state.storage import Value

CHILDREN = "SubtensorModule.ChildKeys"
PARENTS = "SubtensorModule.ParentKeys"
CHILD_TAKE = "SubtensorModule.ChildkeyTake"

_U16_MAX = 65535


def adopt_owner(context: Context, netuid: int) -> None:
    """Make a new subnet's owner the child of every validator on root (`do_set_root_validators_for_subnet`)."""
    storage = context.storage
    child = storage.raw("SubtensorModule.SubnetOwnerHotkey", netuid)
    count = storage.number("SubtensorModule.SubnetworkN", ROOT)
    validators = [storage.raw("SubtensorModule.Keys", ROOT, uid) for uid in range(count)]
    parents = [each for each in validators if each != child and not relations(storage, CHILDREN, each, netuid)]
    for parent in parents:
        children: Value = [(U64_MAX, child)]
        storage.put(CHILDREN, parent, netuid, value=children)
        context.emit("SubtensorModule", "SetChildren", parent, netuid, children)
    if parents:
        storage.put(PARENTS, child, netuid, value=[(U64_MAX, parent) for parent in parents])


def relations(view: View, item: str, hotkey: bytes, netuid: int) -> list[tuple[int, bytes]]:
    """A hotkey's parents or children on a subnet, with the part in 2⁻⁶⁴ of the parent's stake that is the child's."""
    stored = view.get(item, hotkey, netuid)
    pairs = [each for each in stored if isinstance(each, list | tuple)] if isinstance(stored, list | tuple) else []
    return [(part, other) for part, other in pairs if isinstance(part, int) and isinstance(other, bytes)]


def inherited(view: View, hotkey: bytes, netuid: int, of: int) -> int:
    """A hotkey's stake on one subnet, `of`, in rao, as it counts on another, without its children's part."""
    own = u96f32.from_int(shares.hotkey_alpha(view, hotkey, of))
    given = sum(u96f32.times(own, _proportion(part)) for part, _ in relations(view, CHILDREN, hotkey, netuid))
    taken = sum(
        u96f32.times(u96f32.from_int(shares.hotkey_alpha(view, parent, of)), _proportion(part))
        for part, parent in relations(view, PARENTS, hotkey, netuid)
    )
    return u96f32.to_u64(max(own - given, 0) + taken)


def spread(view: View, netuid: int, hotkey: bytes, earned: int, tao_weight: int) -> Iterator[tuple[bytes, int]]:
    """What a child earned, in U96F32 rao, shared with its parents by their stake, less its take from strangers.

    `get_parent_child_dividends_distribution`. What the chain would burn of it, `CKBurn`, is nothing on practice.
    """
    parents = relations(view, PARENTS, hotkey, netuid)
    if not parents:
        yield hotkey, earned
        return
    given = sum(_proportion(part) for part, _ in relations(view, CHILDREN, hotkey, netuid))
    own = _contribution(view, hotkey, netuid, max(u96f32.ONE - given, 0), tao_weight)
    parts = [(parent, _contribution(view, parent, netuid, _proportion(part), tao_weight)) for part, parent in parents]
    whole = (own >> 32 << 32) + sum(part for _, part in parts)
    take = u96f32.over(u96f32.from_int(view.number(CHILD_TAKE, hotkey, netuid)), u96f32.from_int(_U16_MAX))
    left, taken = earned, 0
    for parent, part in parts:
        share = u96f32.times(earned, u96f32.over(part, whole))
        left -= share
        if view.raw(OWNER, parent) != view.raw(OWNER, hotkey):
            taken += u96f32.times(take, share)
            share -= u96f32.times(take, share)
        yield parent, share >> 32 << 32
    yield hotkey, (left + taken) >> 32 << 32


def succeed(storage: Storage, old: bytes, new: bytes, netuid: int) -> None:
    """Put a new hotkey in the place of an old one, as a parent and as a child (`parent_child_swap_hotkey`)."""
    for mine, theirs in ((CHILDREN, PARENTS), (PARENTS, CHILDREN)):
        known = relations(storage, mine, old, netuid)
        if not known:
            continue
        storage.drop(mine, old, netuid)
        storage.put(mine, new, netuid, value=[*known])
        for _, other in known:
            back = relations(storage, theirs, other, netuid)
            storage.put(theirs, other, netuid, value=[(part, new if each == old else each) for part, each in back])


def _contribution(view: View, hotkey: bytes, netuid: int, proportion: int, tao_weight: int) -> int:
    alpha, root = (u96f32.from_int(shares.hotkey_alpha(view, hotkey, each)) for each in (netuid, ROOT))
    return u96f32.times(alpha, proportion) + u96f32.times(u96f32.times(root, proportion), tao_weight)


def _proportion(part: int) -> int:
    return u96f32.over(u96f32.from_int(part), u96f32.from_int(U64_MAX))
