"""Seconds and memory of ranking, side by side: ours, scikit-learn's plain TF-IDF cosine, bm25s. One command, one table.

    python -m benchmarks.matching [CORPUS]           default: ../shared/corpus/calls.jsonl.gz
    python -m pip install -r requirements-bench.lock     the rivals; one that is not installed is skipped

Each row is a process of its own. *calls* and *asked* are the index: seconds to read all calls, and all profiles. From
there to the best `MOST` of every profile takes *score* seconds, the least of two passes (of 100,000 profiles: of one).
Ours has then weighed who may apply, place, programme and goals, and has the reasons of all that is shown; the rivals
have a bare list of numbers. *cpu* is the processor's seconds of that pass over all processes, which says more than
*score* when others share the machine; *loop* is a plain Python loop of 20 million additions just before, to compare
machines. MB is the peak; ours is the sum over its processes, in which shared memory counts several times. What rivals
do with 100,000 profiles is measured on 5,000 and multiplied.

Then the same call on a Dask cluster of two workers, and whole cold processes: imports, word lists and all.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.many import many_calls, many_profiles, real_calls
from matcher.knowledge import Profile
from matcher.profiles import read_profiles
from sources.kit.call import Call

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "calls.jsonl.gz"
SIZES = ((20, 10_000), (5_000, 20_000), (100_000, 20_000))
# The largest size is scored once, the others twice.
ONCE = 100_000
# Profiles that a rival is measured on; its work is the same for each of them.
SAMPLE = 5_000
JOBS, MOST, BLOCK = 2, 25, 256

Calls = Callable[[], Iterator[Call]]
# What a ranker gives: a pass over all profiles, and how to learn its memory in MB and processor seconds so far.
Ranker = tuple[Callable[[], int], Callable[[], tuple[float, float]]]


def here() -> tuple[float, float]:
    """Peak megabytes and processor seconds of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.process_time()


def ours(calls: Calls, profiles: int) -> tuple[float, float, Ranker]:
    from matcher.scoring.matcher import Matcher

    found, knowledge = read_profiles(ROOT / "profiles")
    found = many_profiles(found, knowledge, profiles)
    start = time.perf_counter()
    matcher = Matcher(found, knowledge)
    middle = time.perf_counter()
    library = matcher.read(calls())
    jobs = JOBS if profiles > BLOCK else 1
    workers: dict[int, tuple[float, float]] = {os.getpid(): here()}

    def one_pass() -> int:
        shown = 0
        for count, process, used in matcher.best(library, told, most=MOST, block=BLOCK, jobs=jobs):
            shown += count
            workers[process] = used
        workers[os.getpid()] = here()
        return shown

    def used() -> tuple[float, float]:
        return sum(megabytes for megabytes, _ in workers.values()), sum(cpu for _, cpu in workers.values())

    return time.perf_counter() - middle, middle - start, (one_pass, used)


def told(matches: list[Any]) -> tuple[int, int, tuple[float, float]]:
    """What comes back of a block: how many are shown, and what the process has used."""
    assert all(match.reasons for match in matches)
    return len(matches), os.getpid(), here()


def query(profile: Profile) -> str:
    return " ".join([profile.description, *profile.keywords, *profile.keywords_en])


def queries(profiles: int) -> list[str]:
    found, knowledge = read_profiles(ROOT / "profiles")
    return [query(profile) for profile in many_profiles(found, knowledge, profiles).values()]


def cosine(calls: Calls, profiles: int) -> tuple[float, float, Ranker]:
    """scikit-learn as its guide has it, in blocks on both cores."""
    import numpy as np
    from joblib import Parallel, delayed
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    start = time.perf_counter()
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    documents = vectorizer.fit_transform(f"{call.title} {call.text}" for call in calls())
    middle = time.perf_counter()
    asked = vectorizer.transform(queries(profiles))

    def of_block(start: int) -> int:
        scores = linear_kernel(asked[start : start + BLOCK], documents)
        best = np.argpartition(scores, -MOST, axis=1)[:, -MOST:]
        return int(np.take_along_axis(best, np.argsort(np.take_along_axis(-scores, best, 1)), 1).size)

    def one_pass() -> int:
        blocks = Parallel(JOBS, prefer="threads")(delayed(of_block)(at) for at in range(0, profiles, BLOCK))
        return sum(blocks)

    return middle - start, time.perf_counter() - middle, (one_pass, here)


def bm25s(calls: Calls, profiles: int) -> tuple[float, float, Ranker]:
    """bm25s as its guide has it, on both cores."""
    import bm25s

    start = time.perf_counter()
    index = bm25s.BM25()
    texts = [f"{call.title} {call.text}" for call in calls()]
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)
    middle = time.perf_counter()
    asked = bm25s.tokenize(queries(profiles), stopwords=None, return_ids=False, show_progress=False)

    def one_pass() -> int:
        found, _ = index.retrieve(asked, k=MOST, n_threads=JOBS, show_progress=False)
        return int(found.size)

    return middle - start, time.perf_counter() - middle, (one_pass, here)


RANKERS = {"ours": ours, "cosine": cosine, "bm25s": bm25s}


def loop() -> float:
    """The calibration: seconds of a plain loop."""
    start, total = time.perf_counter(), 0
    for number in range(20_000_000):
        total += number
    return time.perf_counter() - start


