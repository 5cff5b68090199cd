"""What a token opens: its own letter's page, its own person's pause, and for the coordinator the coming letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from matcher.correspondence import letters_due
from matcher.digest.facts import anchor
from matcher.model import FOR_RECIPIENTS
from matcher.store.coordination import EVERYONE
from tests.answer_house import (
    ANOTHER,
    COORDINATOR,
    DAY,
    HEAD,
    MONDAY,
    NOTICE,
    NOW,
    OTHER,
    PAGE,
    PAUSE,
    PREVIEW,
    TOKEN,
    WEEKLY,
    Site,
    letter,
    mention,
    site,
    words,
)
from tests.command import matcher, write_config
from tests.letters import CARE, SUPPORT


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as running:
        yield running


# --- Tokens -------------------------------------------------------------------------------------------------------


def test_a_page_that_is_not_open_says_nothing_of_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    revoked = letter("r" * 22, mention(SUPPORT), recipient="borta@gotene.example")
    with site(tmp_path, WEEKLY, revoked) as here:
        assert here.get(f"/svar/{'r' * 22}").status_code == 200
        with here.store() as store:
            assert store.letters.revoke("Borta@gotene.example") == 1
        wrong = [
            here.get(f"/svar/{token}") for token in ("r" * 22, "z" * 22, TOKEN[:-1], f"{TOKEN}a", "x", "%00", "''")
        ]
        here.clock.now = NOW + 121 * DAY
        wrong += [
            here.get(PAGE),
            here.get(PAUSE),
            here.post(PAUSE),
            here.post(PAGE, call=SUPPORT.id, opinion="relevant"),
        ]
        assert {answer.status_code for answer in wrong} == {404}
        assert len({(answer.text, *sorted(set(answer.headers) - {"Date"})) for answer in wrong}) == 1
        assert "Sidan finns inte" in words(wrong[0])
        assert here.latest() == []
    told = [record.getMessage() for record in caplog.records if "not open" in record.getMessage()]
    assert told == ["an answer page that is not open was asked for by 127.0.0.1"] * len(wrong)
    assert not [token for token in (TOKEN, "r" * 22, "z" * 22) if token in caplog.text]


def test_the_operator_closes_the_pages_of_one_person(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        config = write_config(tmp_path, f'[store]\npath = "{here.path}"\n')
        assert "Stängda svarssidor: 1" in matcher("--config", config, "revoke", HEAD).stdout
        assert [here.get(page).status_code for page in (PAGE, f"/svar/{OTHER}")] == [404, 200]
        assert "Inga svarssidor är öppna" in matcher("--config", config, "revoke", HEAD).stdout


def test_every_link_of_a_letter_leads_to_its_call_on_its_page(tmp_path: Path) -> None:
    with site(tmp_path, ANOTHER, base_url="https://svar.gotene.example") as here:
        with here.open_house() as house:
            written = next(letter for letter in letters_due(house, NOW) if letter.recipient == HEAD)
            house.store.letters.queue(written, NOW)
        links = set(re.findall(r'href="https://svar\.gotene\.example(/svar/[\w-]{22}\S*?)"', written.html))
        page, pause = f"/svar/{written.token}", f"/svar/{written.token}/pausa"
        calls = {mention.call for mention in written.mentions}
        assert links == {pause, *(f"{page}#{anchor(call)}" for call in calls)}
        assert len(calls) > 1
        assert set(re.findall(r'<article class="card" id="(\w+)"', here.get(page).text)) == set(map(anchor, calls))
        assert here.get(pause).status_code == 200


def test_a_letter_without_a_token_has_no_page(tmp_path: Path) -> None:
    with site(tmp_path, letter("", mention(SUPPORT))) as here, here.store() as store:
        assert store.letters.by_token("") is None
        assert here.get("/svar/").status_code == 404


@pytest.mark.parametrize(("days", "status"), [(0, 200), (7, 200), (8, 404)])
def test_a_page_is_open_as_many_days_as_the_operator_says(tmp_path: Path, days: int, status: int) -> None:
    with site(tmp_path, answer_days=7) as here:
        assert "till och med måndag 30 november 2026" in words(here.get(PAGE))
        here.clock.now = NOW + days * DAY
        assert here.get(PAGE).status_code == status


def test_who_tries_many_tokens_must_wait_and_who_has_one_need_not(here: Site) -> None:
    answers = [here.get(f"/svar/{number:022}").status_code for number in range(33)]
    assert answers == [404] * 30 + [429] * 3
    refused = here.get(f"/svar/{'z' * 22}")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "Vänta en minut" in words(refused)
    assert here.get(PAGE).status_code == 200
    here.clock.now += timedelta(minutes=1)
    assert here.get(f"/svar/{'z' * 22}").status_code == 404


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 404)])
def test_behind_a_proxy_clients_are_told_apart_by_what_it_says(tmp_path: Path, proxies: int, last: int) -> None:
    """Without a proxy nobody may pass for another client by saying so."""
    with site(tmp_path, proxies=proxies) as here:
        for number in range(30):
            here.get(f"/svar/{'z' * 22}", headers={"X-Forwarded-For": f"198.51.100.{number % 2}"})
        there = here.get(f"/svar/{'z' * 22}", headers={"X-Forwarded-For": "198.51.100.0"})
        assert there.status_code == last


# --- Pause --------------------------------------------------------------------------------------------------------


def notices(here: Site) -> list[tuple[str, str]]:
    with here.store() as store:
        return [(notice.kind, notice.text) for notice in store.notices.untold()]


def test_one_click_pauses_the_person_and_tells_the_coordinator(here: Site) -> None:
    """As RFC 8058 asks: a form, no cookie, no redirect. Whoever asks twice is paused once."""
    for _ in range(2):
        answer = here.post(PAUSE, **{"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies.get_dict()) == (200, {})
        assert "Breven är pausade" in words(answer)
    with here.store() as store:
        assert store.pauses.all() == {HEAD: "pausade själv med länken i ett brev"}
    ((kind, text),) = notices(here)
    assert (kind, HEAD in text) == ("paused", True)


def test_one_click_may_come_as_a_form_of_parts(here: Site) -> None:
    parts = {"List-Unsubscribe": (None, "One-Click")}
    assert requests.post(here.url + PAUSE, files=parts, timeout=30).status_code == 200
    with here.store() as store:
        assert store.pauses.has(HEAD)


def test_a_pause_is_ended_where_it_was_begun(here: Site) -> None:
    assert "Vill du pausa breven?" in words(here.get(PAUSE))
    here.post(f"{PAGE}/ateruppta")
    assert notices(here) == []
    here.post(PAUSE)
    assert "Skicka breven igen" in words(here.get(PAUSE))
    resumed = here.post(f"{PAGE}/ateruppta")
    assert (resumed.status_code, resumed.headers["Location"]) == (303, PAUSE)
    with here.store() as store:
        assert store.pauses.all() == {}
    assert [text.split()[0] for _, text in notices(here)] == [HEAD, HEAD]


# --- The coordinator's letters ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["urgent", "notice", "extra"])
def test_another_letter_has_its_calls_on_its_page_or_a_short_page(tmp_path: Path, kind: str) -> None:
    full, empty = letter(NOTICE, mention(CARE), kind=kind), letter("e" * 22, kind=kind, recipient=COORDINATOR)
    with site(tmp_path, full, empty) as here:
        assert here.post(f"/svar/{NOTICE}", call=CARE.id, opinion="relevant").status_code == 303
        assert "Du svarade: Relevant" in words(here.get(f"/svar/{NOTICE}"))
        page = here.get(f"/svar/{'e' * 22}")
        assert "finns inga utlysningar att svara på" in words(page)
        can_pause = kind in FOR_RECIPIENTS
        assert ("Pausa breven" in words(page)) == can_pause
        assert (here.post(f"/svar/{NOTICE}/pausa").status_code == 200) == can_pause


FRIDAY = datetime.fromisoformat("2026-11-20T13:00:00+01:00")


@contextmanager
def previewed(folder: Path) -> Iterator[Site]:
    preview = letter(PREVIEW, kind="preview", recipient=COORDINATOR, period=MONDAY)
    with site(folder, preview, letter(TOKEN, mention(SUPPORT), period=MONDAY - 7 * DAY), now=FRIDAY) as here:
        yield here


def held(here: Site) -> set[str]:
    with here.store() as store:
        return store.holds.of(MONDAY)


def test_the_coordinator_holds_and_releases_the_coming_letters(tmp_path: Path) -> None:
    with previewed(tmp_path) as here:
        page, ways = f"/svar/{PREVIEW}", (f"/svar/{PREVIEW}/stopp", f"/svar/{PREVIEW}/slapp")
        told = words(here.get(page))
        assert "vecka 48" in told
        assert "måndag 23 november 2026 klockan 07.00" in told
        assert told.count("Stoppa brevet") == 8
        assert "Första brevet" in told  # the subject, as it would be now
        stopped = here.post(ways[0], recipient=HEAD)
        assert (stopped.status_code, stopped.headers["Location"]) == (303, page)
        assert held(here) == {HEAD}
        told = words(here.get(page))
        assert (told.count("Stoppat"), told.count("Släpp brevet"), told.count("Stoppa brevet")) == (1, 1, 7)
        here.post(ways[0], recipient=EVERYONE)
        assert words(here.get(page)).count("Stoppat") == 8
        here.post(ways[1], recipient="bostader@gotene.example")
        assert words(here.get(page)).count("Stoppat") == 7

        here.clock.now = NOW
        told = words(here.get(page))
        assert "Breven har skickats måndag 23 november 2026, utom dem som är stoppade" in told
        assert "bostader@gotene.example" not in told
        here.post(ways[1], recipient=EVERYONE)
        assert held(here) == set()
        assert "Inga brev väntar" in words(here.get(page))


@pytest.mark.parametrize("way", ["stopp", "slapp"])
def test_only_the_preview_decides_over_letters_and_only_over_those_there_are(tmp_path: Path, way: str) -> None:
    with previewed(tmp_path) as here:
        before = here.content()
        assert here.post(f"{PAGE}/{way}", recipient=HEAD).status_code == 404
        assert here.post(f"/svar/{PREVIEW}/{way}", recipient="okänd@gotene.example").status_code == 400
        assert here.post(f"/svar/{PREVIEW}/{way}").status_code == 400
        assert here.content() == before
