"""Bar frames as bytes: the columns one after the other, eight bytes a number, and the list of subnets they are of."""

import struct
import sys
import zlib
from array import array
from collections.abc import Sequence

from dtao_tui.domain.history.bar_frames import Bar, BarFrame
from dtao_tui.domain.history.block_samples import PoolsBefore
from dtao_tui.domain.subnet_id import SubnetId

_UNSIGNED, _SIGNED = "Q", "q"
_NUMBER = 8
_OF_BLOCK, _OF_BAR = 6, 9
"""Columns of a block's frame, whose four prices are one, and of a longer bar's."""

_MEMBER = struct.Struct("<HQ")
_HALVES = 2**64


def packed(frame: BarFrame, *, is_block: bool) -> bytes:
    """The content of a frame; the subnets are packed on their own."""
    prices = (frame.closes,) if is_block else (frame.closes, frame.opens, frame.highs, frame.lows)
    columns = [_column(column) for column in (*prices, frame.tao_in, frame.alpha_in, frame.weights, frame.volumes)]
    return b"".join((*columns, _column(frame.flows, _SIGNED), frame.marks))


def unpacked(content: bytes, subnets: tuple[SubnetId, ...], time: int, block: int, *, is_block: bool) -> BarFrame:
    """The frame in these bytes. Raises ValueError where their number is wrong."""
    count = _counted(content, len(subnets), is_block=is_block)
    columns = [_numbers(content, at, count) for at in range((_OF_BLOCK if is_block else _OF_BAR) - 1)]
    closes, opens, highs, lows = columns[:1] * 4 if is_block else columns[:4]
    tao_in, alpha_in, weights, volumes = columns[-4:]
    flows = _numbers(content, len(columns), count, _SIGNED)
    marks = content[(len(columns) + 1) * count * _NUMBER :]
    return BarFrame(time, block, subnets, opens, highs, lows, closes, tao_in, alpha_in, weights, volumes, flows, marks)


def bar_in(content: bytes, place: int, count: int, time: int, block: int, *, is_block: bool) -> Bar:
    """The bar of the subnet at this place. Raises ValueError where the number of bytes is wrong."""
    _counted(content, count, is_block=is_block)
    columns = _OF_BLOCK if is_block else _OF_BAR
    found = [
        int.from_bytes(content[(at * count + place) * _NUMBER :][:_NUMBER], "little", signed=at == columns - 1)
        for at in range(columns)
    ]
    close, opened, high, low = found[:1] * 4 if is_block else found[:4]
    tao_in, alpha_in, weight, volume, flow = found[-5:]
    marks = content[columns * count * _NUMBER + place]
    return Bar(time, block, opened, high, low, close, tao_in, alpha_in, weight, volume, flow, marks)


def checksum(content: bytes) -> int:
    """By which damage is noticed."""
    return zlib.crc32(content)


def packed_members(subnets: Sequence[SubnetId]) -> bytes:
    """A list of subnets."""
    return b"".join(_MEMBER.pack(subnet.netuid, subnet.registered_at or 0) for subnet in subnets)


def members_in(content: bytes) -> tuple[SubnetId, ...]:
    """The subnets in these bytes. Raises ValueError."""
    if len(content) % _MEMBER.size:
        raise ValueError("a list of subnets is cut")
    return tuple(SubnetId(netuid, registered_at) for netuid, registered_at in _MEMBER.iter_unpack(content))


def packed_pools(pools: PoolsBefore) -> bytes:
    """What the next sample is measured against; its subnets are packed on their own."""
    counters = [(_HALVES * _HALVES - 1) if traded is None else traded for traded in pools.traded]
    halves = [half for counter in counters for half in divmod(counter, _HALVES)]
    return _column(pools.tao_in) + _column(halves)


def pools_in(content: bytes, subnets: tuple[SubnetId, ...], time: int, block: int) -> PoolsBefore:
    """The pools in these bytes. Raises ValueError."""
    count = len(subnets)
    if len(content) != 3 * count * _NUMBER:
        raise ValueError("the pools are cut")
    halves = [*_numbers(content, 1, count), *_numbers(content, 2, count)]
    counters = [high * _HALVES + low for high, low in zip(halves[::2], halves[1::2], strict=True)]
    traded = [None if counter == _HALVES * _HALVES - 1 else counter for counter in counters]
    return PoolsBefore(block, time, subnets, _numbers(content, 0, count), traded)


def _column(numbers: Sequence[int], kind: str = _UNSIGNED) -> bytes:
    column = numbers if isinstance(numbers, array) else array(kind, numbers)
    if sys.byteorder == "big":
        column = array(kind, column)
        column.byteswap()
    return column.tobytes()


def _numbers(content: bytes, column: int, count: int, kind: str = _UNSIGNED) -> "array[int]":
    numbers = array(kind)
    numbers.frombytes(content[column * count * _NUMBER : (column + 1) * count * _NUMBER])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _counted(content: bytes, count: int, *, is_block: bool) -> int:
    columns = _OF_BLOCK if is_block else _OF_BAR
    if len(content) != count * (columns * _NUMBER + 1):
        raise ValueError("a frame is cut")
    return count
