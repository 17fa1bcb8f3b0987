"""The outside world behind Protocols."""
