"""What a market did: samples of final blocks, bars made of them, the ladder of their sizes, and what follows from them.

Plain values without a clock or a disk; `records` stores them and `services` fills them. Time is the chain's own, in
milliseconds; blocks stand beside it. Nothing here asks a chain or decides what is shown.
"""
