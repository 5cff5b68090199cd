"""The files a person writes for scoring: profile folders and lists of calls, with every fault told at once."""

from __future__ import annotations

import io
import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from matcher.calls_file import MUST, SAID, CallLine, read_calls, write_calls
from matcher.errors import ConfigError
from matcher.knowledge import Calendar
from matcher.profiles import read_profiles
from sources.kit.call import Call
from tests.scoring_house import PROFILES

GOOD = 'name = "{0}"\nrecipients = ["{0}@b.example"]\ndescription = "Vi ansvarar för {0}."\n'


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def told(folder: Path) -> list[str]:
    """The problems, each without the folder's name."""
    with pytest.raises(ConfigError) as caught:
        read_profiles(folder, [PROFILES])
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


# --------------------------------------------------------------------------------------------------------- profiles
def test_a_strangers_folder_holds_profiles_only_and_shares_the_rest(tmp_path: Path) -> None:
    folder = write(tmp_path, skola=GOOD.format("skola"), _example="not read at all", calendar="")
    profiles, knowledge = read_profiles(folder, [tmp_path / "none", PROFILES])
    assert list(profiles) == ["skola"]
    assert profiles["skola"].keywords == ()
    assert knowledge.geography.home == "Götene"


def test_a_shared_file_in_the_folder_goes_first(tmp_path: Path) -> None:
    own = 'home = "By"\n[[counties]]\nname = "Län"\nmunicipalities = ["By"]\n'
    _, knowledge = read_profiles(write(tmp_path, a=GOOD.format("a"), geography=own), [PROFILES])
    assert knowledge.geography.home == "By"


AWAY = '[[absences]]\nwho = "{}"\nfirst = {}\nlast = {}\ndeputy = "{}"\n'

FAULTS = [
    ({"a": GOOD.format("a") + "farg = 1\n"}, ["a.toml:4: farg: unknown key"]),
    ({"a": 'name = "x"\n'}, ["a.toml: recipients: is missing", "a.toml: description: is missing"]),
    ({"a": GOOD.format("a").replace('["a@b.example"]', "[]")}, ["a.toml:2: recipients: is empty"]),
    ({"a": GOOD.format("a").replace("a@b.example", "a.b")}, ["a.toml:2: recipients: is not an e-mail address: 'a.b'"]),
    (
        {"a": GOOD.format("a").replace("a@b.example", "a@b.example\\nBcc: c@d.example")},
        ["a.toml:2: recipients: is not an e-mail address: 'a@b.example\\nBcc: c@d.example'"],
    ),
    ({"a": GOOD.format("a").replace('name = "a"', 'name = " "')}, ["a.toml:1: name: is empty"]),
    ({"a": GOOD.format("x"), "b": GOOD.format("X")}, ["b.toml:1: name: is also the name of a.toml"]),
    ({"a": GOOD.format("a") + "[weights]\nb = 2\n"}, ["a.toml:4: weights: is not one of the keywords: 'b'"]),
    ({"å-b": GOOD.format("a")}, ["å-b.toml: the file name may hold only a-z, 0-9 and _ (it is the profile's slug)"]),
    ({}, ["holds no profile"]),
    (
        {"a": GOOD.format("a") + AWAY.format("c@b.example", "2026-12-21", "2026-12-20", "Vikarien")},
        [
            "a.toml:5: absences.0.who: is not one of the recipients: 'c@b.example'",
            "a.toml:8: absences.0.deputy: is not an e-mail address: 'Vikarien'",
            "a.toml:7: absences.0.last: comes before the first day: 2026-12-21 to 2026-12-20",
        ],
    ),
    (
        {"a": GOOD.format("a") + 2 * AWAY.format("a@b.example", "20261221", "2026-12-22", "A@b.example")},
        [f"a.toml:{line}: absences.{n}.first" for n, line in ((0, 6), (1, 11))],
    ),
    (
        {"a": GOOD.format("a") + AWAY.format("a@b.example", "2026-12-21", "2026-12-22", "A@b.example")},
        ["a.toml:8: absences.0.deputy: is the one who is away: 'A@b.example'"],
    ),
]


@pytest.mark.parametrize(("files", "problems"), FAULTS)
def test_faults_of_profiles(tmp_path: Path, files: dict[str, str], problems: list[str]) -> None:
    found = told(write(tmp_path, **files))
    assert len(found) == len(problems)
    assert all(wanted in line for wanted, line in zip(problems, found, strict=True)), found


