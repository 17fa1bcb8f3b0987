"""A build backend of this name that builds nothing; see `build.py`."""
