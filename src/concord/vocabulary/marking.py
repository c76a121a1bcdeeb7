"""Markings: who may see a thing at most, as TLP 2.0 and the United Nations say it.

TLP 2.0: FIRST, "Traffic Light Protocol", August 2022 (https://www.first.org/tlp/). UN levels:
ST/SGB/2007/6, "Information sensitivity, classification and handling".
"""

from enum import StrEnum
from typing import Final

import msgspec


class Tlp(StrEnum):
    """TLP 2.0 labels, the widest first."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


class UnLevel(StrEnum):
    """The classification levels of the United Nations, the lowest first."""

    UNCLASSIFIED = "unclassified"
    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly-confidential"


class Caveat(StrEnum):
    """What must be minded beside the level."""

    ORIGINATOR_CONTROLLED = "originator-controlled"
    PERSONAL_DATA = "personal-data"
    DUE_DILIGENCE = "due-diligence"
    EXERCISE = "exercise"


class Marking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The marking of a record: both levels, and the caveats in the order of their list.

    Personal data needs a purpose and a legal basis; records hold both beside the marking.
    """

    tlp: Tlp
    level: UnLevel = UnLevel.UNCLASSIFIED
    caveats: tuple[Caveat, ...] = ()

    @property
    def rank(self) -> int:
        """How strict it is, 0 to 14: comparable where both levels count, the UN level first."""
        return UN_RANK[self.level] * len(Tlp) + TLP_RANK[self.tlp]

    def within(self, ceiling: "Marking") -> bool:
        """Whether both its levels are at most the ceiling's; raising either never adds."""
        return (
            TLP_RANK[self.tlp] <= TLP_RANK[ceiling.tlp]
            and UN_RANK[self.level] <= UN_RANK[ceiling.level]
        )


TLP_RANK: Final = {label: place for place, label in enumerate(Tlp)}
UN_RANK: Final = {level: place for place, level in enumerate(UnLevel)}
