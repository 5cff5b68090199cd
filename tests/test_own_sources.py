"""Sources that the operator writes into config.toml, and calls that a person adds: by the command, from a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from matcher.errors import ConfigError
from matcher.settings import read_settings
from sources import all_sources
from tests.command import TODAY, matcher, write_config
from tests.replay import Replay
from tests.test_declared import CALL, GRANTS, ITEM, RSS, html, links
from tests.test_sources import serve

LABELLED = html(
    "<main><h1>Bygdestöd</h1><dl><dt>Lämna in före</dt><dd>1 mars 2027</dd></dl><h2>Vem kan söka?</h2><p>Kommuner.</p>"
    "<h2>Hur mycket kan ni söka?</h2><p>Högst 200 000 kronor per projekt.</p><h2>Våra tankar</h2><p>Många.</p></main>"
)
PAGES = {**GRANTS, "/grants/": links("/grants/a/", "/grants/b/"), "/rss": RSS.format(ITEM.format("c"))}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.kit.web.time.sleep", lambda seconds: None)


def config_for(folder: Path, replay: Replay, keys: str, path: str = "/grants/", name: str = "bygdestiftelsen") -> Path:
    address = replay.url_for(f"https://fund.example{path}")
    return write_config(
        folder,
        f'[http]\nper_second = 1000.0\n[sources]\nonly = ["{name}"]\n'
        f'[sources.custom.{name}]\ntitle = "Bygdestiftelsen"\nurl = "{address}"\n{keys}\n',
    )


def served(folder: Path, pages: Mapping[str, str]) -> Replay:
    (folder / "site").mkdir()
    return serve(folder / "site", pages)


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ("links = '^/grants/([^/]+)/$'", "/grants/"),
        ("feed = true", "/rss"),
        ('pages = ["/grants/a/"]', "/grants/"),
    ],
)
def test_a_source_without_code_is_read_shown_and_counted(keys: str, path: str, tmp_path: Path) -> None:
    with served(tmp_path, PAGES) as replay:
        config = config_for(tmp_path, replay, keys, path)
        assert "1 källor: bygdestiftelsen." in matcher("--config", config, "check").stdout
        collected = matcher("--config", config, "collect", "--today", TODAY)
        assert (collected.exit_code, collected.stderr) == (0, "")
        assert "bygdestiftelsen: utlysningar 1, nya 1" in collected.stdout
        (state,) = json.loads(matcher("--config", config, "sources", "--json").stdout)
        assert (state["name"], state["title"], state["state"]) == ("bygdestiftelsen", "Bygdestiftelsen", "ok")


def test_letters_count_a_source_without_code(tmp_path: Path) -> None:
    page = CALL.format("Bidrag till kommuner för elevhälsa", "1 december 2026", "1 mars 2027").replace(
        "Stöd till bygden.", "Skolhuvudmän kan söka bidrag för elevhälsa i grundskolan."
    )
    with served(tmp_path, {"/grants/a/": html(page)}) as replay:
        config = config_for(tmp_path, replay, 'pages = ["a/"]')
        assert matcher("--config", config, "run", "--today", TODAY).exit_code == 0
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in (tmp_path / "letters").glob("*.eml")
    ]
    assert letters
    for letter in letters:
        body = letter.get_body(("plain",))
        assert body is not None
        told = " ".join(body.get_content().split())
        assert "Vi läste 1 av 1 källa: Bygdestiftelsen." in told


def test_labels_of_the_operator_count(tmp_path: Path) -> None:
    with served(tmp_path, {"/grants/": links("/grants/a/"), "/grants/a/": LABELLED}) as replay:
        keys = "links = '^/grants/([^/]+)/$'\n"
        config = config_for(tmp_path, replay, keys + 'labels = {closes = ["Lämna in före"]}')
        assert matcher("--config", config, "collect", "--today", TODAY).exit_code == 0
        (call,) = map(json.loads, matcher("--config", config, "export").stdout.splitlines())
    assert (call["id"], call["deadlines"]) == ("a@2027", ["2027-03-01"])


# ----------------------------------------------------------------------------------------------------------- live check
def test_a_live_check_tells_what_was_understood_and_stores_nothing(tmp_path: Path) -> None:
    with served(tmp_path, {"/grants/": links("/grants/a/"), "/grants/a/": LABELLED}) as replay:
        config = config_for(tmp_path, replay, "links = '^/grants/([^/]+)/$'")
        checked = matcher("--config", config, "collect", "--live-check", "bygdestiftelsen", "--today", TODAY)
    told = checked.stdout
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert "Vem kan söka: Kommuner., ur ”Vem kan söka?: Kommuner.”" in told
    assert "Högst per projekt: 200000 SEK" in told
    assert "Okänt: öppnar, sista ansökningsdag, löpande" in told
    assert "Rubriker som ingen regel känner: Lämna in före; Våra tankar" in told
    assert "Källan kan läsas: 1 hittade, 1 öppna eller kommande, 0 slut, 1 av de öppna utan känd sista dag." in told
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({"/grants/": html("<main><h1>Vi använder kakor</h1></main>")}, "a cookie notice"),
        ({"/grants/": html("<main><h1>Våra bidrag</h1></main>")}, "no links to calls"),
        ({"/grants/": links("/grants/a/"), "/grants/a/": html("<main><h1>Om oss</h1></main>")}, "none of 1 pages"),
        ({**PAGES, "/grants/": links("/grants/a/", "/grants/gone/")}, "1 oläsliga"),
    ],
)
def test_a_live_check_fails_where_the_source_would(pages: dict[str, str], told: str, tmp_path: Path) -> None:
    with served(tmp_path, pages) as replay:
        config = config_for(tmp_path, replay, "links = '^/grants/([^/]+)/$'")
        checked = matcher("--config", config, "collect", "--live-check", "bygdestiftelsen", "--today", TODAY)
    assert checked.exit_code == 1
    assert told in checked.stderr
    assert checked.stderr.rstrip().endswith("Inget är sparat.")


def test_a_live_check_shows_the_calls_of_a_source_with_code(tmp_path: Path) -> None:
    source = all_sources()["se_tillvaxtverket"]
    with Replay(Path(__file__).parent / "recorded" / source.name, today=TODAY) as replay:
        config = write_config(tmp_path, f'[sources.{source.name}]\nurl = "{replay.url_for(source.url)}"\n')
        checked = matcher("--config", config, "collect", "--live-check", source.name, "--today", TODAY)
    assert checked.exit_code == 0
    assert "  Sista ansökningsdag: 2" in checked.stdout
    assert "Källan kan läsas: " in checked.stdout


def test_a_live_check_needs_a_name(tmp_path: Path) -> None:
    assert matcher("--config", write_config(tmp_path), "collect", "--live-check").exit_code == 2


# ------------------------------------------------------------------------------------------------------- added by hand
def test_a_page_is_added_shown_updated_and_never_gone(tmp_path: Path) -> None:
    moved = CALL.format("Bygdestöd", "1 december 2026", "15 mars 2027")
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    config = write_config(tmp_path, "[http]\nper_second = 1000.0\n")
    with served(first, PAGES) as replay:
        address = replay.url_for("https://fund.example/grants/a/")
        asked = matcher("--config", config, "add", address, "--today", TODAY)  # nobody answers the question
        assert asked.exit_code == 1
        assert not (tmp_path / "data").exists()
        added = matcher("--config", config, "add", f"{address}#villkor", "--yes", "--today", TODAY)
    assert "Sista ansökningsdag: 2027-03-01, ur ”Sista ansökningsdag: 1 mars 2027”" in added.stdout
    assert "Okänt: vem kan söka" in added.stdout
    assert "Utlysningen är sparad: egen:127.0.0.1/grants/a." in added.stdout
    with served(second, {"/grants/a/": html(moved)}) as replay:
        address = replay.url_for("https://fund.example/grants/a/")
        again = [matcher("--config", config, "add", address, "--yes", "--today", TODAY) for _ in range(2)]
    assert "Utlysningen fanns och är ändrad" in again[0].stdout
    assert "Inget har ändrats" in again[1].stdout
    (call,) = map(json.loads, matcher("--config", config, "export").stdout.splitlines())
    assert (call["source"], call["deadlines"], call["funder"]) == ("egen", ["2027-03-15"], "127.0.0.1")
    assert "Inlagda för hand med matcher add (egen): 1." in matcher("--config", config, "sources").stdout


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<main><h1>Om oss</h1><p>Vi finns sedan 1921.</p></main>", "säger inget om att söka"),
        ("<main><p>Ansök senast 1 mars 2027.</p></main>", "no heading"),
    ],
)
def test_a_page_that_says_nothing_is_not_added(page: str, told: str, tmp_path: Path) -> None:
    with served(tmp_path, {"/x": html(page)}) as replay:
        config = write_config(tmp_path)
        added = matcher("--config", config, "add", replay.url_for("https://fund.example/x"), "--yes", "--today", TODAY)
    assert added.exit_code == 1
    assert told in added.stderr
    assert not (tmp_path / "data").exists()


def test_what_is_no_address_is_not_asked_for(tmp_path: Path) -> None:
    assert matcher("--config", write_config(tmp_path), "add", "file:///etc/passwd", "--yes").exit_code == 2


# ------------------------------------------------------------------------------------------------ faults of config.toml
CUSTOM = '[sources.custom.x]\ntitle = "X"\nurl = "https://x.example/"\n'


@pytest.mark.parametrize(
    ("text", "key", "line", "words"),
    [
        (CUSTOM + "links = '('\n", "sources.custom.x.links", 4, "is not a pattern"),
        (CUSTOM + "links = '(a+)+b'\n", "sources.custom.x.links", 4, "for hours"),
        (CUSTOM + "links = 'a'\nnot_calls = ['b', '(?:c|d)*e']\n", "sources.custom.x.not_calls.1", 5, "for hours"),
        (CUSTOM, "sources.custom.x", 1, "tells no way to its calls"),
        (CUSTOM + "feed = true\nsitemap = true\nlinks = 'a'\n", "sources.custom.x", 1, "exclude each other"),
        (CUSTOM + "feed = true\nlabels = {ends = ['Slut']}\n", "sources.custom.x.labels.ends", 5, "closes"),
        (CUSTOM + "feed = true\nlink = 'a'\n", "sources.custom.x.link", 5, "unknown key"),
        (CUSTOM + "feed = true\nleast = 3\nmost = 2\n", "sources.custom.x.most", 6, "below least = 3"),
        (CUSTOM.replace("https", "file") + "feed = true\n", "sources.custom.x.url", 3, "http or https"),
        (CUSTOM.replace("custom.x", "custom.se_mucf") + "feed = true\n", "sources.custom.se_mucf", 1, "already"),
        (CUSTOM.replace("custom.x", "custom.egen") + "feed = true\n", "sources.custom.egen", 1, "already"),
        ("[sources.se_vinnova]\nlinks = 'a'\n", "sources.se_vinnova.links", 2, "code of its own"),
        ("[sources.se_mucf]\nlinks = '(a*)*'\n", "sources.se_mucf.links", 2, "for hours"),
        ("[sources.se_vinnova]\npages = ['/a']\n", "sources.se_vinnova.pages", 2, "code of its own"),
        ("[sources.eu_interreg_baltic_sea]\npages = ['/a']\n", "sources.eu_interreg_baltic_sea", 1, "exclude each"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, key: str, line: int, words: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_settings(tmp_path / "config.toml", all_sources())
    (problem,) = caught.value.problems
    assert (problem.key, problem.line) == (key, line)
    assert words in problem.message


def test_a_built_in_source_is_mended(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[sources.se_mucf]\nurl = "https://www.mucf.se/nya"\nlinks = "^/nya/(.+)$"\nlabels = {closes = ["Lämna före"]}'
        '\nnot_calls = ["villkor"]\n[sources.se_kulturradet]\nurl = "http://127.0.0.1:9/x"\n'
    )
    known = read_settings(tmp_path / "config.toml", all_sources()).known(all_sources())
    mended = known["se_mucf"].declaration
    assert mended is not None
    assert (known["se_mucf"].url, mended.links) == ("https://www.mucf.se/nya", "^/nya/(.+)$")
    assert mended.known_labels.role_of("Lämna före") == "closes"
    assert not mended.is_call("Villkor för stödet", "")
    assert known["se_kulturradet"].url == all_sources()["se_kulturradet"].url  # another server only answers instead


def test_the_pages_of_a_built_in_source_are_mended(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[sources.se_pts]\npages = ["/nytt", "/annat"]\n')
    declaration = read_settings(tmp_path / "config.toml", all_sources()).known(all_sources())["se_pts"].declaration
    assert declaration
    assert (declaration.way, declaration.pages) == ("pages", ("/nytt", "/annat"))
