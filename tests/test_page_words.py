"""What a call page says in words of its own: that applying is over, or paused, or was, or is drawing a reserved sum."""

from __future__ import annotations

from datetime import date

import pytest

from sources.kit.dates import read_application_days, reads_rolling
from sources.kit.labels import shipped_labels
from sources.kit.pages import Line
from sources.kit.reading import Reading, read_lines_of_call

TODAY = date(2026, 11, 23)


def read(*lines: str | Line, title: str = "Bidrag till byar", **labels: tuple[str, ...]) -> Reading:
    marked = [line if isinstance(line, Line) else Line(line) for line in lines]
    return read_lines_of_call(title, marked, "https://fund.example/a", TODAY, shipped_labels().more(labels))


@pytest.mark.parametrize(
    ("text", "rolling"),
    [
        ("Det är inte möjligt att söka programmet tills vidare.", False),
        ("Ansökan är stängd tills vidare.", False),
        ("Utlysningen är pausad tills vidare.", False),
        ("Ansökan är öppen tills vidare.", True),
        ("Vi tar inte betalt. Bidraget kan sökas tills vidare.", True),
    ],
)
def test_what_is_closed_for_the_time_being_is_not_open_all_the_time(text: str, rolling: bool) -> None:
    assert reads_rolling(text) is rolling
