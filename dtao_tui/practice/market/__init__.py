"""Simulated traders: market makers, trend followers, insiders and a whale, drawn from the seed and the block.

`node.rules` runs them once in each block. They deal through `pallets` as any account does and never touch blocks.
"""
