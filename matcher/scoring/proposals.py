"""A proposal that a person approves: the profile with it, and what to write in which file, where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from matcher.knowledge import Glossary, Profile
from matcher.model import Proposal

CLOSED = "Kommunen har själv svarat att den inte får söka där"
TOP, BOTTOM = "Överst i filen", "Sist i filen"


def approved(profile: Profile, proposal: Proposal) -> Profile:
    """The profile as it is when a word that is proposed for it stands in its file."""
    if proposal.action == "avoid":
        return replace(profile, avoid=(*profile.avoid, proposal.word))
    weights = {**profile.weights, proposal.word: proposal.weight}
    return replace(profile, keywords=(*profile.keywords, proposal.word), weights=weights)


def edits(profile: Profile, proposals: Iterable[Proposal]) -> Iterator[tuple[str, str]]:
    """Where in the profile's file (in Swedish), and the TOML to put there, so that the file says all that is proposed.

    What is put right after a bracket or a heading fits whatever stands behind it.
    """
    listed = list(proposals)
    added = [proposal for proposal in listed if proposal.action == "add"]
    yield from _into_list("keywords", profile.keywords, [proposal.word for proposal in added])
    yield from _into_list("avoid", profile.avoid, [proposal.word for proposal in listed if proposal.action == "avoid"])
    weighed = "\n".join(f"{_quoted(proposal.word)} = {proposal.weight:g}" for proposal in added)
    if weighed:
        yield ("Direkt efter [weights]", weighed) if profile.weights else (BOTTOM, f"[weights]\n{weighed}")


def _into_list(key: str, there: Sequence[str], words: Sequence[str]) -> Iterator[tuple[str, str]]:
    quoted = ", ".join(map(_quoted, words))
    if quoted:
        yield (f"Direkt efter {key} = [", f"{quoted},") if there else (TOP, f"{key} = [{quoted}]")


def closing(proposal: Proposal) -> str:
    """The TOML that closes a programme in `funding.toml`; it goes first, since the first that fits holds."""
    lines = ["[[families]]", f"names = [{_quoted(proposal.word)}]", 'fit = "never"', f"why = {_quoted(CLOSED)}"]
    return "\n".join(lines)


def in_english(word: str, glossary: Glossary) -> tuple[str, ...]:
    """The English words that count as much as soon as the Swedish one stands in a profile."""
    return next((group.en for group in glossary.groups if word in group.sv), ())


def _quoted(text: str) -> str:
    """As TOML has it; a basic string escapes as JSON does."""
    return json.dumps(text, ensure_ascii=False)
