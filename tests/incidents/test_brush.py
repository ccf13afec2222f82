import numpy as np
import pytest

from crimecast.errors import InputError
from crimecast.incidents.brush import HourBrush


@pytest.mark.parametrize(
    ("text", "days"),
    [("1-5", (1, 2, 3, 4, 5)), ("6,7", (6, 7)), ("5-1", (1, 5, 6, 7)), ("3", (3,)),
     ("1-1,2", (1, 2))],
)  # fmt: skip
def test_weekdays(text: str, days: tuple[int, ...]) -> None:
    assert HourBrush.parse(text).weekdays == days


@pytest.mark.parametrize(
    ("text", "hours"),
    [("6-9", (6, 7, 8)), ("22-2", (0, 1, 22, 23)), ("20-24,0-1", (0, 20, 21, 22, 23)),
     ("0-24", tuple(range(24))), ("5-5", tuple(range(24)))],
)  # fmt: skip
def test_hours_end_before_their_end(text: str, hours: tuple[int, ...]) -> None:
    assert HourBrush.parse(None, text).hours == hours


def test_the_mask_holds_the_hours_of_the_weekdays() -> None:
    brush = HourBrush.parse("2,7", "22-1")
    chosen = np.flatnonzero(brush.mask).tolist()
    assert chosen == [24, 24 + 22, 24 + 23, 144, 144 + 22, 144 + 23]
    assert not brush.whole
    assert HourBrush.parse().whole
    assert HourBrush.parse("1-7", "0-24") == HourBrush()


@pytest.mark.parametrize(
    ("weekdays", "hours"),
    [("0", None), ("8", None), ("1-9", None), ("mon", None), ("", None), ("1,", None),
     (None, "6"), (None, "24-3"), (None, "6-25"), (None, "-"), (None, ""), (None, "6-12;1")],
)  # fmt: skip
def test_what_cannot_be_read_is_told(weekdays: str | None, hours: str | None) -> None:
    with pytest.raises(InputError, match=r"^(weekdays|hours): "):
        HourBrush.parse(weekdays, hours)
