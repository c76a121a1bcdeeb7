"""Equal Earth: published figures, symmetry, and areas kept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary.projection import HALF_HEIGHT, HALF_WIDTH, equal_earth

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


def test_the_middle_of_the_earth_is_the_middle_of_the_map() -> None:
    x, y = equal_earth(0, 0)

    assert (float(x), float(y)) == (0, 0)


def test_the_map_ends_where_the_constants_say() -> None:
    x, _ = equal_earth(180, 0)
    pole_x, pole_y = equal_earth(180, 90)

    assert float(x) == pytest.approx(HALF_WIDTH, abs=1e-12)
    assert float(pole_y) == pytest.approx(HALF_HEIGHT, abs=1e-12)
    assert float(pole_x) / float(x) == pytest.approx(0.59247, abs=1e-4)  # the poles are lines


def test_width_to_height_is_that_of_the_article() -> None:
    ratio = HALF_WIDTH / HALF_HEIGHT

    assert ratio == pytest.approx(2.05458, abs=1e-5)


@given(LONGITUDES, LATITUDES)
def test_the_map_is_symmetric(longitude: float, latitude: float) -> None:
    x, y = equal_earth(longitude, latitude)
    west_x, west_y = equal_earth(-longitude, latitude)
    south_x, south_y = equal_earth(longitude, -latitude)

    assert (float(west_x), float(west_y)) == (-float(x), float(y))
    assert float(south_x) == pytest.approx(float(x), abs=1e-12)
    assert float(south_y) == pytest.approx(-float(y), abs=1e-12)


@given(LONGITUDES, LATITUDES)
def test_every_point_is_on_the_map(longitude: float, latitude: float) -> None:
    x, y = equal_earth(longitude, latitude)

    assert abs(float(x)) <= HALF_WIDTH + 1e-9
    assert abs(float(y)) <= HALF_HEIGHT + 1e-9


@given(st.floats(-170, 170), st.floats(-85, 85))
def test_areas_are_kept(longitude: float, latitude: float) -> None:
    step = 1e-4
    (x0, x1), (y0, y1) = equal_earth(longitude, [latitude - step, latitude + step])
    west_x, _ = equal_earth(longitude - step, latitude)
    east_x, _ = equal_earth(longitude + step, latitude)
    # dx/dlon * dy/dlat, since y does not depend on longitude.
    scale = float(east_x - west_x) * float(y1 - y0) / np.radians(2 * step) ** 2

    assert np.isfinite([x0, x1]).all()
    assert scale == pytest.approx(np.cos(np.radians(latitude)), rel=1e-5)


@given(st.lists(LATITUDES, min_size=2, max_size=9, unique=True))
def test_north_stays_up(latitudes: list[float]) -> None:
    ordered = sorted(latitudes)

    _, y = equal_earth(0, ordered)

    assert np.all(np.diff(y) >= 0)


def test_longitudes_and_latitudes_broadcast() -> None:
    x, y = equal_earth(np.zeros((3, 1)), np.zeros(4))

    assert x.shape == y.shape == (3, 4)


def test_what_is_no_number_stays_none() -> None:
    x, y = equal_earth([np.nan, 0], [0, np.nan])

    assert np.isnan(x).all()
    assert np.isnan(y[1])
