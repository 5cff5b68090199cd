"""What the tests of scoring share: the shipped profiles and knowledge, and a short way to write a call."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matcher.knowledge import Knowledge, Profile
from matcher.profiles import read_profiles
from matcher.scoring.matcher import Matcher
from sources.kit.call import Call

PROFILES = Path(__file__).resolve().parents[1] / "profiles"


@cache
def shipped() -> tuple[dict[str, Profile], Knowledge]:
    return read_profiles(PROFILES)


@cache
def shipped_matcher() -> Matcher:
    return Matcher(*shipped())


def call(title: str, text: str = "", language: str = "sv", **more: object) -> Call:
    """A call of a Swedish agency, or of the EU portal when it is English."""
    source = "eu_funding_tenders" if language == "en" else "se_exempel"
    fields: dict[str, object] = {"source": source, "key": title or "x", "url": "https://a.example/"} | more
    return Call(title=title, text=text, language=language, **fields)  # type: ignore[arg-type]


def profile(description: str, slug: str = "egen", **more: object) -> Profile:
    return Profile(slug, slug.title(), ("a@b.example",), description, **more)  # type: ignore[arg-type]
