"""The chain's calls and their economics, pallet by pallet, with the checks in the order of the real pallets.

`registry` holds the tables of calls, queries and block rules. Blocks, queries, drills and the market call this room;
it changes `state` only, and never imports blocks, queries or the node.
"""
