"""Depth: what sizes do to prices, as a ladder, a curve and single figures.

Screens, sizing and commands call it. Estimates are in floats and are only drawn; what an order pays is computed in
integers by `domain.trades.quoting`. It reads no chain and no clock.
"""
