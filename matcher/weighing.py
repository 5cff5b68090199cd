"""Which matches must be made anew, and the making of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from matcher.house import House
from matcher.scoring.fingerprints import analysis, fingerprints
from matcher.scoring.lexicon import LEXICON, Lexicon
from matcher.store.kept import keep, read_kept


def due_matches(house: House) -> dict[tuple[str, str], str]:
    """(profile, call) -> new fingerprint, for every match that is missing or was made from something else."""
    known = house.store.matches.fingerprints()
    contents, makers = house.store.calls.fingerprints(), fingerprints(house.profiles, house.knowledge)
    wanted = {(slug, call): f"{maker} {contents[call]}" for slug, maker in makers.items() for call in contents}
    return {pair: made_from for pair, made_from in wanted.items() if known.get(pair) != made_from}


def make_matches(house: House, due: Mapping[tuple[str, str], str]) -> None:
    """Makes and stores the matches that are due; all of them or none."""
    from matcher.scoring.matcher import Matcher  # late: an unchanged run should not pay for loading scikit-learn

    profiles = {slug: house.profiles[slug] for slug in sorted({slug for slug, _ in due})}
    calls = house.store.calls.some({call for _, call in due})
    with kept_words(house.settings.store.path):
        matches = Matcher(profiles, house.knowledge).rank(calls)
    pairs = ((match, due.get((match.profile, match.call))) for match in matches)
    with house.store.atomic():
        house.store.matches.save((match, made_from) for match, made_from in pairs if made_from)


@contextmanager
def kept_words(database: Path) -> Iterator[None]:
    """Inside, all words are known that earlier processes have analysed; new ones are kept beside the database."""
    path, made_from = database.with_suffix(".words"), analysis()
    if not LEXICON:
        LEXICON.learn(read_kept(path, made_from) or Lexicon())
    before = len(LEXICON)
    yield
    if len(LEXICON) > before:
        keep(path, made_from, LEXICON)
