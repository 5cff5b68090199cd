"""Coverage stated by floor: the more a room decides, the more of it must be run by the tests.

    python -m tests.coverage_by_floor .coverage.json

Prints lines and branches run per floor and exits 1 where a floor falls below what is promised here.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

PROMISED = {
    "sources/kit": 90,
    "sources": 90,
    "matcher: nouns and files": 90,
    "matcher: pure rooms": 95,
    "matcher: edges": 90,
    "matcher: flow and schedule": 90,
    "matcher: cli": 85,
}
PURE = ("matcher/reconcile", "matcher/duplicates", "matcher/series", "matcher/scoring", "matcher/digest")
NOUNS = ("matcher/model", "matcher/knowledge", "matcher/errors", "matcher/toml_file", "matcher/__")
SPINE = ("matcher/flow", "matcher/schedule")


def floor(file: str) -> str:
    if file.startswith("sources"):
        return "sources/kit" if file.startswith("sources/kit") else "sources"
    places = {"pure rooms": PURE, "nouns and files": NOUNS, "flow and schedule": SPINE, "cli": ("matcher/cli",)}
    return "matcher: " + next((name for name, starts in places.items() if file.startswith(starts)), "edges")


def measure(report: dict) -> dict[str, float]:
    run, there = defaultdict(int), defaultdict(int)
    for file, found in report["files"].items():
        summary = found["summary"]
        run[floor(file)] += summary["covered_lines"] + summary.get("covered_branches", 0)
        there[floor(file)] += summary["num_statements"] + summary.get("num_branches", 0)
    return {name: 100 * run[name] / there[name] for name in there}


def main(path: str) -> int:
    low = False
    for name, per_cent in sorted(measure(json.loads(Path(path).read_text())).items()):
        low |= per_cent < PROMISED[name]
        verdict = "TOO LOW" if per_cent < PROMISED[name] else ""
        print(f"{name:28} {per_cent:5.1f} %   promised {PROMISED[name]} %   {verdict}")
    return int(low)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
