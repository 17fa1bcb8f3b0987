"""The journal: every order from its signature to its end, on disk before it is sent."""


class Journal:
    """Placed orders of all networks in one SQLite file."""
