"""What ``kneecave models`` does."""

from __future__ import annotations

import sys

from kneecave.apps.exit_codes import ExitCode
from kneecave.model.engine import Engine
from kneecave.pose.bundles import list_bundles
from kneecave.pose.landmarker import runtime_of


def list_models() -> ExitCode:
    """Return OK after every bundle was printed and found to be what it should be.

    Raises
    ------
    ModelError
        A bundle is missing or has another hash.
    """
    for bundle in list_bundles():
        bundle.verify()
        megabytes = bundle.size_bytes / 1e6
        sys.stdout.write(
            f"{bundle.name:<6} {megabytes:5.1f} MB  verified  sha256 {bundle.sha256[:16]}…  "
            f"{bundle.licence}, {bundle.origin}  {bundle.use}\n"
        )
    runtimes = ", ".join(f"{engine.value} ({runtime_of(engine)})" for engine in Engine)
    sys.stdout.write(f"run by {runtimes}; the first unless --engine says otherwise\n")
    return ExitCode.OK
