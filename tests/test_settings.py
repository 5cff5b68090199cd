"""config.toml: every fault at once, with file, key and line."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.errors import ConfigError
from matcher.settings import ScheduleSettings, Settings, profiles_folder, read_settings
from sources import all_sources

ROOT = Path(__file__).resolve().parents[1]
SOURCES = {name: source for name, source in all_sources().items() if name in ("eu_funding_tenders", "se_vinnova")}


def read(tmp_path: Path, text: str | bytes) -> Settings:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(path, SOURCES)


def problems(tmp_path: Path, text: str | bytes) -> list[tuple[str, int | None, str]]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return [(problem.key, problem.line, problem.message) for problem in caught.value.problems]


def test_the_shipped_file_says_the_defaults() -> None:
    shipped = read_settings(ROOT / "config.toml", all_sources())
    assert (shipped.mail.mode, shipped.schedule, shipped.http) == ("folder", ScheduleSettings(), Settings().http)
    assert shipped.store.path == ROOT / "data" / "matcher.db"


def test_an_empty_file_has_working_defaults_and_paths_start_at_the_file(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert settings.store.path == tmp_path / "data" / "matcher.db"
    assert settings.enabled("se_vinnova")


def test_only_and_enabled_choose_sources(tmp_path: Path) -> None:
    settings = read(tmp_path, '[sources]\nonly = ["se_vinnova"]\n[sources.se_vinnova]\nurl = "http://127.0.0.1:1/x"\n')
    assert [settings.enabled(name) for name in SOURCES] == [False, True]
    assert not read(tmp_path, "[sources.se_vinnova]\nenabled = false\n").enabled("se_vinnova")


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        '[mail]\nmode = "pigeon"\nfrom = "a@b\\nBcc: x@y"\nport = 99999\n[schedule]\ntime_zone = "Mars/Base"\n'
        '[sources.se_vinnova]\nurl = "file:///etc/passwd"\nevery = "soon"\n[sources.se_unknown]\n[rubbish]\n'
    )
    told = {key: line for key, line, _ in problems(tmp_path, text)}
    assert told == {
        "mail.mode": 2,
        "mail.from": 3,
        "mail.port": 4,
        "schedule.time_zone": 6,
        "sources.se_vinnova.url": 8,
        "sources.se_vinnova.every": 9,
        "sources.se_unknown": 10,
        "rubbish": 11,
    }


@pytest.mark.parametrize(
    ("text", "key", "line", "words"),
    [
        ("[mail\nmode = 1", "", 1, "not valid TOML"),
        ("a = 1\na = 2\n", "", 2, "not valid TOML"),
        ('[mail]\nfolder = "Br\xe4v"'.encode("latin-1"), "", 2, "not UTF-8"),
        ('[sources]\nonly = "se_vinnova"\n', "sources.only", 2, "list"),
        ("[sources.se_unknown]\n", "sources.se_unknown", 1, "there are eu_funding_tenders, se_vinnova"),
        ("[schedule]\ndigest_time = 07:00:30\n", "schedule.digest_time", 2, "whole minute"),
        ('[mail]\npassword = "hunter2"\n', "mail.password", 2, "unknown key"),
        ('only = ["se_vinnova"]\n', "only", 1, "belongs under [sources]"),
        ("[sources.se_vinnova]\nleast = 9\nmost = 8\n", "sources.se_vinnova.most", 3, "below least = 9"),
        ('[mail]\nport = 25\nusername = "a"\n', "mail.username", 3, "needs password_env or password_file"),
        ('[mail]\npassword_env = "A"\n', "mail.username", 1, "is missing"),
        ('[mail]\npassword_file = "a"\n', "mail.username", 1, "is missing"),
        ('[mail]\nusername = "käll"\npassword_env = "A"\n', "mail.username", 2, "plain letters"),
        ('[mail]\npassword_env = ""\nusername = "a"\n', "mail.password_env", 2, "at least 1 character"),
        (
            '[mail]\nusername = "a"\npassword_env = "A"\npassword_file = "a"\n',
            "mail.password_file",
            4,
            "stands beside password_env",
        ),
    ],
)
def test_one_fault(tmp_path: Path, text: str | bytes, key: str, line: int, words: str) -> None:
    ((found_key, found_line, message),) = problems(tmp_path, text)
    assert (found_key, found_line) == (key, line)
    assert words in message


@pytest.mark.parametrize("bounds", [(8, 8), (9, None), (None, 1)])
def test_bounds_that_do_not_contradict_each_other_are_taken(
    tmp_path: Path, bounds: tuple[int | None, int | None]
) -> None:
    lines = [f"{key} = {bound}" for key, bound in zip(("least", "most"), bounds, strict=True) if bound]
    bent = read(tmp_path, "\n".join(["[sources.se_vinnova]", *lines])).source("se_vinnova")
    assert (bent.least, bent.most) == bounds


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ('[profiles]\npath = "ours"\n[mail]\nport = 0\n', "ours"),
        ("[profiles]\npath = 3\n", "profiles"),
        ("profiles = 3\n", "profiles"),
        ("[profiles", "profiles"),
    ],
)
def test_the_folder_of_profiles_is_known_whatever_else_is_wrong(tmp_path: Path, text: str, folder: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    assert profiles_folder(path) == tmp_path / folder


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_settings(tmp_path / "nothing.toml", SOURCES)


def test_a_password_comes_from_the_environment_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    login = '[mail]\nusername = "matcher"\n'
    assert read(tmp_path, f'{login}password_file = "secret"\n').mail.password == "s3cret"
    mail = read(tmp_path, f'{login}password_env = "MATCHER_TEST_PASSWORD"\n').mail
    with pytest.raises(ConfigError, match="MATCHER_TEST_PASSWORD is not set"):
        _ = mail.password
    monkeypatch.setenv("MATCHER_TEST_PASSWORD", "s3cret")
    assert mail.password == "s3cret"
    monkeypatch.setenv("MATCHER_TEST_PASSWORD", "hästar")
    with pytest.raises(ConfigError, match=r"mail\.password_env.*ASCII") as caught:
        _ = mail.password
    assert "hästar" not in str(caught.value)


@pytest.mark.parametrize(
    ("now", "period"),
    [
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), date(2026, 11, 16)),  # 06:59 in Stockholm
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 29, 22, 0, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 3, 30, 4, 59, tzinfo=UTC), date(2026, 3, 23)),  # summer time began the day before
        (datetime(2026, 3, 30, 5, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 26, 5, 59, tzinfo=UTC), date(2026, 10, 19)),  # and ended the day before
        (datetime(2026, 10, 26, 6, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_period_is_the_latest_digest_moment(now: datetime, period: date) -> None:
    assert ScheduleSettings().period(now) == period


def test_the_next_runs_follow_local_time() -> None:
    schedule, sunday = ScheduleSettings(), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # 00:30 on the day winter begins
    assert schedule.reading.next(sunday).isoformat() == "2026-10-25T05:00:00+01:00"
    assert schedule.letters.next(sunday).isoformat() == "2026-10-26T07:00:00+01:00"
