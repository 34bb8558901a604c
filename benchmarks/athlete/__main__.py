"""``python -m benchmarks.athlete``: rendered people, with the truth beside every picture."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
from pydantic import ValidationError

from benchmarks.athlete.designs import DESIGNS
from benchmarks.athlete.film import film, still
from benchmarks.athlete.names import (
    BANDS,
    BODIES,
    LIGHTS,
    LOADS,
    MOVEMENTS,
    OUTFITS,
    ROOMS,
    TEST_BODIES,
    TUNING_BODIES,
)
from benchmarks.athlete.samples import write_samples
from benchmarks.athlete.scene import Scene
from benchmarks.athlete.stills import write_stills

_PEOPLE = {"tuning": TUNING_BODIES, "test": TEST_BODIES, "all": BODIES}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, or 2 for a scene or file that is not right."""
    parsed = _parser().parse_args(arguments)
    try:
        _COMMANDS[parsed.command](parsed)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        return _complain(f"{parsed.scene}: {where + ': ' if where else ''}{reason}")
    except (OSError, ValueError) as error:
        return _complain(str(error))
    return 0


def _complain(text: str) -> int:
    print(f"athlete: {text}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.athlete", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    clip = commands.add_parser("clip", help="a scene to a clip, and its truth (.npz) beside it")
    clip.add_argument("scene", help="a JSON file, or the name of a ready design")
    clip.add_argument("out", type=Path, metavar="OUT.mp4")
    one = commands.add_parser("still", help="a scene to one picture, and its truth beside it")
    one.add_argument("scene", help="a JSON file, or the name of a ready design")
    one.add_argument("at_s", type=float, metavar="SECONDS")
    one.add_argument("out", type=Path, metavar="OUT.png")
    many = commands.add_parser("stills", help="many random pictures, each with its truth")
    many.add_argument("folder", type=Path)
    many.add_argument("--count", type=int, default=1000)
    many.add_argument("--seed", type=int, default=0, help="of the first; default %(default)s")
    many.add_argument("--people", choices=_PEOPLE, default="tuning", help="default %(default)s")
    many.add_argument("--processes", type=int, default=2)
    samples = commands.add_parser("samples", help="make the sample clips anew")
    samples.add_argument("folder", type=Path, nargs="?", default=Path("sample_videos"))
    design = commands.add_parser("design", help="print a ready design as JSON, or all their names")
    design.add_argument("scene", nargs="?", metavar="NAME")
    commands.add_parser("choices", help="what a scene can name")
    return parser


def _scene(name: str) -> Scene:
    return DESIGNS[name] if name in DESIGNS else Scene.read(Path(name))


def _clip(parsed: argparse.Namespace) -> None:
    film(_scene(parsed.scene), parsed.out).save(parsed.out.with_suffix(".npz"))


def _still(parsed: argparse.Namespace) -> None:
    image_bgr, truth = still(_scene(parsed.scene), parsed.at_s)
    if not cv2.imwrite(str(parsed.out), image_bgr):
        raise ValueError(f"{parsed.out} cannot be written")
    truth.save(parsed.out.with_suffix(".npz"))


def _stills(parsed: argparse.Namespace) -> None:
    seeds = range(parsed.seed, parsed.seed + parsed.count)
    took_s = write_stills(
        parsed.folder, seeds=seeds, bodies=_PEOPLE[parsed.people], processes=parsed.processes
    )
    print(f"{len(seeds)} stills in {took_s:.1f} s")


def _samples(parsed: argparse.Namespace) -> None:
    write_samples(parsed.folder)


def _design(parsed: argparse.Namespace) -> None:
    print(_scene(parsed.scene).to_json() if parsed.scene else "\n".join(DESIGNS))


def _choices(_: argparse.Namespace) -> None:
    for what, known in (
        ("body, tuning", TUNING_BODIES),
        ("body, test", TEST_BODIES),
        ("outfit", OUTFITS),
        ("load", LOADS),
        ("band", BANDS),
        ("room", ROOMS),
        ("light", LIGHTS),
        ("movement", MOVEMENTS),
    ):
        print(f"{what}: {', '.join(known)}")


_COMMANDS = {
    "clip": _clip,
    "still": _still,
    "stills": _stills,
    "samples": _samples,
    "design": _design,
    "choices": _choices,
}

if __name__ == "__main__":
    raise SystemExit(main())
