"""Dividends recorded at each epoch for held and watched subnets, and the yields that they come to.

The hub feeds it blocks, screens ask it for yields without a request. It writes through the Protocol of the record of
the market alone, only what is final, and nothing that trades depends on it.
"""
