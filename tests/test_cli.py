"""The command from outside: exit codes, sentences instead of tracebacks, and nothing lost."""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from matcher.cli import main
from tests.command import CALL, ROOT, TODAY, matcher, run, write_calls, write_config
from tests.world import world


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.kit.web.time.sleep", lambda seconds: None)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path)


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return write_calls(tmp_path / "calls.jsonl", CALL)


def test_the_whole_job_on_the_recorded_world(config: Path, tmp_path: Path) -> None:
    with world(TODAY) as addresses:
        config.write_text(
            config.read_text() + "".join(f'[sources.{name}]\nurl = "{url}"\n' for name, url in addresses.items())
        )
        first = matcher("--config", config, "run", "--today", TODAY)
        assert (first.exit_code, first.stderr) == (0, "")
        letters = sorted((tmp_path / "letters").glob("*.eml"))
        assert len(letters) == 8
        stored = [path.read_bytes() for path in letters]
        again = matcher("--config", config, "run", "--today", TODAY)
        assert again.exit_code == 0
        assert [path.read_bytes() for path in sorted((tmp_path / "letters").glob("*.eml"))] == stored
        assert matcher("--config", config, "run", "--dry-run", "--today", "2026-11-30").exit_code == 0
        assert len(list((tmp_path / "letters" / "dry-run").glob("*.eml"))) == 8
    states = json.loads(matcher("--config", config, "sources", "--json").stdout)
    assert {state["state"] for state in states} == {"ok", "unconfigured"}  # the latter need keys
    failed = matcher("--config", config, "collect", "se_vinnova", "--today", TODAY)  # nobody answers any more
    assert failed.exit_code == 1
    assert "se_vinnova: fel: " in failed.stderr
    assert matcher("--config", config, "sources").exit_code == 1
    status = json.loads(matcher("--config", config, "status", "--json").stdout)
    assert status["letters"] == {"sent": 8}
    assert status["failing"] == ["se_vinnova"]

    profile, call = _some_match(tmp_path)
    explained = matcher("--config", config, "explain", profile, call, "--today", TODAY)
    assert explained.exit_code == 0
    assert "poäng" in explained.stdout.lower()
    assert "Stod i brevet 2026-11-23." in explained.stdout
    later = matcher("--config", config, "explain", profile, call, "--today", "2030-01-01")
    assert "Kommer inte med i brevet" in later.stdout
    exported = tmp_path / "exported.jsonl"
    exported.write_text(matcher("--config", config, "export").stdout)
    assert matcher("--config", config, "import", exported).stdout.endswith("Nya: 0. Ändrade: 0.\n")
    assert matcher("--config", config, "verdict", profile, call, "relevant").exit_code == 0
    narrow = tmp_path / "narrow.toml"
    narrow.write_text('name = "Smal"\nrecipients = ["a@gotene.example"]\ndescription = "Fyrtorn och farleder."\n')
    preview = matcher("--config", config, "preview", profile, narrow, "--today", TODAY)
    assert preview.exit_code == 0
    assert "OBS:" in preview.stdout
    assert matcher("--config", config, "learn").exit_code == 0


def _some_match(tmp_path: Path) -> tuple[str, str]:
    with sqlite3.connect(tmp_path / "data" / "matcher.db") as db:
        row = db.execute("select profile, call from matches where send = 1 order by score desc").fetchone()
    db.close()
    return row[0], row[1]


@pytest.mark.parametrize(
    "words",
    [
        ["collect", "nobody"],
        ["explain", "social", "nothing"],
        ["verdict", "social", "nothing", "relevant"],
        ["explain", "nobody", "x"],
    ],
)
def test_a_name_that_does_not_exist_is_told(config: Path, calls: Path, words: list[str]) -> None:
    assert matcher("--config", config, "import", calls).exit_code == 0
    result = matcher("--config", config, *words)
    assert result.exit_code == 2
    assert any(f"{word!r}" in result.stderr or word in result.stderr for word in ("nobody", "nothing"))


@pytest.mark.parametrize("words", [["fly"], ["run", "--today", "yesterday"], ["rank"], ["explain", "social"]])
def test_wrong_usage_is_exit_code_2(config: Path, words: list[str]) -> None:
    assert matcher("--config", config, *words).exit_code == 2


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "social.toml").write_text(
        'name = "Social"\nrecipients = ["inte en adress"]\ndescription = "x"\nfarg = "blå"\n'
    )
    (profiles / "skola.toml").write_text('name = "Skola"\n')
    (profiles / "trasig.toml").write_text("name = \n")
    (tmp_path / "config.toml").write_text('[mail]\nmode = "duva"\n')
    result = matcher("--config", tmp_path / "config.toml", "check")
    assert result.exit_code == 2
    for place in (
        "config.toml:2: mail.mode",
        "social.toml:4: farg: unknown key",
        "skola.toml: recipients: is missing",
        "trasig.toml:1",
    ):
        assert place in result.stderr
    assert not (tmp_path / "data").exists()


