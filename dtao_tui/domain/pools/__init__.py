"""The weighted pool of a subnet and its swap, bit for bit as the chain computes it.

Everyone may call it: quotes, holdings, practice. Plain integers of rao and fixed point; it never reads a clock, a file
or a chain, and never rounds without a name for it.
"""
