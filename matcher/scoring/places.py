"""Does a call belong to some other place? A call for Norrbotten is not for a municipality in Västra Götaland."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from matcher.knowledge import Area, Geography
from matcher.scoring.phrases import READ_CHARS
from matcher.scoring.words import reading_language
from sources.kit.call import Call

# A county may be named bare in a title; towns share names with common words (Mark, Berg, Vara), so they need company.
IN_TOWN = r"(?:(?<=\bi )|(?<=\binom )|(?<=\bkring ))"
NATIONWIDE = re.compile(
    r"\b(?:hela landet|hela Sverige|i Sverige|nationell utlysning|landets kommuner)\b", re.IGNORECASE
)
# A Leader area is named after its place: Leader Södra Bohuslän.
LEADER = re.compile(
    r"\b(?:Leader|LEADER)(?:område(?:t)?)?\s+(?!(?:Lokalt|Sverige)\b)((?:[A-ZÅÄÖ][\w-]+)(?:\s+[A-ZÅÄÖ][\w-]+)*)"
)
PLAIN = str.maketrans({"å": "a", "ä": "a", "ö": "o", " ": "-"})
INTERREG = re.compile(r"\bInterreg\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """What a call says of where it holds: `home` True here, False elsewhere; `words` are the ones it rests on."""

    home: bool
    words: str


def place_names(geography: Geography) -> frozenset[str]:
    """The single-word names of Swedish places, as they are spelt."""
    counties = {name for county in geography.counties for name in (county.name, *county.also, *county.municipalities)}
    return frozenset(name for name in counties | set(_area_names(geography.areas)) if " " not in name)


class Places:
    """Names of home and of everywhere else, ready to be looked for."""

    def __init__(self, geography: Geography) -> None:
        county = next(county for county in geography.counties if geography.home in county.municipalities)
        here = [area for area in geography.areas if _holds(area, geography.home, county.name)]
        there = [area for area in geography.areas if area not in here]
        others = [other for other in geography.counties if other is not county]
        self._elsewhere = _names([n for other in others for n in (other.name, *other.also)] + _area_names(there))
        towns = [town for any_county in geography.counties for town in any_county.municipalities]
        self._town = _towns([town for town in towns if town != geography.home])
        self._here = {county.name, *county.also, geography.home, *_area_names(here)}
        self._home = _names(self._here)
        self._by_address = {_plain(other.name): other.name for other in geography.counties}
        self._by_host = {_plain(town): town for town in towns} | {_plain(geography.home): geography.home}
        self._address = re.compile(rf"(?<![a-z])(?:{_any(self._by_address)})(?![a-z])")
        self._county_in_text = _counties_in_text([other.name for other in others], _area_names(there))
        self._interreg = _names(
            [name for area in geography.interreg if _holds(area, geography.home, county.name) for name in area.names]
        )

    def of(self, call: Call) -> Place | None:
        """Where the call holds, by the first field that names a place; None when none does."""
        if INTERREG.search(f"{call.programme} {call.title}"):
            return self._interreg_place(call)
        leader = LEADER.search(f"{call.title} | {call.funder} | {call.programme}")
        if leader:
            return Place(leader[1] in self._here or leader[0] in self._here, leader[0])
        for text in (call.region, call.applicants, call.title, f"{call.funder}. {call.programme}"):
            place = self._in_field(text)
            if place is not None:
                return place
        # English texts name Swedish towns as examples, if at all.
        if reading_language(call.language) != "sv":
            return None
        text = call.text[:READ_CHARS]
        return self._at_home(text) or self._in_address(call) or self._elsewhere_in(text)

    def _in_address(self, call: Call) -> Place | None:
        """A county in the key or address (lansstyrelsen.se/norrbotten), or a town in the key and its own site's name.

        A town's site alone says little: it also tells of what the whole country may apply for.
        """
        url = urlsplit(call.url)
        host = (url.hostname or "").removeprefix("www.").removesuffix(".se").removesuffix("kommun")
        key = call.key.lower()
        town = self._by_host.get(host)
        if town is not None and re.search(rf"(?<![a-z]){host}(?![a-z])", key):
            return Place(town in self._here, town)
        found = self._address.search(f"{key} {host} {url.path.lower().split('/')[1:2]}")
        if found is None:
            return None
        county = self._by_address[found[0]]
        return Place(county in self._here, county)

    def _interreg_place(self, call: Call) -> Place:
        found = self._interreg.search(f"{call.programme} {call.title} {call.text[:READ_CHARS]}")
        return Place(True, found[0]) if found else Place(False, call.programme or call.title)

    def _in_field(self, text: str) -> Place | None:
        other = self._elsewhere.search(text) or self._town.search(text)
        return self._at_home(text) or (Place(False, other[0]) if other else None)

    def _at_home(self, text: str) -> Place | None:
        home = self._home.search(text) or NATIONWIDE.search(text)
        return Place(True, home[0]) if home else None

    def _elsewhere_in(self, text: str) -> Place | None:
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


def _plain(name: str) -> str:
    """A name as addresses spell it: vastra-gotaland."""
    return name.lower().translate(PLAIN)


def _any(names: Iterable[str]) -> str:
    """Alternatives, longest first; `(?!)` never matches, for an empty list."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
