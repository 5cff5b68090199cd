"""Every fault of a TOML file is told at once, each with the line where it stands."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ConfigDict

from matcher.errors import ConfigError
from matcher.toml_file import read_toml


@dataclass
class Pair:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    sv: list[str]
    en: list[str]


@dataclass
class File:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    name: str
    pairs: list[Pair] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)


def lines(tmp_path: Path, text: str) -> dict[str, int | None]:
    path = tmp_path / "file.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_toml(path, File)
    return {problem.key: problem.line for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('pairs = []\ncolour = "x"\n', {"name": None, "colour": 2}),
        ('name = 7\n\n[weights]\n"äldre" = "tung"\n', {"name": 1, "weights.äldre": 4}),
        ('name = "x"\n[[pairs]]\nsv = ["a"]\nen = ["b"]\n[[pairs]]\nsv = "a"\nen = ["b"]\n', {"pairs.1.sv": 6}),
        (
            'name = "x"\npairs = [\n  # skola\n  { sv = ["a"], en = ["b"] },\n  { sv = 3, en = ["b"] },\n]\n',
            {"pairs.1.sv": 5},
        ),
        ('name = "x"\n[[pairs]]\nsv = ["a"]\n', {"pairs.0.en": 2}),
        ('name = "x"\nname = "y"\n', {"": 2}),
        ('# en\u2028två\u0085tre\nname = 7\r\ncolour = "\u2028"\r\n', {"name": 2, "colour": 3}),
    ],
)
def test_faults_are_told_with_their_lines(tmp_path: Path, text: str, told: dict[str, int | None]) -> None:
    assert lines(tmp_path, text) == told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('nmae = "x"', "unknown key; did you mean name?"),
        ('name = "x"\npairs = "y"', 'must be a list: ["…", "…"] (got \'y\')'),
        ("name = 3", 'must be text in quotation marks: "…" (got 3)'),
        ('name = "x', "is a quotation mark or a bracket missing?"),
    ],
)
def test_faults_that_people_make_are_told_in_their_words(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "file.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_toml(path, File)
    assert words in str(caught.value)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file.toml"
    path.write_text('name = "Å"\n', encoding="utf-8-sig")
    assert read_toml(path, File).name == "Å"


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_toml(tmp_path, File)
