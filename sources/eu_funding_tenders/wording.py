"""The words of a row: title, text, keywords and who may apply, as plain text that people can read."""

from __future__ import annotations

import re

from sources.kit.corporate_search import Row
from sources.kit.markup import plain_text

HEADING = re.compile(r'<(p|span) class="topicdescriptionkind"[^>]*>(.*?)</\1>', re.DOTALL)
# Who may apply mostly stands in a PDF; these are the sentences of the conditions that do tell.
WHO = re.compile(
    r"applications must be submitted by|this topic requires [^.]*(involvement|participation)"
    r"|at least \w+ (lead )?cities|candidate (city|cities|towns)|consorti(a|um) must include"
    r"|applicant (must be|has to be)",
    re.IGNORECASE,
)


def title_of(row: Row) -> str:
    """The topic's title; the call's where the topic's own says nothing: "CEEP", or the identifier once more."""
    title, call_title = row.one("title"), row.one("callTitle")
    if not title or title.casefold() == row.one("identifier").casefold():
        return call_title or title or row.one("identifier")
    if not call_title or " " in title or title != title.upper():
        return title
    return call_title if title in call_title or "-" in title else f"{title} – {call_title}"


def text_of(row: Row) -> str:
    """The description, one line per block, with its headings and with its footnotes in brackets where they belong."""
    markup = row.one("descriptionByte") or "<br>".join(row.all("description") + row.all("furtherInformation"))
    markup = HEADING.sub(lambda found: "" if found[2].strip() == "null" else f"<p>{found[2]}</p>", markup)
    return _inline_notes(plain_text(markup))


def applicants_of(row: Row) -> str:
    """Who may apply, in the portal's words, or an empty string where the row does not tell."""
    conditions = row.one("topicConditions")
    lines = plain_text(conditions).splitlines() if WHO.search(conditions) else []
    return _inline_notes("\n".join(line for line in lines if WHO.search(line) and not line.endswith(":")))


def _inline_notes(text: str) -> str:
    return re.sub(r"\s*\[\[\s*", " (", text).replace("]]", ")")


def keywords_of(row: Row) -> tuple[str, ...]:
    """Keywords and tags. Older rows hold them as one JSON list; current ones begin with both identifiers."""
    words = row.all("keywords") + row.all("tags")
    if words and words[0].startswith('["'):
        words = [str(word) for listed in row.decoded("keywords", list) for word in listed] + row.all("tags")
    own = {"", *row.all("identifier"), *row.all("callIdentifier")}
    return tuple(dict.fromkeys(word for word in map(str.strip, words) if word not in own))
