"""Networks that have a name: the one table of them, each number with its source.

A row says what was measured or published, and nothing else: where its source has no rate or no
loss, there is none. A round trip is both directions together; DevTools adds its latency once to a
request, comcast delays one direction.
"""

from __future__ import annotations

from typing import NamedTuple

from sanic_mock.profile.mappings import KeyValue, Values
from sanic_mock.units import bits_per_second, seconds

#: The key that names one.
PRESET = "network.preset"
#: What it is set to where the network of another profile is to go.
NO_NETWORK = "none"

_AWS = "round trips from AWS us-east-1, measured by region"
_AZURE = "Azure, network latency within a region and its zones"
_NLC = "Apple's Network Link Conditioner, delays of both directions"
_DEVTOOLS = "Chrome DevTools and puppeteer, PredefinedNetworkConditions"
_COMCAST = "tylertreat/comcast, its README"
_LOADERO = "Loadero, network conditions"


class Preset(NamedTuple):
    """A network with a name.

    Attributes:
        rtt: a round trip, as a duration.
        down: bits a second to the client, as a rate; None is no limit.
        up: likewise, from the client.
        loss: share of segments that are lost.
        source: where the numbers come from.
    """

    rtt: str
    down: str | None
    up: str | None
    loss: float
    source: str

    def values(self) -> dict[str, float]:
        """Return the values of the keys that it sets."""
        values = {"network.rtt": seconds(self.rtt)}
        if self.down and self.up:
            values |= {"network.down": bits_per_second(self.down)}
            values |= {"network.up": bits_per_second(self.up)}
        if self.loss:
            values["network.loss.p"] = self.loss
        return values


PRESETS: dict[str, Preset] = {
    # between data centres
    "same-az": Preset("0.5ms", None, None, 0, f"{_AZURE}: 0.25 to 0.6 ms"),
    "same-region": Preset("2ms", None, None, 0, f"{_AZURE}: 1 to 3 ms, up to 3.4"),
    "cross-region-us": Preset("66ms", None, None, 0, f"{_AWS}: California 66, Ohio 28"),
    "us-eu": Preset("95ms", None, None, 0, f"{_AWS}: London 94, Ireland 99, Frankfurt 112"),
    "us-asia": Preset("210ms", None, None, 0, f"{_AWS}: Tokyo 182, Mumbai 210, Singapore 255"),
    # from a desk
    "wifi": Preset("2ms", "40mbps", "33mbps", 0, f"{_NLC}: 1 + 1 ms"),
    "dsl": Preset("10ms", "2mbps", "256kbps", 0, f"{_NLC}: 5 + 5 ms"),
    "dialup": Preset("185ms", "40kbps", "40kbps", 0.02, _COMCAST),
    "starlink": Preset("20ms", None, None, 0.025, _COMCAST),
    "satellite": Preset("1500ms", None, None, 0, _COMCAST),
    # from a phone
    "lte": Preset("115ms", "50mbps", "10mbps", 0, f"{_NLC}: 50 + 65 ms"),
    "mobile-4g": Preset("45ms", "100mbps", "50mbps", 0.002, _LOADERO),
    "mobile-3g": Preset("200ms", "780kbps", "330kbps", 0, f"{_NLC}: 100 + 100 ms"),
    "edge": Preset("840ms", "240kbps", "200kbps", 0, f"{_NLC}: 400 + 440 ms"),
    "gprs": Preset("500ms", "50kbps", "50kbps", 0.02, _COMCAST),
    "very-bad": Preset("1000ms", "1mbps", "1mbps", 0.1, f"{_NLC}: 500 + 500 ms, 10 % lost"),
    # as browsers' tools throttle
    "fast-4g": Preset("165ms", "8.1mbps", "1.35mbps", 0, _DEVTOOLS),
    "slow-4g": Preset("562.5ms", "1.44mbps", "675kbps", 0, _DEVTOOLS),
    "slow-3g": Preset("2000ms", "400kbps", "400kbps", 0, _DEVTOOLS),
    "lighthouse": Preset("150ms", "1.6mbps", "750kbps", 0, "Lighthouse, its mobile throttling"),
}


def markdown_table() -> str:
    """Return the table of presets for profiles/README.md."""
    head = ["| preset | `rtt` | `down` | `up` | `loss.p` | source |", "| --- " * 6 + "|"]
    return "\n".join([*head, *map(_row, PRESETS)])


def _row(name: str) -> str:
    rtt, down, up, loss, source = PRESETS[name]
    return f"| `{name}` | {rtt} | {down or '-'} | {up or '-'} | {loss or '-'} | {source} |"


def with_preset(values: Values) -> Values:
    """Return values with those that their preset sets, unless they set them themselves."""
    given = values.get(PRESET)
    if given is None or given.value not in PRESETS:
        return values
    origin = f"preset {given.value}"
    preset = PRESETS[given.value].values()
    return {name: KeyValue(one, origin, given.node) for name, one in preset.items()} | values
