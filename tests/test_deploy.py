"""What runs it on a server: every path, command and key that these files name exists; the units are hardened alike."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli import main
from matcher.profiles import read_profiles
from matcher.settings import read_settings
from sources import all_sources
from tests.command import CALL, ROOT, write_calls, write_config

DEPLOY = ROOT / "deploy"
HOME = "/opt/matcher"  # where the files say that the project lies
SERVICES, TIMERS = sorted(DEPLOY.glob("*.service")), sorted(DEPLOY.glob("*.timer"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# What systemd thinks of a unit: 0 is locked up, 10 is naked; above 2 the unit has lost some of its walls.
MOST_EXPOSURE = 2.0
# Without these a unit still starts, but with more rights than it needs.
WALLS = {"NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "ProtectSystem": "strict", "PrivateTmp": "yes",
         "MemoryDenyWriteExecute": "yes", "UMask": "0077", "User": "matcher", "StateDirectoryMode": "0700"}  # fmt: skip


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=[path.name for path in paths])


def keys(unit: Path) -> dict[str, list[str]]:
    """Key -> its values, in order; comments aside."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def arguments(command: str) -> list[str]:
    """What a command line gives to `matcher`, whatever shell stands around it."""
    words = shlex.split(command)
    if words[:2] == ["/bin/sh", "-c"]:
        words = shlex.split(words[2].replace("$(date +%%A)", "monday").removeprefix("exec "))
    assert words[0] == f"{HOME}/.venv/bin/matcher"
    return words[1:]


def understood(words: list[str]) -> bool:
    """Whether `matcher` takes the command line: options of the program first, then a command and its own."""
    taken = CliRunner().invoke(main, [*words, "--help"])
    return taken.exit_code == 0 and any(command in words for command in main.commands)


def test_nothing_is_missing() -> None:
    names = {path.name for path in DEPLOY.iterdir()}
    assert {"matcher.service", "matcher-run.service", "matcher.timer", "Dockerfile", "matcher-backup.timer"} <= names
    assert [name for name in sorted(names) if f"deploy/{name}" not in OPERATIONS] == []


@named(SERVICES)
def test_every_command_of_a_unit_is_one_of_ours(path: Path) -> None:
    commands = keys(path)["ExecStart"]
    assert commands
    assert [command for command in commands if not understood(arguments(command))] == []
    assert not understood(["--config", "x", "--log", "journal", "no-such-command"])
    (docs,) = keys(path)["Documentation"]
    assert (ROOT / docs.removeprefix(f"file:{HOME}/")).exists()


@named(SERVICES)
def test_units_are_hardened_alike(path: Path) -> None:
    found, first = keys(path), keys(DEPLOY / "matcher.service")
    walls = {
        key for key in first if re.match(r"Protect|Private|Restrict|System|Memory|Proc|NoNew|Cap|Lock|Remove", key)
    }
    assert len(walls) >= 20
    assert {key: found.get(key) for key in walls} == {key: first[key] for key in walls}
    assert {key: found[key][-1] for key in WALLS} == WALLS


def test_the_server_may_finish_its_letter_and_is_not_restarted_for_faults_in_files() -> None:
    found = keys(DEPLOY / "matcher.service")
    assert found["TimeoutStopSec"] == ["5min"]
    assert found["RestartPreventExitStatus"] == ["2"]
    assert "KillSignal" not in found


@named(TIMERS)
def test_every_timer_starts_a_unit_that_exists(path: Path) -> None:
    found = keys(path)
    assert (DEPLOY / found.get("Unit", [f"{path.stem}.service"])[0]).exists()
    assert found["Persistent"] == ["true"]  # what was missed is caught up


def test_the_timer_writes_mondays_letters_on_monday() -> None:
    (moment,) = keys(DEPLOY / "matcher.timer")["OnCalendar"]
    schedule = read_settings(ROOT / "config.toml", all_sources()).schedule
    assert moment == f"*-*-* {schedule.digest_time} {schedule.time_zone}"


