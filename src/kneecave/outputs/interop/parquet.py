"""Every frame's signals as a Parquet file; needs the extra ``parquet``."""

from __future__ import annotations

import io
import json
from types import ModuleType

import numpy as np

from kneecave.model.analysis import Analysis
from kneecave.outputs.columns import frame_columns
from kneecave.outputs.extras import library


def parquet_library() -> ModuleType:
    """Return pyarrow, its ``parquet`` loaded.

    Raises
    ------
    UsageError
        The extra is not installed.
    """
    library("pyarrow.parquet", extra="parquet", needed_for="Parquet")
    return library("pyarrow", extra="parquet", needed_for="Parquet")


def parquet_bytes(analysis: Analysis) -> bytes:
    """Return one row a frame: the columns of ``frames.csv``, null where there is no number.

    The file's own metadata, under ``kneecave``, is JSON: clip, metric, pose model, versions.

    Raises
    ------
    UsageError
        The extra is not installed.
    """
    pa = parquet_library()
    columns = {
        name: pa.array(values, from_pandas=True)
        for name, values in frame_columns(analysis.signals).items()
    }
    columns["rep"] = pa.array(_reps(analysis), type=pa.int32())
    about = {
        "clip": analysis.clip.name,
        "metric": analysis.metric.value,
        "pose_model": analysis.pose.model,
        "versions": analysis.versions,
    }
    table = pa.table(columns).replace_schema_metadata({"kneecave": json.dumps(about)})
    file = io.BytesIO()
    pa.parquet.write_table(table, file)
    return file.getvalue()


def _reps(analysis: Analysis) -> list[int | None]:
    """Return each frame's rep number, None between reps."""
    numbers: list[int | None] = [None] * len(analysis.signals.time_s)
    for judged in analysis.reps:
        for frame in np.flatnonzero(judged.rep.covers(analysis.signals.time_s)):
            numbers[int(frame)] = judged.rep.number
    return numbers
