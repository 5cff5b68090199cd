"""A match in plain Swedish: one sentence for the letter, and every point for whoever asks why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.model import Eligible, Match, Reason
from matcher.scoring.passages import FIELDS
from matcher.scoring.reasons import subject_of
from matcher.scoring.weights import WEIGHTS

ANSWERS: dict[Eligible, str] = {"yes": "Ja", "partner": "Ja, som partner", "no": "Nej", "unknown": "Framgår inte"}
PLACES = {"title": "rubriken", "lead": "ingressen", "keywords": "nyckelorden"}
READ = tuple(PLACES.values())
# A second subject is worth naming when it weighs at least this share of the first.
WORTH_NAMING = 0.4
SAME_START = 4
SERVES = 0.5
# Names and abbreviations that the glossary has in small letters.
SPELT = {
    name.lower(): name
    for name in (
        "ADHD AI AMIF Atlas Bokstart CERV EU Erasmus+ Erasmus ESF ESF+ Götene Interreg Kinnekulle Klimatklivet "
        "Leader LIFE LONA LOVA LSS Norden Nordplus NPF SFI Skaraborg Sverige Ukraina URBACT Vänern Vättern"
    ).split()
}


def why_sentence(match: Match) -> str:
    """Why a department gets this call, in one sentence; empty when nothing in the profile speaks for it."""
    subjects = _subjects(match.reasons)
    if not subjects:
        return ""
    if subjects[0].kind == "themes":
        about = " och ".join(_spelt(subject_of(reason)) for reason in subjects)
        return f"Inga av era ord står i texten, men stödet brukar gälla {about}."
    return f"Ni får den här för att {_clauses(sorted(map(_told, subjects), key=lambda told: READ.index(told[0])))}."


def _subjects(reasons: Sequence[Reason]) -> list[Reason]:
    """The heaviest subject, and the next one when it weighs enough and says something else.

    What stands in the call goes before what its programme is known for.
    """
    found = [reason for reason in reasons if reason.kind in FIELDS and reason.words and reason.points > 0]
    if not found:
        return []
    least = WORTH_NAMING * max(reason.points for reason in found)
    heavy = sorted(
        (reason for reason in found if reason.points >= least),
        key=lambda reason: (reason.kind == "themes", -reason.points),
    )
    first = heavy[0]
    others = [
        reason
        for reason in heavy[1:]
        if not _alike(subject_of(reason), subject_of(first)) and (reason.kind == "themes") == (first.kind == "themes")
    ]
    return [first, *others[:1]]


def _told(reason: Reason) -> tuple[str, str, str]:
    """Place, verb and object: rubriken, handlar om, äldreomsorg; or rubriken, nämner, ”telecare” (välfärdsteknik)."""
    subject, own, place = subject_of(reason), reason.words[0], PLACES[reason.kind]
    if _alike(own, subject):
        return place, "handlar om", own if _is_capital(own) and own.lower() == subject else _spelt(subject.strip("”"))
    return place, "nämner", f"”{_spelt(own)}” ({_spelt(subject)})"


def _clauses(told: Sequence[tuple[str, str, str]]) -> str:
    """One clause, or two that do not say again what they share: the place, or the verb."""
    place, verb, about = told[0]
    text = f"{place} {verb} {about}"
    for next_place, next_verb, next_about in told[1:]:
        where = "" if next_place == place else f" {next_place}"
        # "nämner" can be left out before a quoted word; of "handlar om" the om is needed when the place is new.
        how = f" {next_verb}" if next_verb != verb else " om" if where and verb == "handlar om" else ""
        text += f" och{where}{how} {next_about}"
    return text


def _spelt(text: str) -> str:
    """In small letters as in running text, but for abbreviations and known names: ”LSS”, Leader."""
    return " ".join(word if _is_capital(word) else SPELT.get(word.lower(), word.lower()) for word in text.split())


def _is_capital(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:])


def _alike(one: str, other: str) -> bool:
    """True for forms and parts of the same word: energi and energieffektivisering."""
    one, other = one.strip("”").lower(), other.strip("”").lower()
    return one[:SAME_START] == other[:SAME_START] or one in other or other in one


def explain_lines(match: Match, names: Mapping[str, str] | None = None, send_at: float = WEIGHTS.send_at) -> list[str]:
    """The whole account: verdict, who may apply, every reason with its points, and their sum.

    The points are rounded so that the shown figures add up to the shown sum.
    names    the goals' Swedish names by slug; a goal without one is shown by its slug
    send_at  the score that a letter takes
    """
    verdict = "Kommer med i brevet." if match.send else f"Kommer inte med i brevet. {match.stopped_by}"
    why = f" – {match.eligible_why}" if match.eligible_why else ""
    shown = _cents([reason.points for reason in match.reasons])
    lines = [verdict, f"Får ni söka? {ANSWERS[match.eligible]}{why}", "", "Så blev poängen:"]
    lines += [
        f"{_points(cents):>8}  {reason.label}" for cents, reason in zip(shown, match.reasons, strict=True) if cents
    ]
    lines += [f"{_points(sum(shown)):>8}  summa; för brevet krävs {send_at:.2f}".replace(".", ",")]
    served = [slug for slug, weight in sorted(match.priorities.items()) if weight >= SERVES]
    goals = ", ".join((names or {}).get(slug, slug) for slug in served)
    return [*lines, "", f"Mål i det politiska programmet: {goals or 'inget'}"]


def _cents(points: Sequence[float]) -> list[int]:
    """Hundredths that add up to the rounded sum: the ones furthest below their true value are rounded up."""
    cents = [int(value * 100 // 1) for value in points]
    short = round(sum(points) * 100) - sum(cents)
    furthest = sorted(range(len(points)), key=lambda place: cents[place] - points[place] * 100)
    for place in furthest[:short]:
        cents[place] += 1
    return cents


def _points(cents: int) -> str:
    return f"{cents / 100:+.2f}".replace(".", ",").replace("-", "−")
