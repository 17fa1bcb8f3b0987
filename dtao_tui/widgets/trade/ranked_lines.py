"""Lines with a rank each: where rows are few, the lines of the highest rank are left out first."""

from itertools import groupby

from textual.content import Content


class RankedLines:
    """Lines from top to bottom. Rank 0 always stays."""

    def __init__(self) -> None:
        self._ranked: list[tuple[int, Content]] = []
        self._stand_ins: dict[int, tuple[int, Content]] = {}
        self._together: dict[int, Content] = {}

    def __len__(self) -> int:
        return len(self._ranked)

    def add(self, rank: int, line: Content) -> None:
        """Put a line below the others."""
        self._ranked.append((rank, line))

    def stand_in(self, rank: int, line: Content) -> None:
        """Draw this in the place of the line added last where lines of this rank are left out, since it tells them."""
        self._stand_ins[len(self._ranked) - 1] = (rank, line)

    def together(self, rank: int, in_one_line: Content) -> None:
        """Draw all lines of this rank, or this one line in their place, or none: some would look like the whole."""
        self._together[rank] = in_one_line

    def gap(self, rank: int) -> None:
        """Put a blank line below the others."""
        self.add(rank, Content(""))

    @property
    def least(self) -> int:
        """How many lines always stay."""
        return sum(not rank for rank, _ in self._ranked)

    def fitting(self, rows: int) -> list[Content]:
        """The lines for this many rows, in order; of equal ranks the lower line goes first."""
        places, room = range(len(self._ranked)), max(rows, self.least)
        kept = dict[int, Content]()
        left_out = set[int]()
        for rank, group in groupby(sorted(places, key=self._rank_at), self._rank_at):
            equals, left = list(group), room - len(kept)
            if len(equals) <= left:
                kept |= {at: self._ranked[at][1] for at in equals}
            elif left and rank in self._together:
                kept[equals[0]] = self._together[rank]
            else:
                left_out.add(rank)
                kept |= {at: self._ranked[at][1] for at in equals[:left]}
        stand_ins = {at: line for at, (rank, line) in self._stand_ins.items() if rank in left_out}
        return [stand_ins.get(at, kept[at]) for at in sorted(kept)]

    def _rank_at(self, place: int) -> int:
        return self._ranked[place][0]
