"""Equal Earth: an equal-area map of the world, so that no country looks larger than it is.

Source: Šavrič, Patterson & Jenny 2018, "The Equal Earth map projection", International Journal of
Geographical Information Science 33(3), 454-465.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M: Final = np.sqrt(3.0) / 2
# Half the map's width (equator at 180 degrees) and height (pole) on a sphere of radius 1.
HALF_WIDTH: Final = 2.7066299836960748
HALF_HEIGHT: Final = 1.3173627591574133


def equal_earth(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Plane x (east) and y (north) of points given in degrees, on a sphere of radius 1.

    Shapes broadcast; x is within HALF_WIDTH of 0 and y within HALF_HEIGHT. Equations 2 and 3.
    """
    lon = np.radians(np.asarray(longitude, dtype=np.float64))
    theta = np.arcsin(_M * np.sin(np.radians(np.asarray(latitude, dtype=np.float64))))
    square = theta * theta
    sixth = square * square * square
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = lon * np.cos(theta) / (_M * slope)
    y = theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return x, np.broadcast_to(y, np.broadcast_shapes(x.shape, y.shape)).copy()
