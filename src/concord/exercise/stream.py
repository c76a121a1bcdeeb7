"""Random numbers by name: each part of the exercise world draws from a stream of its own.

A stream depends on the seed and the part's name only, so that a new part (another planted
truth, another desk) never changes what the others draw. numpy.random.SeedSequence, spawn keys.
"""

from hashlib import sha256

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """The random stream of one named part of the world with this seed."""
    key = np.frombuffer(sha256(name.encode()).digest()[:16], dtype="<u4")
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence(entropy=seed, spawn_key=tuple(key.tolist())))
    )
