"""What is a correction, of what, to whom, and how it is said; what only passed is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.digest.corrections import correction
from matcher.model import Correction, Mention
from sources.kit.call import Call
from tests.letters import BOLAG, LEDNING, MEETING, SOCIAL, TODAY, closing_in, digest_of, letter, match, mention, plain

PAST, DEC, JAN, FEB, SEP = (
    date(2026, 11, 2),
    date(2026, 12, 15),
    date(2027, 1, 15),
    date(2027, 2, 1),
    date(2027, 9, 1),
)
CALL = replace(MEETING, rolling=False)


def told(*days: date, correction: str = "", sequence: int = 0, weeks_ago: int = 1) -> Mention:
    period = TODAY - timedelta(7 * weeks_ago)
    return Mention(CALL.id, "social", "new", days, sequence, correction, period)  # type: ignore[arg-type]


def now(*days: date, rolling: bool = False, **fields: object) -> Call:
    return replace(CALL, deadlines=days, rolling=rolling, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "call", "kind", "said"),
    [
        # the same, or a day that only passed
        ([told(JAN)], now(JAN), "", ""),
        ([told()], now(), "", ""),
        ([told()], now(rolling=True), "", ""),
        ([told(PAST, JAN)], now(JAN), "", ""),
        ([told(PAST, JAN)], now(PAST, JAN), "", ""),
        ([told(PAST)], now(PAST), "", ""),
        ([told(PAST)], now(), "", ""),
        # another day
        ([told(JAN)], now(FEB), "moved", "nu måndag 1 februari 2027 (70 dagar kvar), inte 15 januari 2027 som vi"),
        ([told(JAN)], now(DEC), "moved", "nu tisdag 15 december 2026 (22 dagar kvar), inte 15 januari 2027 som vi"),
        ([told(JAN)], now(JAN, SEP), "moved", "nu fredag 15 januari 2027 (53 dagar kvar), därefter 1 september 2027,"),
        ([told(JAN, SEP)], now(JAN), "moved", "inte 15 januari 2027 och 1 september 2027 som vi skrev tidigare."),
        ([told(TODAY)], now(DEC), "moved", "inte 23 november som vi skrev tidigare."),
        ([told(JAN)], now(PAST), "moved", "flyttades till 2 november och har passerat; tidigare skrev vi 15 januari"),
        ([told(JAN)], now(), "moved", "står inte längre hos Socialstyrelsen; tidigare skrev vi 15 januari 2027."),
        ([told(JAN)], now(rolling=True), "moved", "Ni kan nu söka löpande; tidigare skrev vi att sista ansökningsdag"),
        ([told()], now(JAN), "moved", "har fått en sista ansökningsdag, fredag 15 januari 2027 (53 dagar kvar); den f"),
        ([told()], now(PAST), "moved", "fick en sista ansökningsdag, 2 november, som har passerat; den fanns inte"),
        # the last letter counts, whatever came before it
        ([told(JAN, weeks_ago=2), told(FEB)], now(FEB), "", ""),
        ([told(FEB), told(JAN, weeks_ago=2)], now(FEB), "", ""),
        ([told(FEB, weeks_ago=2), told(JAN)], now(FEB), "moved", "inte 15 januari 2027"),
        ([told(JAN), told(FEB, correction="moved", sequence=1)], now(FEB), "", ""),
        # days of what is open all the time are dates of decision
        ([told()], now(JAN, rolling=True), "", ""),
        ([told(JAN)], now(JAN, SEP, rolling=True), "", ""),
        ([told(JAN)], now(FEB, rolling=True), "moved", "nu måndag 1 februari 2027 (70 dagar kvar), inte 15 januari"),
        ([told(PAST)], now(FEB, rolling=True), "", ""),
        # open again
        (
            [told(PAST)],
            now(JAN),
            "reopened",
            "går att söka igen, med sista ansökningsdag fredag 15 januari 2027 (5",
        ),
        ([told(PAST)], now(JAN), "reopened", "den förra var 2 november."),
        (
            [told(JAN, correction="withdrawn", sequence=1)],
            now(JAN),
            "reopened",
            "igen, fast vi skrev att den var bort",
        ),
        ([told(JAN, correction="withdrawn", sequence=1)], now(rolling=True), "reopened", "igen, fast vi skrev att den"),
        ([told(JAN, correction="withdrawn", sequence=1)], now(PAST), "", ""),
        ([told(JAN, correction="reopened", sequence=2)], now(JAN), "", ""),
    ],
)
def test_a_call_that_is_listed(before: list[Mention], call: Call, kind: str, said: str) -> None:
    digest = digest_of([(call, match(call))], mentions={call.id: before})
    assert [entry.correction.kind for entry in digest.entries if entry.correction] == ([kind] if kind else [])
    assert [entry.section for entry in digest.entries] == (["correction"] if kind else [])
    assert said in plain(letter(digest).text)
    assert ("RÄTTELSER" in letter(digest).text) == bool(kind)


@pytest.mark.parametrize(
    ("before", "call", "said"),
    [
        (
            told(JAN),
            now(JAN),
            "längre hos Socialstyrelsen; tidigare skrev vi att sista ansökningsdag var 15 januari",
        ),
        (told(PAST, JAN), now(PAST, JAN), "sista ansökningsdag var 15 januari 2027."),
        (told(), now(rolling=True), "inte längre hos Socialstyrelsen; tidigare skrev vi att den gick att söka."),
        (told(PAST), now(PAST), ""),
        (told(), now(), ""),  # nobody said until when
        (told(), now(PAST), ""),
        (told(PAST), now(JAN), ""),
        (told(JAN, correction="withdrawn", sequence=1), now(JAN), ""),  # told once
        (told(correction="withdrawn", sequence=1), now(rolling=True), ""),
        (told(JAN, correction="reopened", sequence=2), now(JAN), "inte längre hos Socialstyrelsen"),
    ],
)
def test_a_call_that_is_gone(before: Mention, call: Call, said: str) -> None:
    digest = digest_of([], mentions={call.id: [before]}, gone={call.id: call})
    assert [entry.correction.kind for entry in digest.entries if entry.correction] == (["withdrawn"] if said else [])
    assert said in plain(letter(digest).text)


def test_before_and_after_are_days_that_have_not_passed() -> None:
    def found(before: Mention, call: Call, **more: bool) -> Correction | None:
        return correction([before], call, TODAY, **({"gone": False, "worth": True} | more))

    assert found(told(PAST, JAN), now(PAST, FEB)) == Correction("moved", (JAN,), (FEB,))
    assert found(told(JAN), now(PAST)) == Correction("moved", (JAN,), (PAST,))
    assert found(told(JAN), now(rolling=True)) == Correction("moved", (JAN,), ())
    assert found(told(PAST, JAN), now(JAN), gone=True) == Correction("withdrawn", (JAN,), ())
    assert found(told(PAST), now(JAN, SEP)) == Correction("reopened", (PAST,), (JAN, SEP))


def test_a_new_round_of_what_is_no_longer_worth_sending_is_no_news() -> None:
    call = now(JAN)
    assert digest_of([(call, match(call, send=False))], mentions={call.id: [told(PAST)]}).entries == ()
    # but a day that we told and that is wrong is put right, also where nothing speaks for the call any more
    assert len(digest_of([(call, match(call, send=False))], mentions={call.id: [told(FEB)]}).corrections) == 1
    assert len(digest_of([], mentions={call.id: [told(FEB)]}, calls={call.id: call}).corrections) == 1


@pytest.mark.parametrize("section", ["new", "closing", "joint", "maybe", "also"])
def test_who_was_told_in_whatever_section_is_corrected_once(section: str) -> None:
    call = closing_in(60)
    before = mention(call.id, section, deadlines=(JAN,))
    digest = digest_of([(call, match(call))], mentions={call.id: [before]})
    (entry,) = digest.entries
    assert (entry.section, entry.sequence, entry.again, entry.profiles) == ("correction", 1, True, ("social",))
    (after,) = letter(digest).mentions
    assert (after.correction, after.deadlines, after.sequence) == ("moved", call.deadlines, 1)
    later = [before, replace(after, period=TODAY)]
    assert digest_of([(call, match(call))], mentions={call.id: later}).entries == ()


def test_what_closes_soon_is_reminded_of_in_its_correction_and_what_moved_on_is_reminded_of_again() -> None:
    soon = closing_in(9)
    before = mention(soon.id, "new", deadlines=(JAN,))
    digest = digest_of([(soon, match(soon))], mentions={soon.id: [before]})
    assert [entry.section for entry in digest.entries] == ["correction"]
    corrected = replace(letter(digest).mentions[0], period=TODAY)
    assert digest_of([(soon, match(soon))], mentions={soon.id: [before, corrected]}).entries == ()
    reminded = replace(mention(soon.id, "closing", deadlines=(DEC,)), period=TODAY - timedelta(84))
    moved = Mention(soon.id, "social", "correction", soon.deadlines, 1, "moved", TODAY - timedelta(70))
    digest = digest_of([(soon, match(soon))], mentions={soon.id: [reminded, moved]})
    assert [(entry.section, entry.sequence) for entry in digest.entries] == [("closing", 1)]
    assert letter(digest).mentions[0].sequence == 1


def test_a_person_is_corrected_for_all_the_profiles_that_it_was_told_for() -> None:
    call = closing_in(60)
    before = [Mention(call.id, slug, "new", (JAN,), period=TODAY) for slug in ("social", "kommunledning", "gammal")]
    pairs = [(call, match(call, LEDNING, 0.9))]
    digest = digest_of(pairs, profiles=(LEDNING, SOCIAL), mentions={call.id: before})
    (entry,) = digest.corrections
    assert (entry.profiles, entry.match.profile) == (("gammal", "kommunledning", "social"), "kommunledning")
    assert "För: Kommunledningskontoret och Socialförvaltningen" in plain(letter(digest).text)
    assert {mention.profile for mention in letter(digest).mentions} == {"gammal", "kommunledning", "social"}
    aside = {(slug, call.id) for slug in ("social", "kommunledning")}
    assert len(digest_of(pairs, profiles=(LEDNING, SOCIAL), mentions={call.id: before}, aside=aside).corrections) == 1
    aside.add(("gammal", call.id))
    assert digest_of(pairs, profiles=(LEDNING, SOCIAL), mentions={call.id: before}, aside=aside).corrections == ()


def test_the_most_urgent_correction_stands_first() -> None:
    calls = {"c": now(SEP, key="c"), "a": now(FEB, key="a"), "b": now(FEB, key="b"), "gone": now(DEC, key="gone")}
    before = {"c": (JAN,), "a": (SEP,), "b": (SEP,), "gone": (DEC,)}
    digest = digest_of(
        [(call, match(call)) for key, call in calls.items() if key != "gone"],
        mentions={calls[key].id: [told(*days)] for key, days in before.items()},
        gone={calls["gone"].id: calls["gone"]},
    )
    assert [entry.call.key for entry in digest.corrections] == ["gone", "c", "a", "b"]


@pytest.mark.parametrize(
    ("corrected", "new", "subject"),
    [
        (1, 0, "1 rättelse: Mötesplatser mot ensamhet bland äldre – AB Exempelbostäder, v. 48"),
        (2, 0, "2 rättelser – AB Exempelbostäder, v. 48"),
        (1, 3, "1 rättelse, 3 nya utlysningar – AB Exempelbostäder, v. 48"),
    ],
)
def test_the_subject_counts_them(corrected: int, new: int, subject: str) -> None:
    calls = [closing_in(60, f"{number}") for number in range(corrected + new)]
    before = {call.id: [told(JAN)] for call in calls[:corrected]}
    digest = digest_of([(call, match(call, BOLAG)) for call in calls], profile=BOLAG, mentions=before)
    sent = letter(digest)
    assert sent.subject == subject
    greeting = plain(sent.text).partition("Hej!")[2]
    assert ("hittade vi inget nytt" in greeting) == (not new)
    assert ("En utlysning som vi har skrivit om har ändrats" in greeting) == (corrected == 1)
