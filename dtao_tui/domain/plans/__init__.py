"""Plans: several orders that are shown and confirmed as one, and the record of how far one was carried out.

Trading makes plans, services carry them out, screens show them. Everything here is frozen values and plain integers: a
plan signs nothing and asks nothing, and what happens to it is appended and never changed.
"""
