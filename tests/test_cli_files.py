"""The command and the files that people write: read as strictly everywhere, and never by accident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import CALL, TODAY, matcher, write_calls, write_config

PROFILE = 'name = "{0}"\nrecipients = ["{0}@b.example"]\ndescription = "Vi ansvarar för grundskola och elevhälsa."\n'
GOAL = '[[priorities]]\nslug = "{0}"\nname = "{1}"\nweight = 1\nwords = ["{1}"]\n'


def write(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


# ------------------------------------------------------------------------------------------------------------ check
CONTRADICTIONS = [
    (
        {"programme": GOAL.format("barn", "Barn") + GOAL.format("natur", "Natur") + GOAL.format("Barn", "Unga")},
        ["programme.toml:12: priorities.2.slug: 'Barn' is also the slug of 'Barn'"],
    ),
    (
        {
            "glossary": 'groups = [\n  { sv = ["bank"], en = ["bank"] },\n  # fåglar\n'
            '  { sv = ["sandbank", "Bank"], en = ["shoal"] },\n  { sv = ["strand", "strand"], en = ["Bank"] },\n]\n'
        },
        [
            "glossary.toml:4: groups.1.sv: 'Bank' stands also in the group of 'bank'",
            "glossary.toml:5: groups.2.en: 'Bank' stands also in the group of 'bank'",
        ],
    ),
    (
        {"skola": PROFILE.format("skola") + 'keywords = ["LSS"]\n[weights]\nlss = 2\nLSS = 3\n'},
        ["skola.toml:5: weights: is weighed more than once: 'lss'"],
    ),
    ({"skola": PROFILE.format("skola") + 'slug = "social"\n'}, ["skola.toml:4: slug: unknown key"]),
]


@pytest.mark.parametrize(("files", "told"), CONTRADICTIONS)
def test_what_has_two_meanings_is_refused(tmp_path: Path, files: dict[str, str], told: list[str]) -> None:
    profiles = write(tmp_path / "profiles", **{"skola": PROFILE.format("skola"), **files})
    (tmp_path / "config.toml").write_text("")
    result = matcher("--config", tmp_path / "config.toml", "check")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [f"{profiles}/{line}" for line in told]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            "[sources.se_vinnova]\nleast = 20\nmost = 10\n",
            "config.toml:5: sources.se_vinnova.most: is below least = 20",
        ),
        ('[mail]\nusername = "a"\n', "config.toml:4: mail.username: needs password_env or password_file"),
        ('[mail]\npassword_env = "A"\n', "config.toml:3: mail.username: is missing"),
        (
            '[mail]\nusername = "a"\npassword_env = "A"\npassword_file = "b"\n',
            "config.toml:6: mail.password_file: stands",
        ),
    ],
)
def test_settings_that_contradict_each_other_are_refused(tmp_path: Path, more: str, told: str) -> None:
    result = matcher("--config", write_config(tmp_path, more), "check")
    assert (result.exit_code, told in result.stderr, result.stderr.count("\n")) == (2, True, 1)


def test_a_fault_in_the_configuration_hides_no_fault_of_the_profiles_it_names(tmp_path: Path) -> None:
    write(tmp_path / "ours", skola='name = "Skola"\nrecipients = ["skola"]\ndescription = "x"\n')
    (tmp_path / "config.toml").write_text(
        '[profiles]\npath = "ours"\n[mail]\nport = 0\n[sources.se_nowhere]\n[sources]\nonly = ["se_nobody"]\n'
    )
    result = matcher("--config", tmp_path / "config.toml", "check")
    assert result.exit_code == 2
    for place in (
        "config.toml:4: mail.port",
        "config.toml:5: sources.se_nowhere: no such source",
        "sources.se_nobody: no such source",
        "skola.toml:2: recipients: is not an e-mail address",
    ):
        assert place in result.stderr


# ---------------------------------------------------------------------------------------------------------- weights
def test_a_weight_counts_however_its_keyword_is_capitalised(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "calls.jsonl", {**CALL, "title": "Stöd till LSS", "text": "Om LSS i kommunen."})
    scores = []
    for name, weighed in enumerate(("", "[weights]\nLSS = 4\n", "[weights]\nlss = 4\n")):
        profile = PROFILE.format("omsorg") + 'keywords = ["lss", "hemtjänst"]\n' + weighed
        result = matcher("rank", "--calls", calls, "--profiles", write(tmp_path / str(name), omsorg=profile))
        scores.append(json.loads(result.stdout)["score"])
    assert scores[0] < scores[1] == scores[2]


# ------------------------------------------------------------------------------------------------- rank and evaluate
@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Words for ranking a stranger's folder, in a working directory with a broken configuration."""
    (tmp_path / "config.toml").write_text("this is no TOML")
    monkeypatch.chdir(tmp_path)
    calls = write_calls(tmp_path / "calls.jsonl", CALL)
    return ["--calls", calls, "--profiles", write(tmp_path / "stranger", skola=PROFILE.format("skola"))]


