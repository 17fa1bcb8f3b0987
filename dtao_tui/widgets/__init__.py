"""Widgets draw values they are given and say what the user did by messages."""
