"""Example digests for the tests of the letters: invented calls in the shape and tone of real ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from matcher.digest.choose import choose
from matcher.digest.joint import all_partners
from matcher.digest.render import render
from matcher.digest.week import Week
from matcher.knowledge import Priority, Profile, Programme, Recipient
from matcher.model import Digest, Letter, Match, Mention, Reason, SourceState
from sources.kit.call import Call

TODAY = date(2026, 11, 23)

PROGRAMME = Programme(
    priorities=(
        Priority("barn_unga", "Barn och unga", 2, ("barn", "unga")),
        Priority("ekologisk", "Ekologisk hållbarhet", 1, ("klimat",)),
        Priority("social", "Social hållbarhet", 1, ("delaktighet",)),
        Priority("utbyte", "Internationellt utbyte", 1, ("vänort",)),
    )
)

SOCIAL = Profile("social", "Socialförvaltningen", ("social@kommunen.example",), "Äldreomsorg och stöd till familjer.")
LEDNING = Profile("kommunledning", "Kommunledningskontoret", ("ledning@kommunen.example",), "Vänorter och strategi.")
BOLAG = Profile("bostader", "AB Exempelbostäder", ("vd@bostader.example",), "Bostäder.", company=True)

SOURCES = tuple(
    SourceState(name, title, "seen", "ok", calls, datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    for name, title, calls in (
        ("eu_funding_tenders", "EU:s utlysningsportal", 712),
        ("se_socialstyrelsen", "Socialstyrelsen", 14),
        ("se_vinnova", "Vinnova", 31),
        ("nordic_kulturkontakt", "Nordisk kulturkontakt", 6),
    )
)

SUPPORT = Call(
    source="se_socialstyrelsen",
    key="anhorig-2027",
    url="https://statsbidrag.socialstyrelsen.example/kommuner/anhorigstod-2027",
    title="Statsbidrag för att utveckla anhörigstödet 2027",
    text="Pengarna får användas till att hitta barn som är anhöriga. Kommuner får söka.",
    funder="Socialstyrelsen",
    applicants="Kommuner får söka.",
    opens=date(2026, 10, 1),
    deadlines=(date(2026, 12, 1),),
    budget=56_000_000,
    grant_rate=100,
    kind="rekvisition",
)
WELFARE = Call(
    source="se_vinnova",
    key="2026-01234",
    url="https://www.vinnova.example/e/valfardsteknik/hemtjanst",
    title="Välfärdsteknik som avlastar hemtjänsten",
    text="Minst två kommuner prövar ny teknik tillsammans med ett företag.",
    funder="Vinnova",
    programme="Innovativ välfärd",
    applicants="Minst två kommuner och ett företag söker tillsammans.",
    deadlines=(date(2027, 1, 19),),
    grant_min=500_000,
    grant_max=3_000_000,
    grant_rate=60,
)
MEETING = Call(
    source="se_socialstyrelsen",
    key="motesplatser",
    url="https://statsbidrag.socialstyrelsen.example/kommuner/motesplatser",
    title="Mötesplatser mot ensamhet bland äldre",
    text="Stöd till öppna mötesplatser.",
    funder="Socialstyrelsen",
    rolling=True,
)
TWINNING = Call(
    source="eu_funding_tenders",
    key="CERV-2027-CITIZENS-TOWN-TT",
    url="https://ec.europa.example/topic-details/CERV-2027-CITIZENS-TOWN-TT",
    title="Town-Twinning",
    text="Towns and municipalities may apply. Young people from the towns should take part.",
    language="en",
    funder="European Commission",
    programme="Citizens, Equality, Rights and Values Programme",
    action_type="CERV Lump Sum Grants",
    applicants="Towns and municipalities may apply.",
    opens=date(2026, 12, 1),
    deadlines=(date(2027, 3, 3), date(2027, 9, 22)),
    grant_min=8_455,
    grant_max=53_445,
    budget=6_000_000,
    currency="EUR",
)
CLIMATE = Call(
    source="eu_funding_tenders",
    key="LIFE-2026-SAP-CLIMA",
    url="https://ec.europa.example/topic-details/LIFE-2026-SAP-CLIMA",
    title="Climate Change Adaptation",
    text="Projects that help places to cope with heat and floods.",
    language="en",
    funder="European Commission",
    programme="LIFE",
    action_type="LIFE Project Grants",
    deadlines=(date(2026, 12, 2),),
    grant_min=2_000_000,
    grant_max=5_000_000,
    budget=60_000_000,
    currency="EUR",
    grant_rate=60,
)
CARE = Call(
    source="eu_funding_tenders",
    key="HORIZON-HLTH-2027-CARE-01",
    url="https://ec.europa.example/topic-details/HORIZON-HLTH-2027-CARE-01",
    title="Intergenerational neighbourhoods that keep older people well at home",
    text="Consortia of research bodies, firms and local authorities.",
    language="en",
    funder="European Commission",
    programme="Horizon Europe",
    action_type="HORIZON  Innovation Actions",
    deadlines=(date(2027, 4, 14),),
    budget=12_500_000,
    currency="EUR",
    grant_rate=70,
)
CASCADE = Call(
    source="eu_funding_tenders",
    key="10381",
    url="https://ec.europa.example/competitive-calls-cs/10381",
    title="Open call for local democracy pilots",
    language="en",
    kind="cascade",
    grant_max=60_000,
    currency="EUR",
)
HOMEWARD = Call(
    source="se_vinnova",
    key="2026-02222",
    url="https://www.vinnova.example/e/hemgang",
    title="Trygg hemgång från sjukhus för äldre",
    text="Kommuner och regioner prövar hur äldre kan komma hem tryggt.",
    funder="Vinnova",
    deadlines=(date(2027, 2, 1),),
)
SUMMER = Call(
    source="se_socialstyrelsen",
    key="sommarlov-2027",
    url="https://statsbidrag.socialstyrelsen.example/kommuner/sommarlov-2027",
    title="Statsbidrag för sommarlovsaktiviteter 2027",
    text="Kommuner får söka pengar till aktiviteter för barn på sommarlovet.",
    funder="Socialstyrelsen",
    applicants="Kommuner får söka.",
    deadlines=(date(2027, 3, 15),),
    budget=200_000_000,
    grant_rate=100,
)
SAFE = Call(
    source="se_vinnova",
    key="2026-03333",
    url="https://www.vinnova.example/e/trygga-kvarter",
    title="Trygga kvarter tillsammans med familjer och skola",
    text="Kommuner söker med polis, skola och socialtjänst för att göra kvarter tryggare.",
    funder="Vinnova",
    applicants="Kommuner söker.",
    deadlines=(date(2027, 2, 26),),
    grant_max=2_000_000,
    grant_rate=50,
)
TWENTY_FIVE = (
    "Medborgardialog på nya sätt", "Stöd till familjer i kris", "Jämställda beslut i kommunen",
    "Föräldraskapsstöd hela vägen", "Trygga torg", "Ung delaktighet i budgeten", "Anhörigcentraler i små kommuner",
    "Öppna data för alla", "Våld i nära relationer: fler vägar ut", "Vänorter för klimatet",
    "Kompetens för framtidens välfärd", "Hjälpmedel för ett självständigt liv", "Demokrati på bibliotek och skola",
    "Stöd till barn som byter hem", "Ledarskap i förändring", "Samlad beredskap i Norden",
    "Psykisk hälsa hos äldre", "Digital tillgänglighet i praktiken", "Kvinnofrid i hela landet",
    "Kommuner som testbäddar", "Unga som tar hand om unga", "Nya arbetssätt i hemtjänsten",
    "Samverkan mot ensamhet", "Rättssäker AI i handläggning", "Internationella veckor i kommunen",
)  # fmt: skip


def letter(digest: Digest, **extra: object) -> Letter:
    given = {"why": why, "message_id": "<brev@kommunen.example>", "sender": "brev@kommunen.example"} | extra
    return render(digest, PROGRAMME, **given)  # type: ignore[arg-type]


def plain(text: str) -> str:
    """On one line and with plain spaces, so that a test does not depend on where lines break."""
    return " ".join(text.split())


def match(call: Call, profile: Profile = SOCIAL, score: float = 0.5, **fields: object) -> Match:
    """A match worth sending, with one reason that adds up to the score."""
    reasons = tuple(Reason("lead", "ord som ni bevakar", score / 2, (word,)) for word in ("anhöriga", "barn"))
    given = {"eligible": "unknown", "eligible_why": "", "priorities": {}, "reasons": reasons, "send": True} | fields
    return Match(profile=profile.slug, call=call.id, score=score, **given)  # type: ignore[arg-type]


def why(match: Match) -> str:
    """A plain reason, as `matcher.scoring` would give it."""
    words = " och ".join(f"”{word}”" for reason in match.reasons for word in reason.words)
    return f"Ni får den här för att {words} står i utlysningen."


def reasons(*words: str) -> tuple[Reason, ...]:
    """A reason of its own for each word, as scoring gives them."""
    return tuple(Reason("lead", "ord som ni bevakar", 0.5 / len(words), (word,)) for word in words)


def digest_of(
    pairs: list[tuple[Call, Match]],
    *,
    profile: Profile = SOCIAL,
    profiles: tuple[Profile, ...] = (),
    told: dict[str, set[str]] | None = None,
    mentions: dict[str, list[Mention]] | None = None,
    first: bool = False,
    **week: object,
) -> Digest:
    """The digest that `choose` makes of these calls and matches on `TODAY`, for a person with this or these profiles.

    told      per call the sections in which the person was told of it before, as it is now; mentions: word for word
    week      fields of the week
    """
    person = Recipient(profile.recipients[0], profiles or (profile,))
    this = week_of(pairs, **week)
    before = {
        call: [mention(call, section, deadlines=this.calls[call].deadlines) for section in sorted(sections)]
        for call, sections in (told or {}).items()
    } | (mentions or {})
    matches = {own.slug: [found for _, found in pairs if found.profile == own.slug] for own in person.profiles}
    return choose(person, matches, before, this, first=first)


def week_of(pairs: Iterable[tuple[Call, Match]], **fields: object) -> Week:
    """The week of `TODAY` with these calls; every score is strong, and none is a perhaps, unless `fields` say so."""
    pairs = list(pairs)
    matches = [found for _, found in pairs]
    given = {
        "period": TODAY,
        "today": TODAY,
        "calls": {call.id: call for call, _ in pairs},
        "names": {profile.slug: profile.name for profile in (SOCIAL, LEDNING, BOLAG)},
        "sources": SOURCES,
        "strong_at": 0.0,
        "maybe_at": 99.0,
        "weighed": {slug: {m.call for m in matches if m.profile == slug} for slug in {m.profile for m in matches}},
        "joint": all_partners(matches),
    }
    return Week(**(given | fields))  # type: ignore[arg-type]


def mention(call: str, section: str, **fields: object) -> Mention:
    """The call as an earlier letter told it."""
    return Mention(call, "social", section, period=TODAY - timedelta(7), **fields)  # type: ignore[arg-type]


def closing_in(days: int, key: str = "a", **fields: object) -> Call:
    """A call whose only last day is so many days away."""
    return replace(MEETING, key=key, rolling=False, deadlines=(TODAY + timedelta(days),), **fields)  # type: ignore[arg-type]


def rich() -> Digest:
    """Something in every section, and one call told before that is not told again."""
    quote = "Minst två kommuner och ett företag söker tillsammans."
    children = {"barn_unga": 0.9, "social": 0.6, "utbyte": 0.1}
    far = replace(CARE, key="HORIZON-HLTH-2028-CARE-07", title="Care at home in rural areas", opens=date(2027, 9, 1),
                  deadlines=(date(2028, 1, 18),))  # fmt: skip
    return digest_of(
        [
            (SUPPORT, match(SUPPORT, score=0.81, eligible="yes", eligible_why="Kommuner får söka.",
                            priorities=children)),
            (WELFARE, match(WELFARE, score=0.74, eligible="partner", eligible_why=quote, priorities={"social": 0.5},
                            reasons=reasons("hemtjänst", "välfärdsteknik"))),
            (MEETING, match(MEETING, score=0.66, reasons=reasons("äldre", "ensamhet"))),
            (CARE, match(CARE, score=0.6, eligible="partner")),
            (SAFE, match(SAFE, score=0.7, eligible="yes", reasons=reasons("socialtjänst", "familjer"))),
            (SAFE, match(SAFE, LEDNING, 0.5, reasons=reasons("trygghet", "brottsförebyggande"))),
            (SUMMER, match(SUMMER, score=0.38, eligible="yes", send=False, reasons=reasons("barn", "sommarlov"))),
            (HOMEWARD, match(HOMEWARD)),
            (far, match(far, score=0.5, eligible="partner", reasons=reasons("rural areas"))),
        ],
        told={SUPPORT.id: {"new"}, CARE.id: {"also"}},
        mentions={HOMEWARD.id: [mention(HOMEWARD.id, "new", deadlines=(date(2026, 12, 15),))]},
        maybe_at=0.3,
    )  # fmt: skip


def corrections() -> Digest:
    """Nothing new; one call moved, one withdrawn, one open again, one that has got a last day."""
    opened = replace(SUMMER, deadlines=(date(2027, 1, 22),))
    dated = replace(MEETING, rolling=False, deadlines=(date(2027, 2, 15), date(2027, 9, 15)))
    told = {
        HOMEWARD.id: (date(2026, 12, 15),),
        WELFARE.id: (date(2027, 1, 19),),
        opened.id: (date(2026, 10, 30),),
        dated.id: (),
    }
    return digest_of(
        [(call, match(call)) for call in (HOMEWARD, opened, dated)],
        mentions={call: [mention(call, "new", deadlines=days)] for call, days in told.items()},
        gone={WELFARE.id: WELFARE},
    )


def twenty_five() -> Digest:
    """More than fits in full, for the head of two departments: some for both, some for one."""
    pairs = []
    for number, title in enumerate(TWENTY_FIVE):
        day = TODAY + timedelta(9 + 7 * number)
        call = replace(SUPPORT, key=f"{number:02}", url=f"https://bidrag.example/{number:02}", title=title,
                       deadlines=(day,), budget=4_000_000 * (number + 1))  # fmt: skip
        suits = [profile for n, profile in enumerate((SOCIAL, LEDNING)) if number % 3 != n]
        pairs += [
            (call, match(call, own, 0.9 - number / 50, eligible="yes",
                         reasons=reasons(*(("familjer", "stöd") if own is SOCIAL else ("dialog", "trygghet")))))
            for own in suits
        ]  # fmt: skip
    return digest_of(pairs, profiles=(LEDNING, SOCIAL))


def empty() -> Digest:
    """Everything was told before."""
    return digest_of([(MEETING, match(MEETING))], told={MEETING.id: {"new"}})


def first_of_fourteen() -> Digest:
    """A first letter with four more calls than fit in full."""
    small = [
        replace(MEETING, key=f"motesplats-{number:02}", title=f"Mötesplatser mot ensamhet, utlysning {number}")
        for number in range(1, 12)
    ]
    pairs = [
        (call, match(call, score=0.4 - number / 100, reasons=reasons("äldre"))) for number, call in enumerate(small)
    ]
    return digest_of(
        [
            *pairs,
            (SUPPORT, match(SUPPORT, score=0.81, eligible="yes", priorities={"barn_unga": 0.9})),
            (WELFARE, match(WELFARE, score=0.74, eligible="partner", reasons=reasons("hemtjänst"))),
            (CLIMATE, match(CLIMATE, score=0.2, eligible="yes", reasons=reasons("floods"))),
        ],
        first=True,
    )


def one_source_down() -> Digest:
    """One source fails since some days, one has never been read."""
    ill = replace(SOURCES[2], state="failing", since=date(2026, 11, 19), problem="timed out")
    unread = replace(SOURCES[3], state="never", last_ok=None, calls=0)
    pairs = [(SUPPORT, match(SUPPORT, eligible="yes", eligible_why="Statsbidraget går till landets kommuner."))]
    return digest_of(pairs, sources=(*SOURCES[:2], ill, unread))


def english() -> Digest:
    """English calls: town twinning that opens later, LIFE that closes soon, Horizon as partner, a cascade call."""
    quote = "Towns and municipalities may apply."
    exchange = {"utbyte": 1.0, "barn_unga": 0.5}
    return digest_of(
        [
            (TWINNING, match(TWINNING, LEDNING, 0.9, eligible="yes", eligible_why=quote, priorities=exchange,
                             reasons=reasons("town-twinning", "municipalities"))),
            (CLIMATE, match(CLIMATE, LEDNING, 0.6, eligible="yes", priorities={"ekologisk": 0.8},
                            reasons=reasons("floods"))),
            (CARE, match(CARE, LEDNING, 0.5, eligible="partner", reasons=reasons("neighbourhoods"))),
            (CASCADE, match(CASCADE, LEDNING, 0.4, reasons=reasons("local democracy"))),
        ],
        profile=LEDNING,
    )  # fmt: skip


LETTERS = {
    "rich": rich,
    "empty": empty,
    "corrections": corrections,
    "twenty_five": twenty_five,
    "first": first_of_fourteen,
    "source_down": one_source_down,
    "english": english,
}

# How these letters are answered: on a page, by mail, or not at all.
ANSWERED = {
    "rich": {"answer_url": "https://svar.kommunen.example/svar/4fzC0m3t"},
    "source_down": {"answer_address": "samordnare@kommunen.example"},
}


def written(name: str) -> Letter:
    return letter(LETTERS[name](), **ANSWERED.get(name, {}))
