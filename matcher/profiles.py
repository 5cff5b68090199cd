"""Reads a folder of profiles and the knowledge they share; tells every fault of every file at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from matcher.errors import ConfigError, Problem
from matcher.knowledge import Calendar, Funding, Geography, Glossary, Knowledge, Profile, Programme, YearlyCalls
from matcher.toml_file import MAIL_ADDRESS, Place, located, read_toml

T = TypeVar("T")

SHARED = ("programme", "glossary", "geography", "funding")
CALENDAR = "calendar"
YEARLY = "yearly"
LONGEST_HOLIDAY_DAYS = 183  # a longer one is a year mistyped
# Names in a profiles folder that are not recipients.
RESERVED = frozenset(SHARED) | {CALENDAR, YEARLY}
SLUG = re.compile(r"[a-z0-9_]+")


def read_profiles(folder: Path, shared: Sequence[Path] = ()) -> tuple[dict[str, Profile], Knowledge]:
    """Profiles by slug (alphabetical) and the shared knowledge.

    Every `*.toml` in `folder` is a profile, but for the shared files and those whose name starts with "_". A shared
    file that `folder` lacks is taken from the first folder of `shared` that has it; not so the calendar, since no other
    municipality's boards meet on the same days, and the calls that come every year: without a file there are none.
    Raises `ConfigError` with all problems of all files.
    """
    problems: list[Problem] = []
    profiles = _profiles(folder, problems)
    paths = {name: _find(name, folder, shared) for name in SHARED}
    programme = _try(problems, paths["programme"], Programme)
    glossary = _try(problems, paths["glossary"], Glossary)
    geography = _try(problems, paths["geography"], Geography)
    funding = _try(problems, paths["funding"], Funding)
    if programme is not None:
        problems += _programme_problems(paths["programme"], programme)
    if glossary is not None:
        problems += _glossary_problems(paths["glossary"], glossary)
    if geography is not None:
        problems += _geography_problems(paths["geography"], geography)
    calendar = _calendar(folder, problems)
    yearly = _yearly(folder, problems)
    if problems or programme is None or glossary is None or geography is None or funding is None:
        raise ConfigError(problems)
    return profiles, Knowledge(programme, glossary, geography, funding, calendar, yearly.yearly)


def read_profile(path: Path, slug: str, others: Iterable[Profile] = ()) -> Profile:
    """The profile in a file that may lie anywhere, as strictly as in the folder.

    others  the profiles beside which it would stand
    Raises `ConfigError` with all its problems.
    """
    profile = read_toml(path, Profile, slug=slug)
    problems = _profile_problems(path, profile, others)
    if problems:
        raise ConfigError(problems)
    return profile


def _profiles(folder: Path, problems: list[Problem]) -> dict[str, Profile]:
    files = _profile_files(folder)
    if not files:
        problems.append(Problem(str(folder), "", None, "holds no profile; write one from _example.toml"))
    found: dict[str, Profile] = {}
    for path in files:
        problems += _slug_problems(path, files)
        profile = _try(problems, path, Profile, slug=path.stem)
        if profile is not None:
            problems += _profile_problems(path, profile, found.values())
            found[path.stem] = profile
    return found


def _profile_files(folder: Path) -> list[Path]:
    files = [path for path in folder.glob("*.toml") if not path.name.startswith("_")]
    return sorted(path for path in files if path.stem.lower() not in RESERVED)


def _find(name: str, folder: Path, shared: Sequence[Path]) -> Path:
    """The file in the first folder that has it; where none has, the path to complain of."""
    paths = [place / f"{name}.toml" for place in (folder, *shared)]
    return next((path for path in paths if path.exists()), paths[0])


def _try(problems: list[Problem], path: Path, kind: type[T], **extra: str) -> T | None:
    try:
        return read_toml(path, kind, **extra)
    except ConfigError as error:
        problems += error.problems
        return None


def _slug_problems(path: Path, files: list[Path]) -> list[Problem]:
    if not SLUG.fullmatch(path.stem):
        return [Problem(str(path), "", None, "the file name may hold only a-z, 0-9 and _ (it is the profile's slug)")]
    twins = [other for other in files if other != path and other.stem.lower() == path.stem]
    return [Problem(str(path), "", None, f"has the same slug as {twin.name}") for twin in twins]


def _profile_problems(path: Path, profile: Profile, others: Iterable[Profile]) -> list[Problem]:
    faults = [(key, "is empty") for key in ("name", "description", "recipients") if not getattr(profile, key)]
    faults += [
        ("recipients", f"is not an e-mail address: {a!r}") for a in profile.recipients if not MAIL_ADDRESS.fullmatch(a)
    ]
    faults += [
        ("name", f"is also the name of {o.slug}.toml") for o in others if o.name.casefold() == profile.name.casefold()
    ]
    known = {word.casefold() for word in (*profile.keywords, *profile.keywords_en)}
    faults += [("weights", f"is not one of the keywords: {w!r}") for w in profile.weights if w.casefold() not in known]
    uses = Counter(word.casefold() for word in profile.weights)
    faults += [("weights", f"is weighed more than once: {word!r}") for word, times in uses.items() if times > 1]
    return located(path, [*(((key,), message) for key, message in faults), *_absence_faults(profile)])


def _absence_faults(profile: Profile) -> Iterator[tuple[Place, str]]:
    for n, absence in enumerate(profile.absences):
        if absence.who.casefold() not in {address.casefold() for address in profile.recipients}:
            yield ("absences", n, "who"), f"is not one of the recipients: {absence.who!r}"
        if not MAIL_ADDRESS.fullmatch(absence.deputy):
            yield ("absences", n, "deputy"), f"is not an e-mail address: {absence.deputy!r}"
        if absence.deputy.casefold() == absence.who.casefold():
            yield ("absences", n, "deputy"), f"is the one who is away: {absence.deputy!r}"
        if absence.last < absence.first:
            yield ("absences", n, "last"), f"comes before the first day: {absence.first} to {absence.last}"


def _programme_problems(path: Path, programme: Programme) -> list[Problem]:
    slugs = [(("priorities", n, "slug"), goal.slug, goal.name) for n, goal in enumerate(programme.priorities)]
    return located(path, _taken(slugs, "is also the slug of"))


def _glossary_problems(path: Path, glossary: Glossary) -> list[Problem]:
    """A word in two groups would count as both things: in one text a bank is for money, in another for blood."""
    return [
        problem
        for language in ("sv", "en")
        for problem in located(path, _taken(_words(glossary, language), "stands also in the group of"))
    ]


def _words(glossary: Glossary, language: str) -> Iterator[tuple[Place, str, str]]:
    for number, group in enumerate(glossary.groups):
        for word in getattr(group, language):
            yield ("groups", number, language), word, (*group.sv, *group.en, "")[0]


def _taken(named: Iterable[tuple[Place, str, str]], sentence: str) -> list[tuple[Place, str]]:
    """Faults of names (place, name, whose it is) that another has already, in whatever capitals."""
    first: dict[str, tuple[Place, str]] = {}
    faults: list[tuple[Place, str]] = []
    for place, name, owner in named:
        other, its_owner = first.setdefault(name.casefold(), (place, owner))
        if other != place:
            faults.append((place, f"{name!r} {sentence} {its_owner!r}"))
    return faults


def _geography_problems(path: Path, geography: Geography) -> list[Problem]:
    towns = {town for county in geography.counties for town in county.municipalities}
    counties = {county.name for county in geography.counties}
    faults = [] if geography.home in towns else [("home", f"is in no county's list: {geography.home!r}")]
    for kind in ("areas", "interreg"):
        for area in getattr(geography, kind):
            unknown = [*(set(area.counties) - counties), *(set(area.municipalities) - towns)]
            faults += [(kind, f"{(*area.names, '')[0]!r} names an unknown place: {name!r}") for name in sorted(unknown)]
    return located(path, [((key,), message) for key, message in faults])


def _calendar(folder: Path, problems: list[Problem]) -> Calendar:
    path = folder / f"{CALENDAR}.toml"
    calendar = _try(problems, path, Calendar) if path.exists() else None
    if calendar is not None:
        problems += _calendar_problems(path, calendar, {file.stem for file in _profile_files(folder)})
    return calendar or Calendar()


def _yearly(folder: Path, problems: list[Problem]) -> YearlyCalls:
    path = folder / f"{YEARLY}.toml"
    return (_try(problems, path, YearlyCalls) if path.exists() else None) or YearlyCalls()


def _calendar_problems(path: Path, calendar: Calendar, slugs: set[str]) -> list[Problem]:
    return located(path, [*_board_faults(calendar, slugs), *_holiday_faults(calendar)])


def _board_faults(calendar: Calendar, slugs: set[str]) -> Iterator[tuple[Place, str]]:
    boards = list(enumerate(calendar.boards))
    yield from _taken([(("boards", n, "name"), b.name, f"board {n + 1}") for n, b in boards], "is also the name of")
    decided = [(("boards", n, "profiles", i), slug, b.name) for n, b in boards for i, slug in enumerate(b.profiles)]
    yield from _taken(decided, "is also a profile of")
    yield from ((place, f"there is no profile {slug!r}") for place, slug, _ in decided if slug not in slugs)
    for n, board in boards:
        yield from ((("boards", n, key), "is empty") for key in ("profiles", "meetings") if not getattr(board, key))
        days = [(("boards", n, "meetings", i), str(day), board.name) for i, day in enumerate(board.meetings)]
        yield from _taken(days, "is already a meeting of")


def _holiday_faults(calendar: Calendar) -> Iterator[tuple[Place, str]]:
    for n, holiday in enumerate(calendar.holidays):
        if holiday.last < holiday.first:
            yield ("holidays", n, "last"), f"comes before the first day: {holiday.first} to {holiday.last}"
        if (holiday.last - holiday.first).days > LONGEST_HOLIDAY_DAYS:
            yield ("holidays", n, "last"), f"is more than half a year away: {holiday.first} to {holiday.last}"