def systemd(*words: object) -> str:
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze (Debian package systemd)")
    command = ["systemd-analyze", *map(str, words)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout + found.stderr


def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("matcher")
    if not command.exists():
        pytest.skip("needs `matcher` beside the interpreter")
    for path in [*SERVICES, *TIMERS]:
        there = path.read_text(encoding="utf-8").replace(f"{HOME}/.venv/bin/matcher", str(command))
        (tmp_path / path.name).write_text(there, encoding="utf-8")
    assert systemd("verify", "--man=no", *sorted(tmp_path.iterdir())).strip() == ""


@named(SERVICES)
def test_systemd_finds_the_units_locked_up(path: Path) -> None:
    found = json.loads(systemd("security", "--offline=true", "--json=short", path))
    open_doors = {row["json_field"]: float(row["exposure"]) for row in found if row["exposure"]}
    overall = re.search(r"level for \S+: ([\d.]+)", systemd("security", "--offline=true", path))
    assert overall
    assert float(overall[1]) <= MOST_EXPOSURE, open_doors


# What `MemoryDenyWriteExecute=yes` does, for a process that does it to itself: prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN).
LOCKED_UP = """
import ctypes, mmap, sys
from click.testing import CliRunner
from matcher.cli import main
if ctypes.CDLL(None).prctl(65, 1, 0, 0, 0):
    sys.exit("unknown to this kernel")
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    sys.exit("not locked up")
except PermissionError:
    pass
for words in (["import", sys.argv[2]], ["score"], ["compose"], ["deliver"]):
    result = CliRunner().invoke(main, ["--quiet", "--config", sys.argv[1], *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
print(result.stdout)
"""


def test_the_job_runs_where_memory_cannot_be_both_written_and_executed(tmp_path: Path) -> None:
    config, calls = write_config(tmp_path), write_calls(tmp_path / "calls.jsonl", CALL)
    command = [sys.executable, "-c", LOCKED_UP, config, calls]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unknown to this kernel" in found.stderr:
        pytest.skip("needs Linux 6.3 or later")
    assert (found.returncode, found.stderr) == (0, "")
    assert "Skickade brev: 8." in found.stdout


# --- The container ------------------------------------------------------------------------------------------------


def instructions(word: str) -> list[str]:
    text = re.sub(r"\\\n", " ", DOCKERFILE)
    return re.findall(rf"^{word} +(.+)$", text, re.MULTILINE)


def test_the_container_copies_what_exists_and_all_of_the_program() -> None:
    copied = [word for line in instructions("COPY") for word in line.split()[:-1]]
    assert [path for path in copied if not (ROOT / path).exists()] == []
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert {name.rstrip("*") for name in packages["find"]["include"]} | {"profiles", "requirements.lock"} <= set(copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {project["readme"], *project["license-files"]} <= set(copied)


def test_the_container_is_nobody_and_writes_to_its_volume_only() -> None:
    assert instructions("USER") == ["matcher"]
    assert "useradd --system" in DOCKERFILE
    (volume,) = instructions("VOLUME")
    settings = read_settings(DEPLOY / "docker.toml", all_sources())
    for path in (settings.store.path, settings.mail.folder, settings.retention.export):
        assert path.is_relative_to(volume)
    assert "--read-only" in DOCKERFILE
    assert instructions("EXPOSE") == [str(settings.console.port)]
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_the_container_starts_a_command_of_ours_with_files_that_are_there() -> None:
    (entry,), (command,) = (json.loads(line) for line in instructions("ENTRYPOINT")), instructions("CMD")
    assert understood([*entry[1:], *json.loads(command)])
    placed = {line.split()[-1]: line.split()[0] for line in instructions("COPY")}
    config = entry[entry.index("--config") + 1]
    assert placed[config] == "deploy/docker.toml"
    profiles = Path(config).parent / tomllib.loads((DEPLOY / "docker.toml").read_text())["profiles"]["path"]
    assert read_profiles(ROOT / placed[str(profiles)])
    (health,) = instructions("HEALTHCHECK")
    code = json.loads(health[health.index("[") :])[2]
    compile(code, "HEALTHCHECK", "exec")
    assert f":{read_settings(DEPLOY / 'docker.toml', all_sources()).console.port}/healthz" in code


def test_the_container_is_built_on_a_python_that_the_project_supports() -> None:
    (image,) = instructions("FROM")
    version = re.match(r"python:(\d+)\.(\d+)-slim", image)
    assert version and (int(version[1]), int(version[2])) >= (3, 11)