def test_two_names_that_differ_by_case_are_one_slug(tmp_path: Path) -> None:
    found = told(write(tmp_path, Social=GOOD.format("a"), social=GOOD.format("b")))
    assert any("has the same slug as Social.toml" in line for line in found)


def test_a_nameless_area_in_an_unknown_county_is_told(tmp_path: Path) -> None:
    places = (
        'home = "By"\n[[counties]]\nname = "Län"\nmunicipalities = ["By"]\n[[areas]]\nnames = []\ncounties = ["X"]\n'
    )
    assert told(write(tmp_path, a=GOOD.format("a"), geography=places)) == [
        "geography.toml:5: areas: '' names an unknown place: 'X'"
    ]


COMES_BACK = '[[yearly]]\nname = "LONA"\nwords = [{}]\nsources = ["se_a"]\nfirst = "{}"\nlast = "{}"\n'


@pytest.mark.parametrize(
    ("yearly", "problem"),
    [
        ("yearly = 1\n", "yearly.toml:1: yearly: must be a list"),
        (COMES_BACK.format("", "09-01", "11-01"), "yearly.toml:3: yearly.0.words: "),
        (COMES_BACK.format('"LONA"', "9-1", "11-01"), "yearly.toml:5: yearly.0.first: "),
        (COMES_BACK.format('"LONA"', "09-01", "02-30"), "yearly.toml:6: yearly.0.last: "),
    ],
)
def test_a_yearly_call_that_could_never_be_missed_is_told(tmp_path: Path, yearly: str, problem: str) -> None:
    (said,) = told(write(tmp_path, a=GOOD.format("a"), yearly=yearly))
    assert said.startswith(problem)


MEETS = '[[boards]]\nname = "{}"\nprofiles = [{}]\nmeetings = [{}]\n'
AWAY_IN = '[[holidays]]\nname = "Jul"\nfirst = {}\nlast = {}\n'


@pytest.mark.parametrize(
    ("calendar", "problems"),
    [
        ("boards = 1\n", ['calendar.toml:1: boards: must be a list: ["…", "…"] (got 1)']),
        ("helger = 1\n", ["calendar.toml:1: helger: unknown key"]),
        (
            MEETS.format("nämnden", '"a"', "20261215") + MEETS.format("styrelsen", '"b"', '"2026-12-15"'),
            [
                "calendar.toml:4: boards.0.meetings.0: must be a day without quotation marks: 2026-12-31"
                " (got 20261215)",
                "calendar.toml:8: boards.1.meetings.0: must be a day without quotation marks: 2026-12-31"
                " (got '2026-12-15')",
            ],
        ),
        (
            MEETS.format("nämnden", '"a"', "2026-12-15T13:00:00"),
            ["calendar.toml:4: boards.0.meetings.0: must be a day"],
        ),
        (MEETS.format("nämnden", '"a"', ""), ["calendar.toml:4: boards.0.meetings: is empty"]),
        (MEETS.format("nämnden", "", "2026-12-15"), ["calendar.toml:3: boards.0.profiles: is empty"]),
        (
            MEETS.format("nämnden", '"a"', "2026-12-15") + "papers_days = -1\n",
            ["calendar.toml:5: boards.0.papers_days: "],
        ),
        (
            MEETS.format("nämnden", '"a", "a", "x"', "2026-12-15,\n2026-12-15"),
            [
                "calendar.toml:3: boards.0.profiles.1: 'a' is also a profile of 'nämnden'",
                "calendar.toml:3: boards.0.profiles.2: there is no profile 'x'",
                "calendar.toml:4: boards.0.meetings.1: '2026-12-15' is already a meeting of 'nämnden'",
            ],
        ),
        (
            MEETS.format("nämnden", '"a"', "2026-12-15") + MEETS.format("Nämnden", '"b", "a"', "2026-12-15"),
            [
                "calendar.toml:6: boards.1.name: 'Nämnden' is also the name of 'board 1'",
                "calendar.toml:7: boards.1.profiles.1: 'a' is also a profile of 'nämnden'",
            ],
        ),
        (
            AWAY_IN.format("2026-12-21", "2026-12-20") + AWAY_IN.format("2026-12-21", "2027-01-08"),
            ["calendar.toml:4: holidays.0.last: comes before the first day: 2026-12-21 to 2026-12-20"],
        ),
        (
            AWAY_IN.format("2026-12-21", "2207-01-08"),
            ["calendar.toml:4: holidays.0.last: is more than half a year away: 2026-12-21 to 2207-01-08"],
        ),
    ],
)
def test_faults_of_the_calendar(tmp_path: Path, calendar: str, problems: list[str]) -> None:
    found = told(write(tmp_path, a=GOOD.format("a"), b=GOOD.format("b"), calendar=calendar))
    assert len(found) == len(problems)
    assert all(line.startswith(problem) for line, problem in zip(found, problems, strict=True)), found


