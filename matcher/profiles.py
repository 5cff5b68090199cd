"""Reads a folder of profiles and the knowledge they share; tells every fault of every file at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from matcher.errors import ConfigError, Problem
from matcher.knowledge import Funding, Geography, Glossary, Knowledge, Profile, Programme
from matcher.toml_file import MAIL_ADDRESS, find_line, read_toml

T = TypeVar("T")

SHARED = ("programme", "glossary", "geography", "funding")
# Names in a profiles folder that are not recipients; `calendar.toml` belongs to another room.
RESERVED = frozenset(SHARED) | {"calendar"}
SLUG = re.compile(r"[a-z0-9_]+")


def read_profiles(folder: Path, shared: Sequence[Path] = ()) -> tuple[dict[str, Profile], Knowledge]:
    """Profiles by slug (alphabetical) and the shared knowledge.

    Every `*.toml` in `folder` is a profile, but for the shared files and those whose name starts with "_". A shared
    file that `folder` lacks is taken from the first folder of `shared` that has it.
    Raises `ConfigError` with all problems of all files.
    """
    problems: list[Problem] = []
    profiles = _profiles(folder, problems)
    paths = {name: _find(name, folder, shared) for name in SHARED}
    programme = _try(problems, paths["programme"], Programme)
    glossary = _try(problems, paths["glossary"], Glossary)
    geography = _try(problems, paths["geography"], Geography)
    funding = _try(problems, paths["funding"], Funding)
    if geography is not None:
        problems += _geography_problems(paths["geography"], geography)
    if problems or programme is None or glossary is None or geography is None or funding is None:
        raise ConfigError(problems)
    return profiles, Knowledge(programme, glossary, geography, funding)


def _profiles(folder: Path, problems: list[Problem]) -> dict[str, Profile]:
    files = _profile_files(folder)
    if not files:
        problems.append(Problem(str(folder), "", None, "holds no profile; write one from _example.toml"))
    found: dict[str, Profile] = {}
    for path in files:
        problems += _slug_problems(path, files)
        profile = _try(problems, path, Profile, slug=path.stem)
        if profile is not None:
            problems += _profile_problems(path, profile, list(found.values()))
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


def _profile_problems(path: Path, profile: Profile, others: list[Profile]) -> list[Problem]:
    faults = [(key, "is empty") for key in ("name", "description", "recipients") if not getattr(profile, key)]
    faults += [
        ("recipients", f"is not an e-mail address: {a!r}") for a in profile.recipients if not MAIL_ADDRESS.fullmatch(a)
    ]
    faults += [
        ("name", f"is also the name of {o.slug}.toml") for o in others if o.name.casefold() == profile.name.casefold()
    ]
    known = {word.casefold() for word in (*profile.keywords, *profile.keywords_en)}
    faults += [("weights", f"is not one of the keywords: {w!r}") for w in profile.weights if w.casefold() not in known]
    text = path.read_text(encoding="utf-8-sig") if faults else ""
    return [Problem(str(path), key, find_line(text, (key,)), message) for key, message in faults]


def _geography_problems(path: Path, geography: Geography) -> list[Problem]:
    towns = {town for county in geography.counties for town in county.municipalities}
    counties = {county.name for county in geography.counties}
    faults = [] if geography.home in towns else [("home", f"is in no county's list: {geography.home!r}")]
    for kind in ("areas", "interreg"):
        for area in getattr(geography, kind):
            unknown = [*(set(area.counties) - counties), *(set(area.municipalities) - towns)]
            faults += [(kind, f"{area.names[0]!r} names an unknown place: {name!r}") for name in sorted(unknown)]
    text = path.read_text(encoding="utf-8-sig") if faults else ""
    return [Problem(str(path), key, find_line(text, (key,)), message) for key, message in faults]
