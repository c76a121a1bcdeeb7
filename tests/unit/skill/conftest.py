"""Property tests here import numerical libraries on first use: no time limit per example."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
