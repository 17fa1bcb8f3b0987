"""Plans as pure functions: from a block, an account and what was typed to steps with their quotes, checks and costs.

Services and screens call it; `step_bounds` says which new quote of a step is still the one that was confirmed. It
never asks the chain and never signs or sends anything.
"""