def test_a_calendar_may_name_a_profile_that_has_a_fault_of_its_own(tmp_path: Path) -> None:
    faulty = write(tmp_path, a='name = "a"\n', calendar=MEETS.format("nämnden", '"a"', "2026-12-15"))
    assert [problem for problem in told(faulty) if problem.startswith("calendar")] == []


def test_no_other_municipality_lends_its_calendar(tmp_path: Path) -> None:
    _, knowledge = read_profiles(write(tmp_path, a=GOOD.format("a")), [PROFILES])
    assert knowledge.calendar == Calendar()
    assert read_profiles(PROFILES)[1].calendar.boards


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        a="name = ",
        b=GOOD.format("b").replace("@", ""),
        glossary="groups = 1\n",
        geography='home = "Ingenstans"\n[[counties]]\nname = "Län"\nmunicipalities = ["By"]\n',
    )
    assert [line.partition(".toml")[0] for line in told(folder)] == ["a", "b", "glossary", "geography"]


# ------------------------------------------------------------------------------------------------------------ calls
LINE = {"id": "x", "source": "s", "url": "u", "title": "Titel", "text": "Text", "language": "sv"}


def calls_file(folder: Path, *lines: object) -> Path:
    path = folder / "calls.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    return path


def test_a_call_is_read_with_its_id_as_it_stands(tmp_path: Path) -> None:
    more = {"keywords": ["a"], "deadlines": ["2026-03-01", "2026-02-01"], "opens": None, "applicants": "Alla"}
    (one,) = read_calls(calls_file(tmp_path, LINE | {"id": "s:x:1"} | more))
    assert (one.key, one.source, one.keywords, one.opens) == ("s:x:1", "s", ("a",), None)
    assert one.deadlines == (date(2026, 2, 1), date(2026, 3, 1))


BAD_LINES = [
    (LINE | {"title": ""}, "title"),
    ({key: value for key, value in LINE.items() if key != "title"}, "title"),
    (LINE | {"extra": 1}, "extra"),
    (LINE | {"deadlines": ["2026-02-30"]}, "deadlines"),
    (LINE | {"deadlines": ["20260201"]}, "deadlines"),
    (LINE | {"opens": 20260201}, "opens"),
    (LINE | {"text": 5}, "text"),
    (b"{not json", "is not JSON"),
    (b"[" * 100_000, "is not JSON"),
    ("only a string", ""),
    ("Målet".encode("latin-1"), "UTF-8"),
    (LINE, "is there already: 'x'"),
]


@pytest.mark.parametrize(("line", "words"), BAD_LINES)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, line: object, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_calls(calls_file(tmp_path, LINE, line))
    assert {problem.line for problem in caught.value.problems} == {2}
    assert words in str(caught.value)


def test_every_bad_line_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_calls(calls_file(tmp_path, *(line for line, _ in BAD_LINES)))
    assert {problem.line for problem in caught.value.problems} == set(range(1, len(BAD_LINES)))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_calls(tmp_path / "none")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    calls = [
        Call("s", "1", "u", "Å\u2028b", "Text\nmer", "sv", keywords=("a", "b"), opens=date(2026, 1, 1)),
        Call("s", "2", "u", "B", deadlines=(date(2026, 1, 1), date(2026, 2, 1)), programme="P", action_type="A"),
    ]
    out = io.StringIO()
    write_calls(calls, out)
    path = tmp_path / "out.jsonl"
    path.write_text(out.getvalue(), encoding="utf-8")
    assert read_calls(path) == calls


def test_a_line_has_keys_that_a_call_has_and_its_id() -> None:
    assert {"id", *SAID} == {field.name for field in fields(CallLine)}
    assert MUST == ("source", "url", "title", "text", "language")


def test_one_key_at_two_sources_keeps_the_sources_name() -> None:
    out = io.StringIO()
    write_calls([Call("a", "1", "u", "A"), Call("b", "1", "u", "B")], out)
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["a:1", "b:1"]


def test_an_empty_word_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'name = "A"\nrecipients = ["a@b.example"]\ndescription = "x"\nkeywords = ["skola", ""]\n'
    )
    with pytest.raises(ConfigError, match=r"a\.toml:4: keywords"):
        read_profiles(tmp_path, [Path(__file__).resolve().parents[1] / "profiles"])