def test_check_tells_what_it_understood(config: Path, tmp_path: Path) -> None:
    result = matcher("--config", config, "check")
    assert result.exit_code == 0
    assert "8 profiler, 6 prioriteringar" in result.stdout
    assert list(tmp_path.iterdir()) == [config]


def test_rank_prints_every_pair_best_first_whatever_the_order(config: Path, tmp_path: Path) -> None:
    other = {
        **CALL,
        "id": "x:2",
        "title": "Research in space physics",
        "text": "For universities only.",
        "language": "en",
    }
    outputs = []
    for number, order in enumerate([[CALL, other], [other, CALL]]):
        path = tmp_path / f"{number}.jsonl"
        path.write_text("".join(json.dumps(call) + "\n" for call in order))
        result = matcher("--config", config, "rank", "--calls", path, "--profiles", ROOT / "profiles")
        assert result.exit_code == 0
        outputs.append(result.stdout)
    assert outputs[0] == outputs[1]
    rows = [json.loads(line) for line in outputs[0].splitlines()]
    assert len(rows) == 16
    assert all(abs(row["score"] - sum(reason["points"] for reason in row["reasons"])) < 1e-6 for row in rows)
    school = [row for row in rows if row["profile"] == "barn_utbildning"]
    assert [row["call"] for row in school] == ["x:1", "x:2"]
    assert school[0]["send"] and not school[1]["send"]
    alone = tmp_path / "alone.jsonl"
    alone.write_text(json.dumps(CALL) + "\n")
    single = matcher("--config", config, "rank", "--calls", alone, "--profiles", ROOT / "profiles").stdout
    assert set(single.splitlines()) < set(outputs[0].splitlines())


