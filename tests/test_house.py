"""The house in order: what no linter holds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from kneecave.apps.exit_codes import ExitCode
from kneecave.outputs.words import NOTICE

LONGEST_FILE = 300
FORBIDDEN_WORDS = re.compile(r"injury risk|risk of injury|diagnos|\bACL\b|abduction", re.IGNORECASE)
ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|@ file:", re.IGNORECASE)


def sources(root: Path) -> list[Path]:
    return sorted((root / "src" / "kneecave").rglob("*.py"))


def documents(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *(root / "docs").glob("*.md")]


def test_every_room_exists_and_says_what_it_is_for(root: Path) -> None:
    rooms = [path for path in sources(root) if path.name == "__init__.py"]
    assert len(rooms) >= 10
    assert [str(room) for room in rooms if not room.read_text().startswith('"""')] == []


def test_files_are_short(root: Path) -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in sources(root)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_nothing_claims_more_than_one_camera_sees(root: Path) -> None:
    texts = [path for path in (root / "src").rglob("*") if path.suffix in {".py", ".toml", ".html"}]
    claims = {
        path.name: found
        for path in [*texts, root / "README.md"]
        if (found := FORBIDDEN_WORDS.findall(_without_notice(path.read_text())))
    }
    assert claims == {}


def _without_notice(text: str) -> str:
    """Return the text without the fixed notice, however it is wrapped, and its one-line form."""
    flat = re.sub(r'[\s"]+', " ", text)
    return flat.replace(NOTICE, "").replace("Not a diagnosis.", "")


def test_the_readme_ends_with_the_notice(root: Path) -> None:
    assert NOTICE in " ".join((root / "README.md").read_text().split())


def test_the_readme_names_every_exit_code(root: Path) -> None:
    text = " ".join((root / "README.md").read_text().split())
    told = text[text.index("Exit codes:") :]
    missing = [code for code in ExitCode if f" {code.value} " not in told]
    assert missing == [ExitCode.TERMINATED]


def test_links_of_documents_lead_somewhere(root: Path) -> None:
    dead = [
        f"{path.name}: {target}"
        for path in documents(root)
        for target in re.findall(r"\]\(([^)#]+)", path.read_text())
        if not target.startswith("http") and not (path.parent / target).exists()
    ]
    assert dead == []


def test_files_that_documents_name_exist(root: Path) -> None:
    named = re.compile(r"`((?:src|tests|models|docs|sample_videos|notebooks)/[\w./-]+)`")
    missing = [
        f"{path.name}: {target}"
        for path in documents(root)
        for target in named.findall(path.read_text())
        if not (root / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_have_hashes_and_no_address(root: Path, name: str) -> None:
    text = (root / name).read_text()
    assert ADDRESS.findall(text) == []
    entries = re.findall(r"^[a-z].*==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[a-z]", text, re.MULTILINE))
    assert len(entries) > 20


def test_the_lock_holds_every_dependency(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    for lock, wanted in (
        ("requirements.txt", project["project"]["dependencies"]),
        ("requirements-dev.txt", project["dependency-groups"]["dev"]),
        ("requirements-dev.txt", project["dependency-groups"]["bench"]),
    ):
        locked = set(re.findall(r"^([a-z0-9-]+)==", (root / lock).read_text(), re.MULTILINE))
        own = [line for line in wanted if isinstance(line, str)]  # the rest includes other groups
        names = {re.split(r"[<>=~!\[; ]", line, maxsplit=1)[0].lower() for line in own}
        assert names - locked == set()


def test_the_two_locks_agree(root: Path) -> None:
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (root / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert {name: pin for name, pin in pins[0].items() if pins[1].get(name) != pin} == {}
