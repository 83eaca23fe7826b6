"""Durations that would take the engine for ever to count, or that no calendar holds."""

import pytest

from app.engine.spiff_timers import BadTimer, check_constant


@pytest.mark.parametrize(
    "text", ["P999999999Y", "P99999999999999M", "P101Y", "P40000D", "PT99999999999999S", "P9" * 400]
)
def test_a_duration_of_centuries_is_refused_at_once(text):
    with pytest.raises(BadTimer):
        check_constant("timeDuration", text)


@pytest.mark.parametrize("text", ["P100Y", "P30D", "PT8H", "P1Y2M3DT4H5M6S", "P2W"])
def test_durations_of_a_life_are_taken(text):
    check_constant("timeDuration", text)
