"""Matches as they were last made, and the verdicts and proposals that belong to them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from matcher.model import Match, Proposal, Reason, Verdict

MATCH, REASON = (tuple(field.name for field in fields(kind)) for kind in (Match, Reason))

VERDICT = "profile, call, opinion, at, note, other, letter"


class Matches:
    """The table `matches`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def fingerprints(self) -> dict[tuple[str, str], str]:
        """(profile, call) -> what the stored match was made from."""
        rows = self._db.query("select profile, call, fingerprint from matches")
        return {(row["profile"], row["call"]): row["fingerprint"] for row in rows}

    def save(self, matches: Iterable[tuple[Match, str]]) -> None:
        """Stores matches with the fingerprint of what each was made from; an older one is replaced."""
        self._db.table("matches").upsert_all(
            (_row(match, fingerprint) for match, fingerprint in matches), pk=("profile", "call")
        )

    def drop_profiles(self, keep: Sequence[str]) -> None:
        """Removes the matches of profiles that no longer exist."""
        for row in list(self._db.query("select distinct profile from matches")):
            if row["profile"] not in keep:
                self._db.execute("delete from matches where profile = ?", [row["profile"]])

    def of(self, profile: str, least: float = -math.inf) -> list[Match]:
        """Every match of the profile with at least this score, best first."""
        sql = "select * from matches where profile = ? and score >= ? order by score desc, call"
        return [_match(row) for row in self._db.query(sql, [profile, least])]

    def weighed(self, profile: str) -> set[str]:
        """The calls that have a match with the profile, whatever its score."""
        return {row["call"] for row in self._db.query("select call from matches where profile = ?", [profile])}

    def get(self, profile: str, call: str) -> Match | None:
        """One stored match."""
        rows = self._db.query("select * from matches where profile = ? and call = ?", [profile, call])
        return next((_match(row) for row in rows), None)

    def counts(self) -> dict[str, tuple[int, int]]:
        """Profile -> (calls weighed, calls that belong in a letter)."""
        rows = self._db.query(
            "select profile, count(*) as n, sum(send) as sends from matches join calls on calls.id = matches.call"
            " where missed < 2 and canonical is null group by profile"
        )
        return {row["profile"]: (row["n"], row["sends"]) for row in rows}


class Verdicts:
    """The tables `verdicts` and `proposals`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, verdict: Verdict) -> None:
        """Stores a verdict; the latest of a profile and a call counts, older ones stay as history."""
        self._db.table("verdicts").insert({**asdict(verdict), "at": verdict.at.isoformat()})

    def latest(self) -> list[Verdict]:
        """The verdict that counts for every judged pair, by profile and call."""
        rows = self._db.query(
            f"select {VERDICT} from verdicts where id in"  # noqa: S608 - a constant
            " (select max(id) from verdicts where withdrawn is null group by profile, call) order by profile, call"
        )
        return [_verdict(row) for row in rows]

    def of_letter(self, letter: int) -> dict[str, Verdict]:
        """Call -> the verdict that was last given on the letter's answer page; without those taken back."""
        rows = self._db.query(
            f"select {VERDICT} from verdicts where letter = ? and withdrawn is null order by id",  # noqa: S608
            [letter],
        )
        return {row["call"]: _verdict(row) for row in rows}

    def withdraw(self, letter: int, call: str, now: datetime) -> bool:
        """Takes back what the letter's answer page said of the call; False when it said nothing.

        The rows stay as history. What somebody else had said before counts again.
        """
        values = [now.isoformat(), letter, call]
        sql = "update verdicts set withdrawn = ? where letter = ? and call = ? and withdrawn is null"
        return self._db.execute(sql, values).rowcount > 0

    def propose(self, proposals: Iterable[Proposal]) -> None:
        """Makes these the open proposals."""
        self._db.execute("delete from proposals")
        self._db.table("proposals").insert_all(asdict(proposal) for proposal in proposals)

    def proposals(self) -> list[Proposal]:
        """The open proposals."""
        return [Proposal(**row) for row in self._db.query("select * from proposals order by profile, action, word")]


def _row(match: Match, fingerprint: str) -> dict[str, Any]:
    # Not `asdict`, which copies every part of every reason and takes longer than the scoring.
    return {
        **{name: getattr(match, name) for name in MATCH},
        "send": int(match.send),
        "priorities": json.dumps(match.priorities, sort_keys=True),
        "reasons": json.dumps(
            [{name: getattr(reason, name) for name in REASON} for reason in match.reasons], ensure_ascii=False
        ),
        "fingerprint": fingerprint,
    }


def _verdict(row: dict[str, Any]) -> Verdict:
    return Verdict(**{**row, "at": datetime.fromisoformat(row["at"])})


def _match(row: dict[str, Any]) -> Match:
    fields = {name: value for name, value in row.items() if name != "fingerprint"}
    reasons = tuple(Reason(**{**reason, "words": tuple(reason["words"])}) for reason in json.loads(row["reasons"]))
    return Match(
        **{**fields, "send": bool(row["send"]), "priorities": json.loads(row["priorities"]), "reasons": reasons}
    )
