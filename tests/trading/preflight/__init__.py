"""Tests of the checks before a signature, by subject."""
