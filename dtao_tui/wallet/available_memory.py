"""Free memory by /proc/meminfo, control groups and RLIMIT_AS: an unlock is refused before the kernel kills it."""

import resource
from pathlib import Path

UNLOCK_NEEDS = 600 * 1024 * 1024
"""Bytes needed for about three seconds to open an encrypted key file (Argon2 with 512 MiB)."""

_MEMINFO = Path("/proc/meminfo")
_OWN_GROUPS = Path("/proc/self/cgroup")
_GROUPS = Path("/sys/fs/cgroup")


def available(meminfo: Path = _MEMINFO, own: Path = _OWN_GROUPS, groups: Path = _GROUPS) -> int | None:
    """Bytes that a child process can allocate, or None if the system does not say."""
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    limits = [_machine(meminfo), _group(own, groups), None if soft == resource.RLIM_INFINITY else soft]
    return min((limit for limit in limits if limit is not None), default=None)


def shortage(free: int | None) -> str | None:
    """The sentence that refuses an unlock with this much free memory, or None."""
    if free is None or free >= UNLOCK_NEEDS:
        return None
    megabyte = 1024 * 1024
    return (
        f"Unlocking needs {UNLOCK_NEEDS // megabyte} MB of memory for three seconds, "
        f"and {free // megabyte} MB are free. Close something and try again."
    )


def _machine(meminfo: Path) -> int | None:
    try:
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return None
    return None


def _group(own: Path, groups: Path) -> int | None:
    """Bytes left in the tightest control group of this process (cgroup v2 and v1)."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return None
    rooms = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if not controllers:
            rooms += _rooms(groups, path, "memory.max", "memory.current")
        elif "memory" in controllers.split(","):
            rooms += _rooms(groups / "memory", path, "memory.limit_in_bytes", "memory.usage_in_bytes")
    return min(rooms, default=None)


def _rooms(root: Path, path: str, limit: str, usage: str) -> list[int]:
    folder = root / path.strip("/")
    chain = [folder, *folder.parents][: len(folder.parts) - len(root.parts) + 1]
    found = [_room(group, limit, usage) for group in chain]
    return [room for room in found if room is not None]


def _room(group: Path, limit: str, usage: str) -> int | None:
    try:
        most, used = int((group / limit).read_text()), int((group / usage).read_text())
        # File pages are given back when memory is asked for.
        return max(0, most - used + _inactive_file(group))
    except (OSError, ValueError):
        return None


def _inactive_file(group: Path) -> int:
    for line in (group / "memory.stat").read_text().splitlines():
        if line.startswith(("inactive_file ", "total_inactive_file ")):
            return int(line.split()[1])
    return 0