def test_rank_with_today_sends_nothing_that_is_closed(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(json.dumps({**CALL, "deadlines": ["2026-01-31"]}) + "\n")
    words = ["--config", config, "rank", "--calls", path, "--profiles", ROOT / "profiles"]
    open_, closed = (
        [json.loads(line)["send"] for line in matcher(*words, *more).stdout.splitlines()]
        for more in ([], ["--today", TODAY])
    )
    assert any(open_) and not any(closed)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "a"', "JSON"),
        (json.dumps({**CALL, "colour": "blue"}), "colour"),
        (json.dumps({**CALL, "title": " "}), "title"),
        (json.dumps({key: value for key, value in CALL.items() if key != "title"}), "title"),
        (json.dumps({**CALL, "deadlines": ["2026-02-30"]}), "deadlines"),
        (json.dumps(CALL) + "\n" + json.dumps(CALL), "x:1"),
        ("[1, 2]", ""),
    ],
    ids=["cut", "unknown key", "empty title", "no title", "30 February", "doubled id", "no object"],
)
def test_bad_calls_are_told_with_their_line(config: Path, tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(line + "\n")
    for command in (["rank", "--calls", path, "--profiles", ROOT / "profiles"], ["import", path]):
        result = matcher("--config", config, *command)
        assert result.exit_code == 2
        assert f"calls.jsonl:{line.count(chr(10)) + 1}" in result.stderr
        assert words in result.stderr


def test_calls_in_another_encoding_are_told(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_bytes(json.dumps({**CALL, "title": "Förskola"}, ensure_ascii=False).encode("latin-1"))
    result = matcher("--config", config, "rank", "--calls", path, "--profiles", ROOT / "profiles")
    assert (result.exit_code, "UTF-8" in result.stderr) == (2, True)


def test_read_tells_dates_and_amounts() -> None:
    result = matcher("read", "--json", "Sista ansökningsdag är 15 mars 2027. Högst 2 mkr per projekt.")
    found = json.loads(result.stdout)
    assert [(day["value"], day["role"], day["inferred"]) for day in found["dates"]] == [("2027-03-15", "closes", False)]
    assert [(amount["value"], amount["currency"], amount["role"]) for amount in found["amounts"]] == [
        (2_000_000, "SEK", "per project")
    ]


def test_every_command_helps_with_an_example() -> None:
    for name in main.commands:
        result = matcher(name, "--help")
        assert result.exit_code == 0
        assert f"Example: matcher {name}" in result.stdout or (name == "serve" and "serve" in result.stdout)


def test_a_second_run_at_the_same_time_is_refused(config: Path, calls: Path, tmp_path: Path) -> None:
    from matcher.store import only_run

    with only_run(tmp_path / "data" / "matcher.db"):
        result = run(config, "import", str(calls))
    assert (result.returncode, "another run" in result.stderr, "Traceback" in result.stderr) == (1, True, False)


def test_a_broken_database_is_told_and_left_alone(config: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    broken = tmp_path / "data" / "matcher.db"
    broken.write_bytes(b"not a database" * 100)
    result = run(config, "merge")
    assert (result.returncode, "matcher.db" in result.stderr, "Traceback" in result.stderr) == (1, True, False)
    assert broken.read_bytes() == b"not a database" * 100


def test_a_full_disk_is_told_and_nothing_half_done_is_kept(config: Path, calls: Path, tmp_path: Path) -> None:
    assert run(config, "import", str(calls)).returncode == 0
    big = tmp_path / "big.jsonl"
    big.write_text("".join(json.dumps({**CALL, "id": f"y:{n}", "text": "x" * 5000}) + "\n" for n in range(400)))
    limit = 400_000

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    result = run(config, "import", str(big), preexec_fn=full)
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    assert "nothing half-done was kept" in result.stderr
    exported = run(config, "export").stdout.splitlines()
    assert len(exported) == 1


def test_an_unwritable_place_is_told(config: Path, tmp_path: Path) -> None:
    config.write_text(config.read_text() + '[store]\npath = "config.toml/matcher.db"\n')
    result = run(config, "merge")
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)


def test_ten_megabytes_of_description_and_hostile_html_do_no_harm(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    evil = {
        **CALL,
        "title": '<script>alert(1)</script> "><img src=x> Bidrag till kommuner för elevhälsa\r\nBcc: a@gotene.example',
    }
    path.write_text(
        json.dumps({**CALL, "id": "x:3", "text": "kommun elevhälsa " * 600_000}) + "\n" + json.dumps(evil) + "\n"
    )
    assert run(config, "import", str(path), "--today", str(TODAY)).returncode == 0
    for verb in ("score", "compose", "deliver"):
        result = run(config, verb, "--today", str(TODAY))
        assert result.returncode == 0, result.stderr
    letters = tmp_path / "letters"
    pages = [BeautifulSoup(letter.read_text(), "html.parser") for letter in letters.glob("*.html")]
    assert any("<script>alert(1)</script>" in page.get_text() for page in pages)
    assert not any(page.find_all(["script", "img"]) for page in pages)
    heads = [letter.read_bytes().replace(b"\r", b"").split(b"\n\n")[0] for letter in letters.glob("*.eml")]
    assert heads and not any(b"\nBcc:" in head for head in heads)


def test_evaluate_prints_the_table_of_the_shared_scorer(shared: Path, tmp_path: Path) -> None:
    eval_ = shared / "eval"
    words = ["--calls", str(eval_ / "calls.jsonl"), "--profiles", str(ROOT / "profiles")]
    ranked = tmp_path / "rank.jsonl"
    ranked.write_text(run(ROOT / "config.toml", "rank", *words).stdout)
    scorer = [sys.executable, str(eval_ / "measure.py"), str(ranked), str(eval_ / "judged.jsonl"), "--by", "language"]
    theirs = subprocess.run(
        scorer, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    ).stdout
    ours = run(
        ROOT / "config.toml", "evaluate", *words, "--judged", str(eval_ / "judged.jsonl"), "--by", "language"
    ).stdout
    assert ours.split() == theirs.split()


def test_each_verb_alone_does_what_run_does(config: Path, tmp_path: Path) -> None:
    with world(TODAY) as addresses:
        config.write_text(
            config.read_text() + "".join(f'[sources.{name}]\nurl = "{url}"\n' for name, url in addresses.items())
        )
        said = [
            matcher("--config", config, verb, "--today", TODAY) for verb in ("collect", "merge", "score", "compose")
        ]
    assert [result.exit_code for result in said] == [0, 0, 0, 0]
    assert "se_vinnova: utlysningar 6, nya 6, ändrade 0, saknas 0\n" in said[0].stdout
    assert said[1].stdout == "Ändrade länkar mellan dubbletter: 1.\n"  # LONA, at the agency and at the county board
    assert re.fullmatch(r"Beräknade matchningar: [1-9]\d*\.\n", said[2].stdout)
    assert "Första brevet" in said[3].stdout
    assert list((tmp_path / "data").iterdir())
    assert not (tmp_path / "letters").exists()
    assert matcher("--config", config, "deliver", "--today", TODAY).stdout == ("Skickade brev: 8. Inte skickade: 0.\n")
    status = matcher("--config", config, "status", "--today", TODAY).stdout
    assert matcher("--config", config, "backup", tmp_path / "copy.db").exit_code == 0
    assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite format 3")
    assert "läses 2026-11-24 05:00" in status
    assert "breven skrivs 2026-11-30 07:00" in status
    assert "8 letters sent, 0 not" in status
    stored = json.loads(matcher("--config", config, "status", "--json").stdout)["calls"]
    assert f"Brev: 8 skickade. Lagrade utlysningar: {stored}. Källor med fel: inga." in status
    listed = matcher("--config", config, "sources").stdout
    assert all(f"{name} " in listed for name in addresses)


def test_a_letter_that_cannot_be_delivered_is_exit_code_1(config: Path, calls: Path) -> None:
    config.write_text(config.read_text() + '[mail]\nmode = "smtp"\nhost = "127.0.0.1"\nport = 9\n')
    assert matcher("--config", config, "import", calls, "--today", TODAY).exit_code == 0
    assert matcher("--config", config, "score", "--today", TODAY).exit_code == 0
    assert matcher("--config", config, "compose", "--today", TODAY).exit_code == 0
    result = matcher("--config", config, "deliver", "--today", TODAY)
    assert (result.exit_code, result.stdout) == (1, "Skickade brev: 0. Inte skickade: 8.\n")


def test_three_known_good_calls_teach_a_new_profile_what_to_write(config: Path, tmp_path: Path) -> None:
    """The whole way: verdicts at set-up, proposals with what to write, the file written, nothing left to propose."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "fritid.toml").write_text(
        'name = "Fritid"\nrecipients = ["a@b.example"]\ndescription = "Vi sköter fritidsgårdar."\n'
    )
    config.write_text('[profiles]\npath = "profiles"\n')
    titles = ["Simhall för alla", "Skolbibliotek och simhall", "Skolbibliotek i norr"]
    calls = [{**CALL, "id": f"x:{n}", "title": title, "text": ""} for n, title in enumerate(titles)]
    assert matcher("--config", config, "learn").stdout == "Inga förslag: det behövs fler omdömen.\n"
    matcher("--config", config, "import", write_calls(tmp_path / "calls.jsonl", *calls))
    for call in calls:
        told = matcher("--config", config, "verdict", "fritid", call["id"], "relevant")
        assert (told.exit_code, told.stdout) == (0, "Tack, omdömet är sparat.\n")
    learnt = matcher("--config", config, "learn")
    assert learnt.exit_code == 0
    assert (
        "fritid: lägg till ”skolbibliotek” (på engelska school library):"
        " står i 2 av 3 relevanta svenska utlysningar och i 0 av 0 övriga.\n" in learnt.stdout
    )
    assert f"skriver ni så här i {folder / 'fritid.toml'}" in learnt.stdout
    keywords = next(line.strip() for line in learnt.stdout.splitlines() if line.strip().startswith("keywords = ["))
    weights = [line.strip() for line in learnt.stdout.splitlines() if line.endswith(" = 0.25")]
    text = (folder / "fritid.toml").read_text()
    (folder / "fritid.toml").write_text("\n".join([keywords, text, "[weights]", *weights]))
    assert matcher("--config", config, "check").exit_code == 0
    assert matcher("--config", config, "learn").stdout == "Inga förslag: det behövs fler omdömen.\n"


def test_a_call_for_another_department_is_handed_on_by_name(config: Path, calls: Path) -> None:
    matcher("--config", config, "import", calls)
    words = ["--config", config, "verdict", "bostader", "x:1"]
    assert matcher(*words, "other_department", "--other", "social").exit_code == 0
    assert "social: lägg till ”elevhälsa”" in matcher("--config", config, "learn").stdout
    nobody = matcher(*words, "other_department", "--other", "nobody")
    assert (nobody.exit_code, "Det finns ingen profil 'nobody'" in nobody.stderr) == (2, True)
    assert matcher(*words, "relevant", "--other", "social").exit_code == 2


def test_calls_that_nobody_may_apply_for_propose_to_close_their_programme(config: Path, tmp_path: Path) -> None:
    calls = [{**CALL, "id": f"XYZ-2026-AB-{n}", "source": "eu_funding_tenders", "title": f"Bridges {n}",
              "text": "", "language": "en"} for n in (1, 2)]  # fmt: skip
    matcher("--config", config, "import", write_calls(tmp_path / "calls.jsonl", *calls))
    for call in calls:
        matcher("--config", config, "verdict", "social", call["id"], "may_not_apply")
    learnt = matcher("--config", config, "learn").stdout
    assert learnt.startswith(
        "funding: stäng programmet ”XYZ-”: 2 utlysningar därifrån fick svaret att ni inte får söka.\n"
    )
    assert '    names = ["XYZ-"]\n    fit = "never"\n' in learnt


def test_read_says_what_it_reads_in_plain_lines() -> None:
    result = matcher("read", "Ansökan öppnar 3 mars, stänger 5 maj 2027.", "--today", TODAY)
    assert "öppnar: 2027-03-03 (årtalet är underförstått): ”Ansökan öppnar 3 mars”\n" in result.stdout
    assert "stänger: 2027-05-05: ”stänger 5 maj 2027”\n" in result.stdout
    assert matcher("read", "Högst 2 mkr per projekt.").stdout.startswith("per projekt: 2000000 SEK: ”Högst 2 mkr")
    assert matcher("read", "Välkommen!").stdout == "Inga dagar eller belopp hittades.\n"


def test_a_call_is_found_by_id_key_address_or_words_of_its_title(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    others = [{**CALL, "id": f"x:{n}", "url": f"https://funder.example/{n}", "title": f"Läslov {n}"} for n in (2, 3)]
    path.write_text("".join(json.dumps(call) + "\n" for call in [CALL, *others]))
    matcher("--config", config, "import", path, "--today", TODAY)
    for words in ("se_skolverket:x:1", "x:1", CALL["url"], "för elevhälsa"):
        assert "Bidrag till kommuner för elevhälsa" in matcher("--config", config, "explain", "social", words).stdout
    old = matcher("--config", config, "explain", "social", "för elevhälsa", "--today", "2030-01-01").stdout
    assert "räknas som stängd" not in old  # no year is named
    several = matcher("--config", config, "explain", "social", "läslov")
    assert several.exit_code == 2
    assert "se_skolverket:x:2  Läslov 2" in several.stderr and "se_skolverket:x:3" in several.stderr


def test_check_tells_which_shared_files_come_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "skola.toml").write_text(
        'name = "Skolan"\nrecipients = ["a@b.example"]\ndescription = "Grundskola."\n'
    )
    (tmp_path / "config.toml").write_text("")
    said = matcher("--config", tmp_path / "config.toml", "check").stdout
    assert "glossary.toml saknas" in said
    assert "varje måndag 07:00" in said


@pytest.mark.parametrize(
    "words",
    [
        ["preview", "social", "x.toml", "--weeks", "0"],
        ["explain", "social", "\udcff"],
    ],
)
def test_odd_arguments_are_told_without_a_traceback(config: Path, words: list[str]) -> None:
    result = matcher("--config", config, *words)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)


def test_an_address_that_no_program_can_read_stops_nothing(config: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.jsonl"
    path.write_text(
        json.dumps({**CALL, "url": "http://[oops/x"}) + "\n" + json.dumps({**CALL, "id": "x:2", "url": ""}) + "\n"
    )
    assert matcher("--config", config, "import", path, "--today", TODAY).exit_code == 0
    assert matcher("--config", config, "merge").exit_code == 0


def test_the_other_sources_and_rounds_of_a_call_are_told(config: Path, tmp_path: Path) -> None:
    path, title = tmp_path / "calls.jsonl", "Bidrag till kommuner för elevhälsa och trygghet 2027"
    call = {**CALL, "title": title, "deadlines": ["2027-03-01"]}
    copy = {**call, "id": "y:1", "source": "se_annan", "url": "https://annan.example/1", "text": ""}
    earlier = {**call, "id": "x:0", "url": "https://funder.example/0", "title": title.replace("2027", "2026")}
    calls = [call, copy, {**earlier, "deadlines": ["2026-03-02"]}]
    path.write_text("".join(json.dumps(one) + "\n" for one in calls))
    matcher("--config", config, "import", path, "--today", TODAY)
    assert matcher("--config", config, "merge").exit_code == 0
    told = matcher("--config", config, "explain", "social", "x:1", "--today", TODAY).stdout
    assert "Finns också hos se_annan: https://annan.example/1 (sista dag: 2027-03-01).\n" in told
    assert "Annan omgång: se_skolverket:x:0 (sista dag: 2026-03-02).\n" in told
