"""A match in plain Swedish: one sentence for the letter, and every point for whoever asks why."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.model import Eligible, Match, Reason
from matcher.scoring.passages import FIELDS
from matcher.scoring.reasons import STANDS, subject_of

ANSWERS: dict[Eligible, str] = {"yes": "Ja", "partner": "Ja, som partner", "no": "Nej", "unknown": "Framgår inte"}
# A second subject is worth naming when it weighs at least this share of the first.
WORTH_NAMING = 0.4
SAME_START = 4
SERVES = 0.5


def why_sentence(match: Match) -> str:
    """Why a department gets this call, in one sentence; empty when nothing in the profile speaks for it."""
    subjects = _subjects(match.reasons)
    if not subjects:
        return ""
    known = subjects[0].kind == "themes"
    opening = "stödet brukar gälla" if known else "den handlar om"
    about = " och ".join([_about(subjects[0]), *(subject_of(reason) for reason in subjects[1:])])
    return f"Ni får den här för att {opening} {about}."


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


def _about(reason: Reason) -> str:
    """äldreomsorg (≈ long-term care, i rubriken); the call's word only when it is another word."""
    subject, stands = subject_of(reason), STANDS[reason.kind]  # type: ignore[index]
    if reason.kind == "themes":
        return subject
    own = reason.words[0]
    return f"{subject} ({stands})" if _alike(own, subject) else f"{subject} (≈ {own.lower()}, {stands})"


def _alike(one: str, other: str) -> bool:
    """True for forms and parts of the same word: energi and energieffektivisering."""
    one, other = one.strip("”").lower(), other.strip("”").lower()
    return one[:SAME_START] == other[:SAME_START] or one in other or other in one


def explain_lines(match: Match) -> list[str]:
    """The whole account: verdict, who may apply, every reason with its points, and their sum.

    The points are rounded so that the shown figures add up to the shown sum.
    """
    verdict = "Kommer med i brevet." if match.send else f"Kommer inte med i brevet. {match.stopped_by}"
    why = f" – {match.eligible_why}" if match.eligible_why else ""
    shown = _cents([reason.points for reason in match.reasons])
    lines = [verdict, f"Får en kommun söka? {ANSWERS[match.eligible]}{why}", "", "Så blev poängen:"]
    lines += [
        f"{_points(cents):>8}  {reason.label}" for cents, reason in zip(shown, match.reasons, strict=True) if cents
    ]
    lines += [f"{_points(sum(shown)):>8}  summa"]
    served = [slug for slug, weight in sorted(match.priorities.items()) if weight >= SERVES]
    return [*lines, "", f"Mål i det politiska programmet: {', '.join(served) or 'inget'}"]


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
