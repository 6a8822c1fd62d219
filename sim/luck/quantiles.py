"""Standard draws at a uniform: the inverses of the exponential and of the normal distribution.

Inverse, because then one uniform makes one draw, monotonically: common luck survives a change of distribution. The
normal is Wichura's (1988, algorithm AS 241, PPND16), good to about 1 part in 10**16. Its rational functions are plain
arithmetic in a fixed order, so that a float, a numpy array and a compiler give the same bits. Logarithms are libm's,
one by one: numpy's own can differ in the last bit.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)

CENTRE_HALF_WIDTH = 0.425
FAR_TAIL_FROM = 5.0


def exponential_quantile(u: float) -> float:
    """The unit exponential at a uniform inside (0, 1)."""
    return -math.log1p(-u)


def _centre(offset: Number) -> Number:
    """The quantile at 0.5 + offset, for offsets up to 0.425 either way."""
    r = 0.180625 - offset * offset
    above = (
        ((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
        + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
        + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
    )  # fmt: skip
    below = (
        ((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
        + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
        + 4.2313330701600911252e1) * r + 1.0
    )  # fmt: skip
    return offset * above / below


def _near_tail(depth: float) -> float:
    """The distance from the middle where sqrt(-log(tail share)) is `depth`, up to 5."""
    r = depth - 1.6
    above = (
        ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
        + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
        + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
    )  # fmt: skip
    below = (
        ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
        + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
        + 2.05319162663775882187e0) * r + 1.0
    )  # fmt: skip
    return above / below


def _far_tail(depth: float) -> float:
    """The same beyond 5: tail shares under about 1.4e-11."""
    r = depth - 5.0
    above = (
        ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
        + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
        + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
    )  # fmt: skip
    below = (
        ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
        + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
        + 5.99832206555887937690e-1) * r + 1.0
    )  # fmt: skip
    return above / below


def normal_quantile(u: float) -> float:
    """The standard normal at a uniform strictly inside (0, 1)."""
    offset = u - 0.5
    if -CENTRE_HALF_WIDTH <= offset <= CENTRE_HALF_WIDTH:
        return _centre(offset)
    tail = u if offset < 0.0 else 1.0 - u
    depth = math.sqrt(-math.log(tail))
    distance = _near_tail(depth) if depth <= FAR_TAIL_FROM else _far_tail(depth)
    return -distance if offset < 0.0 else distance


def normal_quantiles(uniforms: Floats) -> Floats:
    """`normal_quantile` of each, bit for bit: the centre as one array, the tails (15 in 100) one by one."""
    offsets = uniforms - 0.5
    central = np.abs(offsets) <= CENTRE_HALF_WIDTH
    quantiles = np.empty_like(uniforms)
    quantiles[central] = _centre(offsets[central])
    quantiles[~central] = [normal_quantile(u) for u in uniforms[~central].tolist()]
    return quantiles