def test_ranking_reads_no_configuration_that_happens_to_lie_there(stranger: list[object], tmp_path: Path) -> None:
    result = matcher("rank", *stranger)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["send"] is True
    judged = tmp_path / "judged.jsonl"
    judged.write_text(
        json.dumps({"id": "x:1", "g": {"skola": 2}, "eligible": "yes", "priorities": [], "source": "a\u2028b"},
                   ensure_ascii=False) + "\r\n"
    )  # fmt: skip
    measured = matcher("evaluate", *stranger, "--judged", judged, "--by", "source")
    assert (measured.exit_code, measured.stderr) == (0, "")
    assert "source = a\u2028b: 1 calls" in measured.stdout


def test_evaluate_in_detail_adds_how_far_the_figures_can_be_trusted(stranger: list[object], tmp_path: Path) -> None:
    judged = tmp_path / "judged.jsonl"
    judged.write_text('{"id": "x:1", "g": {"skola": 2}, "eligible": "no", "priorities": [], "language": "sv"}\n')
    short, long = (matcher("evaluate", *stranger, "--judged", judged, *more) for more in ([], ["--detail"]))
    assert (long.exit_code, long.stderr) == (0, "")
    assert long.stdout.startswith(short.stdout)
    assert "of 1 sent 1 are closed to municipalities, 0 of these graded 0" in long.stdout


@pytest.mark.parametrize(("name", "told"), [("config.toml", "is not valid TOML"), ("none.toml", "no such file")])
def test_ranking_reads_the_configuration_that_is_named(stranger: list[object], name: str, told: str) -> None:
    result = matcher("--config", name, "rank", *stranger)
    assert (result.exit_code, f"{name}" in result.stderr, told in result.stderr) == (2, True, True)


def test_shared_files_come_from_the_configuration_that_is_named(stranger: list[object], tmp_path: Path) -> None:
    write(tmp_path / "ours", programme=GOAL.format("egen", "Eget mål"))
    (tmp_path / "ours.toml").write_text('[profiles]\npath = "ours"\n')
    ranked = matcher("--config", "ours.toml", "rank", *stranger)
    assert list(json.loads(ranked.stdout)["priorities"]) == ["egen"]
    assert "barn_unga" in json.loads(matcher("rank", *stranger).stdout)["priorities"]


# ---------------------------------------------------------------------------------------------------------- preview
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PROFILE.format("ny") + 'farg = "blå"\n', ["4: farg: unknown key"]),
        (PROFILE.format("ny") + 'slug = "x"\nfarg = 1\n', ["4: slug: unknown key", "5: farg: unknown key"]),
        (PROFILE.format("ny") + "[weights]\nskola = 2\n", ["4: weights: is not one of the keywords: 'skola'"]),
        (PROFILE.format("ny").replace("@", ""), ["2: recipients: is not an e-mail address: 'nyb.example'"]),
        (PROFILE.format("ny") + 'keywords = [""]\n', ["4: keywords.0: "]),
        (PROFILE.format("SKOLA"), ["1: name: is also the name of skola.toml"]),
        ("name = ", ["1: is not valid TOML"]),
    ],
)
def test_a_profile_to_preview_is_read_as_strictly_as_any(tmp_path: Path, text: str, told: list[str]) -> None:
    write(tmp_path / "profiles", skola=PROFILE.format("skola"), social=PROFILE.format("social"))
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "ny.toml").write_text(text, encoding="utf-8")
    preview = ["--config", tmp_path / "config.toml", "preview", "social"]
    result = matcher(*preview, tmp_path / "ny.toml")
    lines = result.stderr.splitlines()
    assert (result.exit_code, len(lines)) == (2, len(told))
    assert all(line.startswith(f"{tmp_path}/ny.toml:{want}") for line, want in zip(lines, told, strict=True)), lines
    assert matcher(*preview, tmp_path / "profiles" / "social.toml").exit_code == 0  # its own name is no double


# ------------------------------------------------------------------------------------------------- import and export
@pytest.mark.parametrize(
    "ids",
    [
        ["a:a:1"],  # a's own key begins with its name
        ["a:a:a:1", "a:a:1", "a:1"],
        ["a:2", "b:2", "b:a:2"],  # two share a key, and a third's key looks like the whole id of one of them
        ["a:2", "c:a:2"],
    ],
)
def test_every_key_survives_export_and_import(tmp_path: Path, ids: list[str]) -> None:
    config, file = write_config(tmp_path), tmp_path / "1.jsonl"
    calls = [{**CALL, "id": name, "source": name[0], "title": f"Nr {name}"} for name in ids]
    matcher("--config", config, "import", write_calls(file, *calls), "--today", TODAY)
    exported = matcher("--config", config, "export").stdout
    assert len(exported.splitlines()) == len(ids)
    file.write_text(exported)
    again = matcher("--config", config, "import", file, "--today", TODAY)
    assert again.stdout == f"Lästa utlysningar: {len(calls)}. Nya: 0. Ändrade: 0.\n"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert matcher("--config", write_config(elsewhere), "import", file).exit_code == 0
    assert matcher("--config", elsewhere / "config.toml", "export").stdout == exported
