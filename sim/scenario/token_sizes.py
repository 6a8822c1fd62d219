"""Token sizes that the request level starts from, as quantiles at SHARES of `sim.scenario.sizes`.

CONVERSATION is `numpy.quantile(column, SHARES)`, rounded, of the 19,366 requests of one hour of a conversation service
(data/azure2023, AzureLLMInferenceTrace_conv.csv; CC-BY). DOCUMENT joins the percentiles of a summarisation workload
(data/vidur_arxiv, tokens.csv; MIT) by straight lines. `sim calibrate traffic LOG` makes the same of one's own log.
"""

from __future__ import annotations

from bisect import bisect_right

from sim.scenario.sizes import SHARES

PERCENTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)


def between(sizes: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles at SHARES out of the few of PERCENTILES, linear between them."""
    found = []
    for share in SHARES:
        place = min(bisect_right(PERCENTILES, share), len(PERCENTILES) - 1)
        low, high = PERCENTILES[place - 1], PERCENTILES[place]
        part = (share - low) / (high - low)
        found.append(round(sizes[place - 1] + (sizes[place] - sizes[place - 1]) * part, 1))
    return tuple(found)


CONVERSATION_INPUT: tuple[float, ...] = (
    2.0, 29.0, 91.0, 161.0, 181.0, 181.0, 191.0, 197.0, 201.0, 203.0, 207.0, 212.0, 222.0, 242.0, 317.0, 372.0, 375.0,
    378.0, 381.0, 384.0, 387.0, 390.0, 392.0, 394.0, 395.0, 396.0, 398.0, 399.0, 400.0, 402.0, 403.0, 405.0, 406.0,
    408.0, 411.0, 414.0, 419.0, 424.0, 433.0, 456.0, 703.0, 863.0, 903.0, 946.0, 972.0, 984.0, 994.0, 1002.0, 1009.0,
    1014.0, 1020.0, 1025.0, 1031.0, 1036.0, 1041.0, 1045.0, 1050.0, 1055.0, 1060.0, 1065.0, 1071.0, 1076.0, 1081.0,
    1086.0, 1092.0, 1097.0, 1102.0, 1109.0, 1116.0, 1122.0, 1130.0, 1139.0, 1147.0, 1159.0, 1171.0, 1189.0, 1214.0,
    1249.0, 1311.0, 1314.0, 1315.0, 1321.0, 1368.0, 1508.0, 1689.0, 1876.0, 2032.0, 2221.0, 2401.0, 2584.0, 2734.0,
    3291.0, 4073.0, 4076.0, 4079.0, 4083.0, 4086.0, 4090.0, 4098.0, 4142.0, 4831.0, 6179.0, 14050.0,
)  # fmt: skip

CONVERSATION_OUTPUT: tuple[float, ...] = (
    7.0, 16.0, 24.0, 32.0, 38.0, 41.0, 44.0, 47.0, 49.0, 52.0, 54.0, 57.0, 59.0, 62.0, 64.0, 67.0, 69.0, 71.0, 73.0,
    75.0, 77.0, 79.0, 81.0, 82.0, 84.0, 85.0, 86.0, 87.0, 89.0, 90.0, 91.0, 92.0, 93.0, 94.0, 95.0, 96.0, 97.0, 99.0,
    100.0, 101.0, 103.0, 105.0, 107.0, 108.0, 110.0, 113.0, 116.0, 118.0, 122.0, 125.0, 129.0, 133.0, 137.0, 141.0,
    145.0, 151.0, 156.0, 161.0, 163.0, 169.0, 177.0, 182.0, 190.0, 202.0, 216.0, 217.0, 237.0, 371.0, 375.0, 378.0,
    384.0, 387.0, 390.0, 393.0, 394.0, 395.0, 396.0, 396.0, 397.0, 398.0, 400.0, 402.0, 404.0, 407.0, 410.0, 411.0,
    414.0, 415.0, 417.0, 420.0, 424.0, 428.0, 429.0, 433.0, 442.0, 451.0, 468.0, 509.0, 540.0, 601.0, 643.0, 954.0,
    1000.0,
)  # fmt: skip

DOCUMENT_INPUT = between((1.0, 748.6, 1986.0, 2730.0, 3370.0, 3702.0, 3813.0, 3933.4, 4054.0))
DOCUMENT_OUTPUT = between((5.0, 60.0, 115.0, 167.0, 242.0, 372.0, 736.2, 3271.3, 4056.0))
