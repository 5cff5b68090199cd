"""Example digests for the tests of the letters: invented calls in the shape and tone of real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from matcher.digest.choose import choose
from matcher.digest.render import render
from matcher.knowledge import Priority, Profile, Programme
from matcher.model import Digest, Letter, Match, Reason, SourceState
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


def letter(digest: Digest, **extra: object) -> Letter:
    return render(digest, PROGRAMME, why=why, message_id="<brev@kommunen.example>", **extra)  # type: ignore[arg-type]


def plain(text: str) -> str:
    """On one line and with plain spaces, so that a test does not depend on where lines break."""
    return " ".join(text.split())


def match(call: Call, profile: Profile = SOCIAL, score: float = 0.5, **fields: object) -> Match:
    """A match worth sending, with one reason that adds up to the score."""
    reasons = (Reason("words", "ord som ni bevakar", score, ("anhöriga", "barn")),)
    given = {"eligible": "unknown", "eligible_why": "", "priorities": {}, "reasons": reasons, "send": True} | fields
    return Match(profile=profile.slug, call=call.id, score=score, **given)  # type: ignore[arg-type]


def why(match: Match) -> str:
    """A plain reason, as `matcher.scoring` would give it."""
    words = " och ".join(f"”{word}”" for reason in match.reasons for word in reason.words)
    return f"Ni får den här för att {words} står i utlysningen."


def reasons(*words: str) -> tuple[Reason, ...]:
    return (Reason("words", "ord som ni bevakar", 0.5, words),)


def digest_of(
    pairs: list[tuple[Call, Match]],
    *,
    profile: Profile = SOCIAL,
    told: dict[str, set[str]] | None = None,
    first: bool = False,
    sources: tuple[SourceState, ...] = SOURCES,
) -> Digest:
    """The digest that `choose` makes of these calls and matches on `TODAY`."""
    calls = {call.id: call for call, _ in pairs}
    matches = [found for _, found in pairs]
    recipient = profile.recipients[0]
    return choose(profile, recipient, matches, calls, told or {}, first, sources, TODAY, TODAY)  # type: ignore[arg-type]


def closing_in(days: int, key: str = "a", **fields: object) -> Call:
    """A call whose only last day is so many days away."""
    return replace(MEETING, key=key, rolling=False, deadlines=(TODAY + timedelta(days),), **fields)  # type: ignore[arg-type]


def rich() -> Digest:
    """One call that closes soon, two new ones, and one told before that is not told again."""
    quote = "Minst två kommuner och ett företag söker tillsammans."
    children = {"barn_unga": 0.9, "social": 0.6, "utbyte": 0.1}
    return digest_of(
        [
            (SUPPORT, match(SUPPORT, score=0.81, eligible="yes", eligible_why="Kommuner får söka.",
                            priorities=children)),
            (WELFARE, match(WELFARE, score=0.74, eligible="partner", eligible_why=quote, priorities={"social": 0.5},
                            reasons=reasons("hemtjänst", "välfärdsteknik"))),
            (MEETING, match(MEETING, score=0.66, reasons=reasons("äldre", "ensamhet"))),
            (CARE, match(CARE, score=0.6, eligible="partner")),
        ],
        told={SUPPORT.id: {"new"}, CARE.id: {"also"}},
    )  # fmt: skip


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
    "first": first_of_fourteen,
    "source_down": one_source_down,
    "english": english,
}
