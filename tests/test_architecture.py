"""The arrows of the house: sources know only the toolbox, it knows no funder, broad excepts stand in three places."""

import ast
import re
from pathlib import Path

import pytest

from sources import all_sources

ROOT = Path(__file__).resolve().parents[1]
KIT = sorted((ROOT / "sources" / "kit").glob("*.py"))
SOURCES = sorted(set((ROOT / "sources").rglob("*.py")) - set(KIT))
HOUSE = sorted((ROOT / "matcher").rglob("*.py"))


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    froms = {"." * node.level + (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return froms | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("path", SOURCES + KIT, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_source_imports_only_the_toolbox_and_its_own_folder(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).parts[:2])  # of a source that is a file, nobody
    ours = {name for name in imports(path) if name.split(".")[0] in ("sources", "matcher", "")}
    assert {".".join(name.split(".")[:2]) for name in ours} <= {"sources.kit", own}, ours


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_source_file_is_one_page_of_code(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 150


def test_every_file_and_folder_of_sources_is_a_source() -> None:
    there = {path.stem for path in (ROOT / "sources").iterdir() if path.is_dir() or path.suffix == ".py"}
    assert set(all_sources()) == there - {"__init__", "__pycache__", "kit"}


@pytest.mark.parametrize("path", HOUSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_house_knows_no_single_funder(path: Path) -> None:
    assert not [name for name in imports(path) if re.match(r"sources\.(eu|se|nordic)_", name)]


def test_broad_excepts_stand_around_one_source_one_letter_and_one_job() -> None:
    places = [
        path.name
        for path in HOUSE + SOURCES + KIT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and isinstance(node.type, ast.Name | None)
        and ast.unparse(node.type or ast.Name("")) in ("", "Exception", "BaseException")
    ]
    assert sorted(places) == ["intake.py", "post.py", "schedule.py"]


PURE = [
    path
    for path in HOUSE
    if path.parent.name in ("scoring", "digest") or path.name in ("reconcile.py", "duplicates.py", "series.py")
]


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_pure_rooms_never_ask_the_clock(path: Path) -> None:
    assert not re.search(r"\b(datetime\.now|date\.today|time\.time|utcnow)\b", path.read_text(encoding="utf-8"))


def test_functions_and_files_stay_readable() -> None:
    sizes = []
    for path in HOUSE + SOURCES + KIT:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = ast.get_docstring(node, clean=False)
                sizes.append(
                    (
                        node.end_lineno - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0),
                        f"{path.name}:{node.name}",
                    )
                )
    sizes.sort()
    assert sizes[-1][0] <= 50, sizes[-1]
    assert sizes[len(sizes) * 9 // 10][0] <= 25
