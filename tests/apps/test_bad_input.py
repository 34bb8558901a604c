"""What is no clip, or has no place for results: one clear line, its exit code, nothing left."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.apps import clips
from tests.apps.conftest import Outcome, Run, in_a_process, names_under

LITE = ("--model", "lite")
AS_NO_SUPERUSER = (
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
)


def assert_refused(outcome: Outcome, code: int, *words: str) -> None:
    assert outcome.code == code, outcome
    lines = outcome.err.splitlines()
    assert len(lines) == 1, outcome.err
    assert lines[0].startswith("kneecave: ")
    for word in words:
        assert word in lines[0]
    assert outcome.out == ""


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [
        (clips.write_text, "text.mp4", "text.mp4"),
        (clips.write_empty, "empty.mp4", "empty.mp4"),
        (clips.write_picture, "picture.png", "picture.png"),
        (clips.write_sound, "sound.wav", "sound.wav"),
        (clips.write_truncated, "truncated.mp4", "truncated.mp4"),
        (clips.write_one_frame, "one-frame.mp4", "one-frame.mp4"),
        (clips.write_text, "text.pose.npz", "text.pose.npz"),
        (Path.mkdir, "folder", "folder"),
        (lambda _: None, "missing.mp4", "missing.mp4"),
        (lambda _: None, "missing.pose.npz", "missing.pose.npz"),
        (Path.mkdir, "folder.pose.npz", "folder.pose.npz"),
    ],
)
def test_what_is_no_clip_is_unreadable(
    kneecave: Run, here: Path, tmp_path: Path, make: Callable[[Path], object], name: str, says: str
) -> None:
    make(tmp_path / name)
    assert_refused(kneecave("analyze", tmp_path / name, *LITE), 3, says)
    assert names_under(here) == []


@pytest.mark.slow
def test_a_clip_without_a_person(kneecave: Run, here: Path, tmp_path: Path) -> None:
    clip = clips.write_clip(tmp_path / "nobody.mp4")
    assert_refused(kneecave("analyze", clip, *LITE), 4, "nobody.mp4", "no person")
    assert names_under(here) == []


@pytest.fixture
def as_no_superuser(tmp_path: Path) -> tuple[str, ...]:
    """What runs a command that file permissions hold for, root or not."""
    probe = tmp_path / "probe"
    probe.write_text("secret")
    probe.chmod(0)
    if not _reads(probe):
        return ()
    if shutil.which("setpriv") and not _reads(probe, *AS_NO_SUPERUSER):
        return AS_NO_SUPERUSER
    pytest.skip("permissions cannot be made to hold for this user")


def _reads(path: Path, *before: str) -> bool:
    done = subprocess.run([*before, "cat", str(path)], capture_output=True, check=False)
    return done.returncode == 0


def test_a_clip_that_may_not_be_read(
    here: Path, tmp_path: Path, as_no_superuser: tuple[str, ...]
) -> None:
    clip = clips.write_clip(tmp_path / "secret.mp4")
    clip.chmod(0)
    outcome = in_a_process("analyze", clip, *LITE, before=as_no_superuser, cwd=here)
    assert_refused(outcome, 3, "secret.mp4", "ermission")
    assert names_under(here) == []


def test_a_folder_that_may_not_be_written_is_refused_before_the_work(
    here: Path, tmp_path: Path, as_no_superuser: tuple[str, ...]
) -> None:
    clip = clips.write_clip(tmp_path / "clip.mp4")
    (here / "closed").mkdir(mode=0o555)
    outcome = in_a_process(
        "analyze", clip, "--out", "closed", *LITE, before=as_no_superuser, cwd=here
    )
    assert_refused(outcome, 1, "closed", "permission denied", "--out")
    assert names_under(here) == ["closed"]


def test_a_file_as_output_folder_is_refused_before_the_work(
    kneecave: Run, here: Path, tmp_path: Path
) -> None:
    clip = clips.write_clip(tmp_path / "clip.mp4")
    (here / "out").write_text("a file")
    assert_refused(kneecave("analyze", clip, "--out", "out", *LITE), 1, "out is a file", "--out")
    assert names_under(here) == ["out"]


def test_results_never_overwrite_a_clip(kneecave: Run, here: Path) -> None:
    (here / "annotated").mkdir()
    clip = clips.write_clip(here / "annotated" / "annotated.mp4")
    before = clip.read_bytes()
    assert_refused(kneecave("analyze", clip, "--out", ".", *LITE), 2, "overwrite", "--out")
    assert clip.read_bytes() == before
    assert names_under(here) == ["annotated", "annotated/annotated.mp4"]


def test_results_never_overwrite_a_clip_behind_a_link(kneecave: Run, here: Path) -> None:
    clip = clips.write_clip(here / "clip.mp4")
    (here / "out" / "clip").mkdir(parents=True)
    (here / "out" / "clip" / "annotated.mp4").symlink_to(clip)
    before = clip.read_bytes()
    assert_refused(kneecave("analyze", clip, "--out", "out", *LITE), 2, "overwrite")
    assert clip.read_bytes() == before


def test_two_clips_of_one_name_are_refused_before_the_work(
    kneecave: Run, here: Path, tmp_path: Path
) -> None:
    for folder in ("monday", "friday"):
        (tmp_path / folder).mkdir()
        clips.write_clip(tmp_path / folder / "squat.mp4")
    outcome = kneecave(
        "analyze", tmp_path / "monday" / "squat.mp4", tmp_path / "friday" / "squat.mp4"
    )
    assert_refused(outcome, 2, "squat", "--out")
    assert names_under(here) == []


def test_of_several_bad_clips_each_gets_its_line(kneecave: Run, here: Path, tmp_path: Path) -> None:
    text, missing = clips.write_text(tmp_path / "text.mp4"), tmp_path / "missing.mp4"
    outcome = kneecave("analyze", text, missing, *LITE)
    assert outcome.code == 5
    first, second = outcome.err.splitlines()
    assert "text.mp4" in first
    assert "missing.mp4" in second
    assert names_under(here) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze"], "CLIP"),
        (["analize", "x.mp4"], "analize"),
        (["analyze", "x.mp4", "--modl", "lite"], "--modl"),
        (["analyze", "x.mp4", "--model", "huge"], "huge"),
        (["analyze", "x.mp4", "--movement", "swim"], "squat, single-leg-squat"),
        (["analyze", "x.mp4", "--metric", "luck"], "kasr"),
        (["analyze", "x.mp4", "--threshold", "many"], "--threshold"),
        (["analyze", "x.mp4", "--threshold", "1000"], "limits.knee_over_foot"),
        (["analyze", "x.mp4", "--settings", "missing.toml"], "missing.toml"),
        (["analyze", "x.mp4", "--person", "0"], "person"),
    ],
)
def test_a_call_that_cannot_work(
    kneecave: Run, here: Path, arguments: list[str], says: str
) -> None:
    assert_refused(kneecave(*arguments), 2, says)
    assert names_under(here) == []


def test_an_unknown_setting_names_the_known_ones(kneecave: Run, here: Path) -> None:
    (here / "own.toml").write_text("[view]\nmax_jaw_deg = 20\n")
    assert_refused(
        kneecave("analyze", "x.mp4", "--settings", "own.toml"), 2, "max_jaw_deg", "max_yaw_deg"
    )


@pytest.fixture
def sample(root: Path) -> Path:
    return root / "sample_videos" / "squat_front.mp4"


@pytest.mark.slow
def test_a_person_too_small_gets_a_report_that_says_so(
    kneecave: Run, here: Path, tmp_path: Path, sample: Path
) -> None:
    clip = clips.write_tiny(sample, tmp_path / "tiny.mp4", size_px=(90, 120))
    outcome = kneecave("analyze", clip, *LITE)
    assert (outcome.code, outcome.err) == (0, "")
    assert "The knees could not be measured." in outcome.out
    assert "pixels tall" in outcome.out
    report = json.loads((here / "kneecave-out" / "tiny" / "report.json").read_text())
    assert report["summary"]["verdict"] == "unmeasurable"
    assert report["summary"]["reason"] == "too-small"


@pytest.mark.slow
def test_of_two_people_who_do_reps_one_must_be_named(
    kneecave: Run, here: Path, tmp_path: Path, sample: Path
) -> None:
    clip = clips.write_twins(sample, tmp_path / "twins.mp4")
    assert_refused(kneecave("analyze", clip, *LITE), 2, "twins.mp4", "two people do reps")
    assert names_under(here) == []
    assert kneecave("analyze", clip, *LITE, "--no-video", "--person", "2").code == 0