def measure(name: str, corpus: Path, profiles: int, calls: int) -> dict[str, float]:
    """One row, in this process."""
    real = real_calls(corpus)
    read, asked, (one_pass, used) = RANKERS[name](lambda: many_calls(real, calls), profiles)
    row: dict[str, float] = {"read": read, "asked": asked, "loop": loop(), "score": float("inf")}
    for _ in range(1 if profiles >= ONCE else 2):
        before, start = used()[1], time.perf_counter()
        shown = one_pass()
        seconds = time.perf_counter() - start
        if seconds < row["score"]:
            row |= {"score": seconds, "cpu": used()[1] - before, "shown": shown}
    return row | {"mb": used()[0]}


def on_dask(corpus: Path) -> str:
    """The same call, once with joblib's own processes and once on a local cluster."""
    from dask.distributed import Client, LocalCluster
    from joblib import parallel_config

    from matcher.scoring.matcher import Matcher

    found, knowledge = read_profiles(ROOT / "profiles")
    matcher = Matcher(many_profiles(found, knowledge, 1_000), knowledge)
    library = matcher.read(many_calls(real_calls(corpus), 2_000))
    start = time.perf_counter()
    alone = list(chain.from_iterable(matcher.best(library, list, jobs=1)))
    middle = time.perf_counter()
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
        started = time.perf_counter()
        with parallel_config(backend="dask"):
            spread = list(chain.from_iterable(matcher.best(library, list)))
        end = time.perf_counter()
    same = "identical" if alone == spread else "DIFFERENT"
    return f"{len(alone)} matches with reasons: one process {middle - start:.1f} s, Dask {end - started:.1f} s, {same}"


def with_matcher(calls: Path) -> int:
    from matcher.calls_file import read_calls
    from matcher.scoring.matcher import Matcher

    return len(Matcher(*read_profiles(ROOT / "profiles")).rank(read_calls(calls)))


def with_plain_cosine(calls: Path) -> int:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import cosine_similarity

    from matcher.calls_file import read_calls

    vectorizer = TfidfVectorizer(sublinear_tf=True)
    documents = vectorizer.fit_transform([f"{call.title} {call.text}" for call in read_calls(calls)])
    asked = [query(profile) for profile in read_profiles(ROOT / "profiles")[0].values()]
    return int(cosine_similarity(vectorizer.transform(asked), documents).argsort().size)


COLD: dict[str, Callable[[Path], int]] = {"ours": with_matcher, "cosine": with_plain_cosine}


def cold(name: str, calls: Path) -> list[float]:
    """The shipped profiles against a corpus: seconds since this process began to load, and its peak."""
    COLD[name](calls)
    return [time.perf_counter() - STARTED, here()[0]]


def asked_of_itself(*words: str) -> Any:
    """What another process with these words prints."""
    command = [sys.executable, "-m", "benchmarks.matching", *words]
    return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout)


HEAD = "profiles   calls ranker      calls s    asked s    score     cpu     MB    shown   loop  score/bm25s  cpu/bm25s"


def table(corpus: Path) -> None:
    print(HEAD, flush=True)
    for profiles, calls in SIZES:
        rows: dict[str, dict[str, float]] = {}
        for name in ("bm25s", "cosine", "ours"):
            if importlib.util.find_spec("bm25s") is None and name == "bm25s":
                print("bm25s is not installed: see requirements-bench.lock")
                continue
            sample = profiles if name == "ours" else min(profiles, SAMPLE)
            rows[name] = asked_of_itself("--row", name, str(corpus), str(sample), str(calls))
            for figure in ("asked", "score", "cpu", "shown"):
                rows[name][figure] *= profiles / sample
            print(line(name, profiles, calls, rows, times=profiles // sample), flush=True)


def line(name: str, profiles: int, calls: int, rows: dict[str, dict[str, float]], times: int) -> str:
    row, rival = rows[name], rows.get("bm25s")
    ratios = f"{row['score'] / rival['score']:13.2f}{row['cpu'] / rival['cpu']:11.2f}" if rival else ""
    return (
        f"{profiles:8}{calls:8} {name:7}{row['read']:11.1f}{row['asked']:11.1f}{row['score']:9.2f}{row['cpu']:8.1f}"
        f"{row['mb']:7.0f}{row['shown']:9.0f}{row['loop']:7.2f}{ratios}{f'  (x {times})' if times > 1 else ''}"
    )


def cold_table(corpus: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls.jsonl"
        calls.write_bytes(gzip.decompress(corpus.read_bytes()))
        runs = {name: [asked_of_itself("--cold", name, str(calls)) for _ in range(2)] for name in COLD}
    for name, figures in runs.items():
        seconds, megabytes = map(min, zip(*figures, strict=True))
        print(f"cold process, 8 profiles, every pair, {name:7}{seconds:6.1f} s {megabytes:5.0f} MB")


def main(corpus: Path) -> None:
    table(corpus)
    if importlib.util.find_spec("distributed") is None:
        print("Dask is not installed: see requirements-bench.lock")
    else:
        print(asked_of_itself("--dask", str(corpus)))
    cold_table(corpus)


STARTED = time.perf_counter()

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--row", name, corpus, profiles, calls]:
            print(json.dumps(measure(name, Path(corpus), int(profiles), int(calls))))
        case ["--dask", corpus]:
            print(json.dumps(on_dask(Path(corpus))))
        case ["--cold", name, calls]:
            print(json.dumps(cold(name, Path(calls))))
        case given:
            main(Path(given[0]) if given else CORPUS)
