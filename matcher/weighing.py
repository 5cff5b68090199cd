"""Which matches must be made anew, and the making of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from matcher.house import House
from matcher.scoring.fingerprints import call_fingerprint, fingerprint


def due_matches(house: House) -> dict[tuple[str, str], str]:
    """(profile, call) -> new fingerprint, for every match that is missing or was made from something else."""
    known = house.store.matches.fingerprints()
    makers = {slug: fingerprint(profile, house.knowledge) for slug, profile in house.profiles.items()}
    due = {}
    for call in house.store.calls.current():
        content = call_fingerprint(call)
        for slug, maker in makers.items():
            made_from = hashlib.sha256(f"{maker} {content}".encode()).hexdigest()[:32]
            if known.get((slug, call.id)) != made_from:
                due[slug, call.id] = made_from
    return due


def make_matches(house: House, due: Mapping[tuple[str, str], str]) -> None:
    """Makes and stores the matches that are due; all of them or none."""
    from matcher.scoring.matcher import Matcher  # late: an unchanged run should not pay for loading scikit-learn

    slugs, ids = {slug for slug, _ in due}, {call for _, call in due}
    scorer = Matcher({slug: house.profiles[slug] for slug in sorted(slugs)}, house.knowledge)
    matches = scorer.rank([call for call in house.store.calls.current() if call.id in ids])
    pairs = ((match, due.get((match.profile, match.call))) for match in matches)
    with house.store.atomic():
        house.store.matches.save((match, made_from) for match, made_from in pairs if made_from)
