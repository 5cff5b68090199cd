"""Does a call belong to some other place? A call for Norrbotten is not for a municipality in Västra Götaland."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.knowledge import Area, Geography
from matcher.scoring.phrases import READ_CHARS
from matcher.scoring.words import reading_language
from sources.kit.call import Call

# A county may be named bare in a title; towns share names with common words (Mark, Berg, Vara), so they need company.
IN_TOWN = r"(?:(?<=\bi )|(?<=\binom )|(?<=\bkring ))"
NATIONWIDE = re.compile(
    r"\b(?:hela landet|hela Sverige|i Sverige|nationell utlysning|landets kommuner)\b", re.IGNORECASE
)
INTERREG = re.compile(r"\bInterreg\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """What a call says of where it holds: `home` True here, False elsewhere; `words` are the ones it rests on."""

    home: bool
    words: str


class Places:
    """Names of home and of everywhere else, ready to be looked for."""

    def __init__(self, geography: Geography) -> None:
        county = next(county for county in geography.counties if geography.home in county.municipalities)
        here = [area for area in geography.areas if _holds(area, geography.home, county.name)]
        there = [area for area in geography.areas if area not in here]
        others = [other for other in geography.counties if other is not county]
        self._home = _names([county.name, *county.also, geography.home, *_area_names(here)])
        self._elsewhere = _names([n for other in others for n in (other.name, *other.also)] + _area_names(there))
        towns = [town for any_county in geography.counties for town in any_county.municipalities]
        self._town = _towns([town for town in towns if town != geography.home])
        self._county_in_text = _counties_in_text([other.name for other in others], _area_names(there))
        self._interreg = _names(
            [name for area in geography.interreg if _holds(area, geography.home, county.name) for name in area.names]
        )

    def of(self, call: Call) -> Place | None:
        """Where the call holds, by the first field that names a place; None when none does."""
        if INTERREG.search(f"{call.programme} {call.title}"):
            return self._interreg_place(call)
        for text in (call.region, call.applicants, call.title, f"{call.funder}. {call.programme}"):
            place = self._in_field(text)
            if place is not None:
                return place
        # English texts name Swedish towns as examples, if at all.
        return self._in_text(call.text[:READ_CHARS]) if reading_language(call.language) == "sv" else None

    def _interreg_place(self, call: Call) -> Place:
        found = self._interreg.search(f"{call.programme} {call.title} {call.text[:READ_CHARS]}")
        return Place(True, found[0]) if found else Place(False, call.programme or call.title)

    def _in_field(self, text: str) -> Place | None:
        home = self._home.search(text) or NATIONWIDE.search(text)
        if home:
            return Place(True, home[0])
        other = self._elsewhere.search(text) or self._town.search(text)
        return Place(False, other[0]) if other else None

    def _in_text(self, text: str) -> Place | None:
        home = self._home.search(text) or NATIONWIDE.search(text)
        if home:
            return Place(True, home[0])
        other = self._county_in_text.search(text)
        return Place(False, other[0]) if other else None


def _holds(area: Area, town: str, county: str) -> bool:
    everywhere = not area.counties and not area.municipalities
    return everywhere or county in area.counties or town in area.municipalities


def _area_names(areas: Iterable[Area]) -> list[str]:
    return [name for area in areas for name in area.names]


def _names(names: Iterable[str]) -> re.Pattern[str]:
    """Names as written, with or without a genitive s and the word län, region or kommun after."""
    return re.compile(rf"(?<![\w-])(?:{_any(names)})s?(?!\w)(?:\s+(?:län|kommun))?")


def _towns(names: Iterable[str]) -> re.Pattern[str]:
    any_name = _any(names)
    return re.compile(rf"{IN_TOWN}(?:{any_name})(?!\w)|(?<![\w-])(?:{any_name})s?\s+(?:kommun|stad|Stad)(?!\w)")


def _counties_in_text(counties: Iterable[str], areas: Iterable[str]) -> re.Pattern[str]:
    """In running text a county counts when the word län follows, also at the end of a list; an area as it stands."""
    name = rf"(?:{_any(counties)})s?"
    return re.compile(
        rf"(?<![\w-])(?:{name}(?:,\s+{name})*(?:\s+(?:och|eller)\s+{name})?\s+län|(?:{_any(areas)}))(?!\w)"
    )


def _any(names: Iterable[str]) -> str:
    """Alternatives, longest first; `(?!)` never matches, for an empty list."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
