"""What people say of calls and what that teaches: verdict, learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from matcher import flow
from matcher.cli.common import moment, one_call, one_profile, open_house, say, today_option
from matcher.house import House
from matcher.knowledge import Glossary
from matcher.model import Opinion, Proposal, Verdict
from matcher.scoring.proposals import closing, edits, in_english

ACTIONS = {"add": "lägg till", "avoid": "undvik", "close": "stäng programmet"}
OPINIONS = ("relevant", "not_relevant", "may_not_apply", "other_department")
FEW = 3  # English words to name


@click.command(epilog="Example: matcher verdict social se_vinnova:2026-01503 relevant")
@click.argument("profile")
@click.argument("call")
@click.argument("opinion", type=click.Choice(OPINIONS))
@click.option("--note", default="", help="A few words of why.")
@click.option("--other", default="", metavar="PROFILE", help="With other_department: which one.")
@today_option
@click.pass_obj
def verdict(config: Path, profile: str, call: str, opinion: Opinion, note: str, other: str, today: date | None) -> None:
    """Store what a department head thinks of a call; for a new profile, three calls that are known to be good."""
    if other and opinion != "other_department":
        raise click.UsageError("--other goes with other_department only")
    with open_house(config, write=True) as house:
        for slug in filter(None, (profile, other)):
            one_profile(dict(house.profiles), slug)
        judged, at = one_call(house, call), moment(today, house.settings)
        house.store.verdicts.add(Verdict(profile, judged.id, opinion, at, note, other))
    say("Tack, omdömet är sparat.")


@click.command(epilog="Example: matcher learn")
@today_option
@click.pass_obj
def learn(config: Path, today: date | None) -> None:
    """Turn verdicts into proposed changes of profiles, for a person to approve: which words, why, and what to write."""
    with open_house(config, write=True) as house:
        proposals = flow.learn(house, moment(today, house.settings))
    if not proposals:
        say("Inga förslag: det behövs fler omdömen.")
    for proposal in proposals:
        say(_told(proposal, house.knowledge.glossary))
    for line in _to_write(house, proposals):
        say(line)


def _told(proposal: Proposal, glossary: Glossary) -> str:
    english = in_english(proposal.word, glossary) if proposal.action != "close" else ()
    also = f" (på engelska {', '.join(english[:FEW])}{' …' if english[FEW:] else ''})" if english else ""
    return f"{proposal.profile}: {ACTIONS[proposal.action]} ”{proposal.word}”{also}: {proposal.why}."


def _to_write(house: House, proposals: Sequence[Proposal]) -> Iterator[str]:
    """What each file should say, line by line, for those who agree."""
    folder = house.settings.profiles.path
    for slug, theirs in groupby(proposals, lambda proposal: proposal.profile):
        yield ""
        yield f"Håller ni med? Då skriver ni så här i {folder / f'{slug}.toml'}, och prövar med matcher check:"
        if slug in house.profiles:
            places = list(edits(house.profiles[slug], theirs))
        else:
            places = [("Före den första raden med [[families]]", closing(proposal)) for proposal in theirs]
        for place, toml in places:
            yield f"  {place}:"
            yield from (f"    {line}" for line in toml.split("\n"))


COMMANDS = [verdict, learn]
