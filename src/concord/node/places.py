"""The places a node knows: the real ones, or those of its exercise world, never both."""

from functools import cached_property

from concord.exercise.atlas import country_atlas
from concord.exercise.model import World
from concord.exercise.world import build_world
from concord.node.settings import Settings
from concord.vocabulary.atlas import Atlas, Resolution, load_atlas
from concord.vocabulary.border import land_borders
from concord.vocabulary.country import Gazetteer, default_gazetteer
from concord.vocabulary.status import Status


class Places:
    """Countries, borders and outlines by the node's status; each is read when first asked for."""

    def __init__(self, settings: Settings) -> None:
        """Know the places of a node with these settings."""
        self._is_exercise = settings.status is Status.EXERCISE
        self._seed = settings.exercise_seed

    @cached_property
    def world(self) -> World:
        """The exercise world; only an exercise node has one."""
        return build_world(self._seed)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The countries by all their codes."""
        return self.world.gazetteer() if self._is_exercise else default_gazetteer()

    @cached_property
    def atlas(self) -> Atlas:
        """The countries' outlines."""
        return country_atlas(self.world) if self._is_exercise else load_atlas(Resolution.FINE)

    @cached_property
    def borders(self) -> tuple[tuple[str, str], ...]:
        """Pairs of countries that share a land border."""
        if self._is_exercise:
            return tuple(sorted(self.atlas.borders))
        return tuple((one, other) for one, near in land_borders().items() for other in near)
