"""Storage of the practice chain: typed items, nested transactions, a throw-away overlay, the last 256 states.

Every other room of practice reads and writes through `Storage` and `View`. This room imports no other room and knows
no pallet, block or file.
"""
