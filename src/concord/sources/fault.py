"""What is wrong with which rows: the first fault of each, found a whole column at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


@dataclass
class Faults:
    """The first fault found in each of n rows."""

    which: npt.NDArray[np.int16]
    found: list[tuple[str, str]] = field(default_factory=lambda: [("", "")])

    @classmethod
    def none(cls, size: int) -> Faults:
        """No fault yet in n rows."""
        return cls(np.zeros(size, np.int16))

    def mark(self, bad: Mask, name: str, reason: str) -> None:
        """Note a reason for the rows that have none yet."""
        if not bad.any():
            return
        self.which[bad & (self.which == 0)] = len(self.found)
        self.found.append((name, reason))

    @property
    def is_clean(self) -> Mask:
        """The rows without a fault."""
        return np.equal(self.which, 0)

    def each(self) -> Iterator[tuple[int, str, str]]:
        """Every row at fault, from 0, with the field and the reason."""
        for row in np.flatnonzero(self.which):
            yield (int(row), *self.found[self.which[row]])
