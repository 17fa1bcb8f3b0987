"""Property tests try the same examples each time, unless DTAO_EXPLORE asks for new and many more."""

import os

from hypothesis import settings

settings.register_profile("repeat", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=3000, deadline=None)
settings.load_profile("explore" if os.environ.get("DTAO_EXPLORE") else "repeat")
