"""Clients that nobody here wrote, each in its own environment, on one journey against the practice node."""
