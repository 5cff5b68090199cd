"""The words that tell what a day is for, in Swedish, English, Norwegian and Danish; `dates.py` has the rules."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Role = Literal["opens", "closes", "other"]


class DayLabel(NamedTuple):
    """Words that give a role.

    Rank 3 names the application itself, 2 something that is not a deadline, 1 opening or closing of anything, 0 is a
    mere preposition.
    """

    pattern: re.Pattern[str]
    role: Role
    rank: int


def _labels(role: Role, rank: int, patterns: str) -> list[DayLabel]:
    return [DayLabel(re.compile(line.strip(), re.IGNORECASE), role, rank) for line in patterns.strip().splitlines()]


LABELS = (
    *_labels(
        "closes",
        3,
        r"""
        \bsista\s+(?:ansöknings|sök)\w*
        \b(?:ansöknings|søknads|ansøgnings)frist\w*
        \b(?:ansökan|utlysning\w*|ansöknings\w+)\s+(?:kommer\s+att\s+)?(?:stäng\w+|går\s+ut\b|löper\s+ut\b|slutar\b)
        \bsista\s+(?:dag(?:en|ar)?|datum)\s+(?:för\s+)?(?:att\s+|din\s+|er\s+)?(?:ansök\w*|söka|lämna\s+in\s+ansök\w*)
        \bslutdatum\s+för\s+(?:att\s+)?(?:ansök|sök)\w*
        \b(?:ansök|sök|ansökan|ansökningar)\s+senast\b
        \b(?:utlysning|ansöknings)\w*\b[^.,;]{0,40}?\bpågår\s+(?:fram\s+)?till\b
        \b(?:application|submission|call|proposal)s?\s+(?:deadline|clos\w+)
        \bdeadline\s+(?:for\s+(?:submi\w+|appl\w+|proposals?)|to\s+(?:apply|submit))
        \b(?:apply|submit\w*)\b[^.]{0,40}?\b(?:by|before|until|no\s+later\s+than)\b
        \b(?:last|closing)\s+da(?:y|te)\s+(?:to|for)\s+(?:apply\w*|appl\w+|submi\w+)
        \bfrist\w*\s+for\s+(?:å\s+søke|at\s+søge|søknad|ansøgning)\w*
        \b(?:søk|ansøg)\s+(?:innen|senest)\b|\b(?:utlysning|søknad|ansøgning|pulje)\w*\s+(?:stenger|lukker)\b
        """,
    ),
    *_labels(
        "opens",
        3,
        r"""
        \b(?:ansökan|utlysning\w*|ansöknings\w+)\s+(?:planeras\s+|beräknas\s+|kommer\s+att\s+|är\s+)?(?:öppn\w+|öppen)
        \butlysningsdatum\b
        \b(?:utlysning|ansöknings)\w*\b[^.,;]{0,40}?\bpågår\b
        \b(?:applications?|call|submission)s?\s+(?:will\s+)?open\w*
        \b(?:opening|launch)\s+date\b
        \b(?:utlysning|søknad|ansøgning|pulje)\w*\s+å(?:pn|bn)\w+
        """,
    ),
    *_labels(
        "other",
        2,
        r"""
        \b(?:beslut|besked|redovis|betalas?\b|publicer|uppdater|granska|rapport|slutrapport|återrapport)\w*
        \b(?:(?:slut|del|förskotts)?utbetal|slutbetal)\w*
        \b(?:projekt|insats|verksamhets)\w*(?:start|tid|period|slut)\w*|\bprojekt(?!ansök)\w*\s+(?:ska|får|kan|måste|bör)\b
        \b(?:vedtak|svar\s+på|rapporterings|afrapport|udbetal|afgørels|prosjekt)\w*
        \b(?:påbörja|avsluta|sluta[rt]?\b|pågå|genomför|bedriv|löpa\b|slutför|start(?:a|ar|as|datum)?\b)\w*
        (?<!om\satt\s)\bdriva\b|\bdriver\b
        \b(?:webb?inari|seminari|informationsträff|informationsmöt|möte|träff|konferens|frukost|utbildningsdag)\w*
        \b(?:gäller|giltig|träder|trädde|förordning|prioritera|utvärder|bedöm|yttrande|längst|rekryter|tidigast)\w*
        \b(?:fråg|anmäl|bokför|faktur|uppföljning|resultat|bilag|komplett|avtal|överklag|född|utkast|rådgiv)\w*
        \b(?:decision|result|report|payment|publish|updated?\b|review|evaluat|grant\s+agreement|notif|sign)\w*
        \b(?:draft|advice)\w*
        \b(?:project|action|implementation)s?\s+(?:start|end|period|duration|must|should|shall|may|can|will)\w*
        \b(?:webinar|info(?:rmation)?\s+(?:day|session)|event|conference|meeting|valid|register|registration|question)\w*
        """,
    ),
    *_labels(
        "closes",
        1,
        r"""
        \b(?:stäng|slutdat|stenger|lukker)\w*
        \bsista\s+(?:dag|datum|tid|inlämning)\w*
        \bdeadline\w*
        \b(?:inkom|inläm|inskick)\w*|\b(?:kommit|lämnas?|skickas?|sändas?|komma)\s+in\b|\bvara\s+inne\b
        \bförläng\w*\s+till\b
        \böppe[nt]\b[^.]{0,40}?\b(?:till|t\.?\s?o\.?\s?m)\b
        \bopen\b[^.]{0,40}?\b(?:until|till)\b
        \bclos(?:es?|ed|ing)\b
        \b(?:due|submit\w*)\b
        """,
    ),
    *_labels("opens", 1, r"\böpp(?:n\w*|en|et)\b" "\n" r"\bopen(?:s|ed|ing)?\b" "\n" r"\bå(?:pn|bn)\w+"),
    *_labels(
        "closes",
        0,
        r"\b(?:senast|senest|innen|till?|t\.?\s?o\.?\s?m|före|innan|until|by|before|no\s+later\s+than)(?=\W|$)",
    ),
    *_labels("opens", 0, r"\b(?:från|fra|fr\.?\s?o\.?\s?m|from|as\s+of|starting)(?=\W|$)"),
)  # fmt: skip
