"""What a chain begins with: a world from a seed or from a JSON file, and the genesis state written from it.

The node builds a world once, before block 0. Nothing here runs while blocks are made, and nothing imports blocks.
"""
