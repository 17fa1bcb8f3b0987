"""dtao-tui: a keyboard-driven terminal desk for Bittensor stakers."""

__version__ = "0.1.0"
