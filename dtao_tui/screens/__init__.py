"""Screens compose, watch and mediate."""
