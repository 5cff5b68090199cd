"""The SQLite file: strict, migrated, one run at a time, and nothing half-done."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import AlreadyRunning, StoreError
from matcher.model import Letter, Match, Mention, Outcome, Reason, Verdict
from matcher.store import Store, only_run, open_store
from matcher.store.calls import fingerprint, from_json, to_json
from matcher.store.coordination import EVERYONE
from sources.kit.call import Call, Source
from sources.kit.shelf import Shelf

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
OLD = Path(__file__).parent / "old_databases"
CALL = Call(
    "se_test", "7", "https://funder.example/7", "Åtgärder för äldre", text="Text", keywords=("äldre", "vård"),
    opens=date(2026, 11, 1), deadlines=(date(2026, 12, 1), date(2027, 2, 1)), grant_max=100_000,
)  # fmt: skip


@pytest.mark.parametrize("old", sorted(OLD.glob("*.sql")), ids=lambda path: path.stem)
def test_every_older_database_is_migrated_with_its_content(old: Path, tmp_path: Path) -> None:
    path = tmp_path / "matcher.db"
    with sqlite3.connect(path) as db:
        db.executescript(old.read_text(encoding="utf-8"))
    db.close()
    for _ in range(2):
        with open_store(path) as store:
            assert store.calls.get("se_test:7") == CALL
            told = store.letters.mentions("chef@gotene.example")
            assert told == {"se_test:7": [Mention("se_test:7", "social", "new", CALL.deadlines, period=NOW.date())]}
            (letter,) = store.letters.waiting(NOW)
            assert (letter.kind, letter.to) == ("digest", ("chef@gotene.example",))
            assert [match.reasons for match in store.matches.of("social")] == [
                (Reason("words", "äldre", 0.5, ("äldre",)),)
            ]
            assert [verdict.opinion for verdict in store.verdicts.latest()] == ["relevant"]
            assert store.runs.last_ok("se_test") == NOW


def test_there_is_an_old_database_for_every_released_step() -> None:
    from matcher.store.schema import migrations

    assert [path.stem for path in sorted(OLD.glob("*.sql"))] == [step.name for step in migrations._migrations]


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "matcher.db"
    with open_store(path):
        pass
    with sqlite3.connect(path) as db:
        db.execute("insert into _sqlite_migrations values (99, 'matcher', 'm999_future', '2030-01-01')")
    db.close()
    with pytest.raises(StoreError, match="newer version"), open_store(path):
        pass


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a letter\n" * 50, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "matcher.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"matcher\.db"), open_store(path):
        pass
    assert path.read_bytes() == content


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"), open_store(tmp_path):
        pass


def test_tables_are_strict_and_the_journal_is_write_ahead(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        db = store._db
        assert db.journal_mode == "wal"
        for table in db.tables:
            assert table.strict or table.name.startswith(("_", "sqlite_")), table.name
        with pytest.raises(sqlite3.IntegrityError):
            db.table("calls").insert({"id": "x", "source": "s", "key": "k", "title": "t", "url": "u", "data": "{}",
                                      "fingerprint": "f", "first_seen": "now", "missed": "many"})  # fmt: skip


def test_a_full_database_keeps_the_last_good_state(tmp_path: Path) -> None:
    path = tmp_path / "matcher.db"
    with open_store(path) as store:
        store.calls.add([CALL], NOW)
        pages = next(store._db.query("pragma page_count"))["page_count"]
    with pytest.raises(StoreError, match="full"), open_store(path) as store:
        store._db.execute(f"pragma max_page_count = {pages + 2}")
        with store.atomic():
            store.calls.add([replace(CALL, key=str(number), text="x" * 5000) for number in range(100, 200)], NOW)
    with open_store(path) as store:
        assert store.calls.count() == 1


TEXTS = st.text(max_size=30)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(
    st.builds(
        Call, TEXTS, TEXTS, TEXTS, TEXTS, text=TEXTS, keywords=st.lists(TEXTS, max_size=3).map(tuple),
        opens=st.none() | DAYS, deadlines=st.lists(DAYS, max_size=3).map(tuple), rolling=st.booleans(),
        grant_max=st.none() | st.integers(0, 10**9), grant_rate=st.none() | st.integers(0, 100),
    )
)  # fmt: skip
def test_a_call_survives_storage(call: Call) -> None:
    assert from_json(to_json(call)) == call


def test_a_fingerprint_changes_with_every_field() -> None:
    others = [
        replace(CALL, title="Annan"),
        replace(CALL, deadlines=()),
        replace(CALL, rolling=True),
        replace(CALL, grant_max=0),
    ]
    assert len({fingerprint(call) for call in [CALL, *others]}) == 5


def test_a_call_is_gone_after_two_healthy_readings_and_may_come_back(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        calls = store.calls
        calls.add([CALL], NOW)
        calls.miss([CALL.id], NOW)
        assert [call.id for call in calls.current()] == [CALL.id]
        calls.miss([CALL.id], NOW + timedelta(days=1))
        assert list(calls.current()) == []
        assert next(store._db.query("select last_seen from calls"))["last_seen"] == NOW.isoformat()
        calls.find_again([CALL.id])
        assert [call.id for call in calls.current()] == [CALL.id]


def outcome(ok: bool) -> Outcome:
    return Outcome("se_test", ok=ok, calls=5 if ok else 0, error="" if ok else "status 500")


def test_the_state_of_a_source_follows_from_its_outcomes(tmp_path: Path) -> None:
    source = Source("se_test", "Test", "https://funder.example", lambda web: [], 1, 9, "assumed", "nothing")
    with open_store(tmp_path / "matcher.db") as store:
        assert store.runs.state(source).state == "never"
        for day, ok in enumerate([True, False, False]):
            at = NOW + timedelta(days=day)
            store.runs.record(store.runs.start("collect", at), outcome(ok), at)
        state = store.runs.state(source)
        assert (state.state, state.since, state.last_ok, state.problem) == (
            "failing",
            date(2026, 11, 24),
            NOW,
            "status 500",
        )
        at = NOW + timedelta(days=3)
        store.runs.record(store.runs.start("collect", at), outcome(True), at)
        assert (store.runs.state(source).state, store.runs.state(source).calls) == ("ok", 5)


def shelf(*urls: str) -> Shelf:
    pages = Shelf()
    for url in urls:
        pages.put(url, url.encode(), "utf-8", {"ETag": f'"{url}"', "Content-Length": "1"})
    return pages


def test_pages_are_kept_while_they_are_led_to_and_for_a_time(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        store.pages.keep("se_test", shelf("a", "b"), NOW)
        store.pages.keep("se_other", shelf("a"), NOW)
        kept = store.pages.shelf("se_test", NOW)
        again = kept.again("a")
        assert again and (again.content, kept.marks("a")) == (b"a", {"If-None-Match": '"a"'})
        store.pages.keep("se_test", kept, NOW + timedelta(days=1))  # b was not asked for any more
        later = store.pages.shelf("se_test", NOW)
        assert (later.marks("a") != {}, later.marks("b")) == (True, {})
        assert store.pages.shelf("se_test", NOW + timedelta(seconds=1)).marks("a") == {}, "sent too long ago"
        store.pages.forget("se_test")
        assert store.pages.shelf("se_test", NOW).marks("a") == {}
        assert store.pages.shelf("se_other", NOW).marks("a") != {}


def test_what_a_reading_gave_is_kept_stage_by_stage(tmp_path: Path) -> None:
    told = Outcome(
        "se_test", ok=False, asked=9, answered=8, unmodified=7, calls=6, with_deadline=5, with_money=4, with_text=3,
        skipped=2, new=1, changed=1, missing=2, gone=1, error="5 of 10", doubtful=True,
    )  # fmt: skip
    source = Source("se_test", "Test", "https://funder.example", lambda web: [], 1, 9, "assumed", "nothing")
    with open_store(tmp_path / "matcher.db") as store:
        for day, outcome in enumerate([replace(told, ok=True, doubtful=False), told]):
            at = NOW + timedelta(days=day)
            store.runs.record(store.runs.start("collect", at), outcome, at)
        assert (store.runs.state(source).state, store.runs.state(source).latest) == ("doubtful", told)
        assert store.runs.good("se_test") == [replace(told, ok=True, doubtful=False)]
        assert store.runs.news("se_test") == [NOW, NOW + timedelta(days=1)]


def test_a_backup_is_whole_while_another_process_writes(tmp_path: Path) -> None:
    path, copy = tmp_path / "matcher.db", tmp_path / "copy.db"
    with open_store(path) as writer, open_store(path) as reader:
        writer.calls.add([CALL], NOW)
        with writer.atomic():
            writer.calls.add([replace(CALL, key="8")], NOW)
            reader.backup(copy)  # what is not committed yet is not in it
        reader.backup(tmp_path / "later.db")
    with open_store(copy) as restored, open_store(tmp_path / "later.db") as later:
        assert restored.calls.get(CALL.id) == CALL
        assert (restored.calls.count(), later.calls.count()) == (1, 2)
    with open_store(path) as reader, pytest.raises(StoreError, match="cannot be written"):
        reader.backup(tmp_path / "no" / "such" / "folder.db")


CHIEF, DEPUTY = "chef@gotene.example", "vice@gotene.example"
MENTION = Mention(CALL.id, "social", "new", CALL.deadlines, period=date(2026, 11, 23))
LETTER = Letter(
    "digest",
    CHIEF,
    date(2026, 11, 23),
    "<a@b>",
    "Ämne",
    "<p>",
    "t",
    (CHIEF, DEPUTY),
    "BEGIN:VCALENDAR",
    "tok",
    (MENTION,),
)


def test_the_outbox_follows_a_letter_to_every_address(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        store.calls.add([CALL], NOW)
        letters = store.letters
        assert letters.is_first(CHIEF)
        number = letters.queue(LETTER, NOW)
        assert letters.get(number) == replace(LETTER, id=number, to=())
        (waiting,) = letters.waiting(NOW)
        assert (waiting.id, waiting.to) == (number, (CHIEF, DEPUTY))
        assert letters.claim(waiting, NOW) == (CHIEF, DEPUTY)
        assert [letter.to for letter in letters.waiting(NOW)] == [waiting.to]  # a killed run left it in "sending"
        letters.settle(number, CHIEF, "sent", "accepted", NOW)
        letters.settle(number, DEPUTY, "failed", "451 later", NOW, next_try=NOW + timedelta(hours=1))
        assert letters.claim(waiting, NOW) == (DEPUTY,)
        letters.settle(number, DEPUTY, "failed", "451 later", NOW, next_try=NOW + timedelta(hours=1))
        assert list(letters.waiting(NOW)) == []
        assert [letter.to for letter in letters.waiting(NOW + timedelta(hours=1))] == [(DEPUTY,)]
        ledger = [(d.address, d.status, d.attempts, d.answer) for d in letters.deliveries(number)]
        assert ledger == [(CHIEF, "sent", 1, "accepted"), (DEPUTY, "failed", 2, "451 later")]
        assert letters.counts() == {"failed": 1, "sent": 1}
        assert letters.mentions(CHIEF) == {CALL.id: [MENTION]}
        assert letters.periods_with("social", CALL.id) == [LETTER.period]
        assert letters.calls_in(LETTER.period) == {"social": 1}
        with pytest.raises(sqlite3.IntegrityError):
            letters.queue(LETTER, NOW)


def test_a_letter_that_every_address_refused_told_nobody_anything(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        store.calls.add([CALL], NOW)
        number = store.letters.queue(LETTER, NOW)
        store.letters.settle(number, CHIEF, "refused", "550", NOW)
        assert not store.letters.is_first(CHIEF)
        store.letters.settle(number, DEPUTY, "refused", "550", NOW)
        assert store.letters.mentions(CHIEF) == {}
        assert store.letters.is_first(CHIEF)


def test_pauses_and_notices_are_kept_until_they_end(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        assert (store.pauses.add(CHIEF, "bad om det", NOW), store.pauses.add(CHIEF, "igen", NOW)) == (True, False)
        assert store.pauses.all() == {CHIEF: "bad om det"}
        assert (store.pauses.end(CHIEF), store.pauses.end(CHIEF)) == (True, False)
        for _ in range(2):
            store.notices.add("refused", "Adressen finns inte.", NOW)
        untold = store.notices.untold()
        assert [(notice.kind, notice.text, notice.at) for notice in untold] == [
            ("refused", "Adressen finns inte.", NOW)
        ]
        store.notices.tell(untold, store.letters.queue(replace(LETTER, kind="notice", mentions=()), NOW))
        assert store.notices.untold() == []


def held(store: Store, *recipients: str, by_hand: bool = False) -> list[bool]:
    return [store.holds.is_held(LETTER.period, recipient, by_hand=by_hand) for recipient in recipients]


def test_what_was_said_of_one_letter_counts_until_something_is_said_of_all(tmp_path: Path) -> None:
    people = CHIEF, DEPUTY, EVERYONE
    with open_store(tmp_path / "matcher.db") as store:
        holds, period = store.holds, LETTER.period
        assert (held(store, *people), held(store, *people, by_hand=True)) == ([False] * 3, [True] * 3)
        for _ in range(2):
            holds.add(period, CHIEF, NOW)
        assert held(store, *people) == [True, False, False]
        holds.release(period, EVERYONE, NOW)
        assert (held(store, *people), held(store, *people, by_hand=True)) == ([False] * 3, [False] * 3)
        holds.add(period, EVERYONE, NOW)
        assert (held(store, *people), holds.of(period)) == ([True] * 3, {EVERYONE})
        holds.release(period, CHIEF, NOW)
        assert held(store, *people) == [False, True, True]
        holds.add(period, EVERYONE, NOW)
        assert held(store, *people) == [True] * 3
        assert not holds.is_held(period + timedelta(7), CHIEF, by_hand=False)


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_outbox_keeps_back_exactly_what_is_held(tmp_path: Path, by_hand: bool) -> None:
    """The same rule once in words of the database, since a whole outbox is asked at once."""
    letters = [replace(LETTER, recipient=who, to=(who,), mentions=(), message_id=f"<{who}>") for who in (CHIEF, DEPUTY)]
    with open_store(tmp_path / "matcher.db") as store:
        for letter in letters:
            store.letters.queue(letter, NOW)
        for say in (None, store.holds.add, store.holds.release):
            for recipient in (CHIEF, EVERYONE, DEPUTY) if say else (CHIEF,):
                if say:
                    say(LETTER.period, recipient, NOW)
                waiting = {letter.recipient for letter in store.letters.waiting(NOW, by_hand=by_hand)}
                assert [who not in waiting for who in (CHIEF, DEPUTY)] == held(store, CHIEF, DEPUTY, by_hand=by_hand)
                assert store.letters.held(by_hand=by_hand) == 2 - len(waiting)


def test_the_latest_verdict_counts(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        store.calls.add([CALL], NOW)
        for opinion in ("relevant", "not_relevant"):
            store.verdicts.add(Verdict("social", CALL.id, opinion, NOW))  # type: ignore[arg-type]
        assert [verdict.opinion for verdict in store.verdicts.latest()] == ["not_relevant"]


def test_two_runs_at_once_are_refused_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "matcher.db"
    code = (
        "import sys, time, pathlib; from matcher.store import only_run\n"
        "with only_run(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
    assert other.stdout and other.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning), only_run(path):
        pass
    other.kill()
    other.wait()
    other.stdout.close()
    with only_run(path):
        pass


def example_match() -> Match:
    reasons = (Reason("words", "äldre", 0.5, ("äldre",)),)
    return Match("social", CALL.id, 0.5, True, "yes", "kommuner kan söka", {"social": 0.9}, reasons)


def test_matches_survive_storage_and_profiles_that_are_gone_take_theirs_along(tmp_path: Path) -> None:
    with open_store(tmp_path / "matcher.db") as store:
        store.calls.add([CALL], NOW)
        store.matches.save([(example_match(), "made-from")])
        assert store.matches.of("social") == [example_match()]
        assert store.matches.fingerprints() == {("social", CALL.id): "made-from"}
        store.matches.drop_profiles(["bostader"])
        assert store.matches.of("social") == []
