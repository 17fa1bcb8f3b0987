"""The ticket without Textual: what was typed and chosen, sized to rao, as an intent with its assessment.

The dock in `screens` and the commands call it at each key, so it is quick. It knows the chain through ports alone,
and it never signs or sends anything.
"""
