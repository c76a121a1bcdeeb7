"""Concord: what an international organization runs to work with others on peace and security."""

__version__ = "0.1.0"
