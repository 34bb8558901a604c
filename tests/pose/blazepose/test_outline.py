"""Edges of legs are where a mask that was drawn has them, and the mask is where the person is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.athlete.film import stills
from benchmarks.athlete.measured import Notes
from benchmarks.athlete.scene import Scene
from benchmarks.joint_centres.stills import scene_of
from kneecave.model.body import Joint, Leg
from kneecave.model.outlines import ROWS, row_middles
from kneecave.pose.blazepose.direct import BlazePose
from kneecave.pose.blazepose.outline import MaskHead, edges_px
from kneecave.pose.blazepose.region import Region
from kneecave.pose.bundles import verified_outline, verified_path
from kneecave.pose.poses import JOINTS

SIDE = 256
FIELD = 100.0
"""How steeply the drawn masks cross 0, by the cell."""


def _xy_px(places: dict[Joint, tuple[float, float]]) -> np.ndarray:
    return np.array([places.get(joint, (0.0, 0.0)) for joint in JOINTS])


def _upright(left_px: float, right_px: float) -> np.ndarray:
    """Return landmarks of somebody whose legs are plumb, at these places across."""
    across = dict(zip(Leg, (left_px, right_px), strict=True))
    heights = {"hip": 300.0, "knee": 400.0, "ankle": 500.0}
    return _xy_px(
        {Joint.of(leg, part): (across[leg], y) for leg in Leg for part, y in heights.items()}
    )


def _mask(region: Region, legs_px: list[tuple[float, float]]) -> np.ndarray:
    """Return a mask of plumb stripes, each from one place across the picture to another."""
    down, across = np.mgrid[:SIDE, :SIDE] + 0.5
    cells = np.stack([across, down, np.full_like(down, SIDE)], axis=-1) / SIDE
    x_px = (cells @ region.to_picture().T)[..., 0]
    within = [np.minimum(x_px - start, end - x_px) for start, end in legs_px]
    return (np.max(within, axis=0) * FIELD).astype(np.float32)


def found_in(mask: np.ndarray, xy_px: np.ndarray, region: Region) -> np.ndarray:
    return edges_px(lambda _cells: (mask, np.zeros(2)), SIDE, xy_px, region)


@pytest.mark.parametrize("turn", [0.0, 0.2, -0.3])
def test_edges_are_as_far_from_the_line_as_they_were_drawn(turn: float):
    region = Region(400.0, 400.0, 512.0, turn)
    mask = _mask(region, [(440.25, 471.0), (338.5, 361.0)])
    found = found_in(mask, _upright(450.0, 350.0), region)
    assert found.shape == (len(Leg), ROWS, 2)
    np.testing.assert_allclose(found[0], np.tile([440.25, 471.0], (ROWS, 1)), atol=0.15)
    np.testing.assert_allclose(found[1], np.tile([338.5, 361.0], (ROWS, 1)), atol=0.15)


def test_a_line_outside_the_person_has_no_width_and_a_person_without_end_the_farthest():
    region = Region(400.0, 400.0, 512.0, 0.0)
    everywhere = found_in(_mask(region, [(0.0, 1000.0)]), _upright(450.0, 350.0), region)
    assert np.ptp(everywhere[0, :, 0]) == 0
    np.testing.assert_allclose(np.diff(everywhere), 2 * 60)
    one_leg = found_in(_mask(region, [(440.0, 470.0)]), _upright(450.0, 350.0), region)
    np.testing.assert_allclose(one_leg[1], 350.0)


def test_a_part_of_the_mask_is_the_whole_there() -> None:
    head = MaskHead(verified_outline("heavy").read_bytes())
    rng = np.random.default_rng(4)
    within = [
        rng.normal(0, 1, shape).astype(np.float32) for shape in ((1, 24, 128, 128), (1, 48, 64, 64))
    ]
    everywhere = np.array([[0.0, 0.0], [255.0, 255.0]])
    whole, first = head.mask(within, everywhere)
    assert whole.shape == (head.side, head.side)
    assert not first.any()
    for cells in ([[60.3, 101.0], [170.9, 140.2]], [[-9.0, 200.0], [31.0, 299.0]]):
        part, (column, row) = head.mask(within, np.array(cells))
        assert part.size < 0.5 * whole.size
        inside = np.clip(np.array(cells), 0, head.side - 1)
        (left, top), (right, bottom) = np.floor(inside).astype(int)
        same = np.s_[top : bottom + 2, left : right + 2]
        own = np.s_[
            top - int(row) : bottom + 2 - int(row), left - int(column) : right + 2 - int(column)
        ]
        np.testing.assert_allclose(part[own], whole[same], atol=1e-4)


def silhouette(scene: Scene, time_s: float) -> np.ndarray:
    """Return (height, width) which pixels the person covers."""
    notes = Notes(scene)
    mesh, view = notes.actor.mesh(time_s), notes.view_at(time_s)
    corners = view.project(mesh.points_m)[mesh.triangles]
    width, height = view.size_px
    covered = np.zeros((height, width), dtype=np.uint8)
    for triangle in np.round(corners * 16).astype(np.int32):
        cv2.fillConvexPoly(covered, triangle, 1, shift=4)
    return covered > 0


@pytest.mark.slow
def test_legs_of_a_rendered_person_end_where_the_person_ends() -> None:
    scene = scene_of(3)
    networks = BlazePose(verified_path("heavy"), outline=verified_outline("heavy"))
    times_s = [0.2, scene.lead_in_s + 0.3 * scene.reps[0].length_s]
    off = []
    for time_s, (image_bgr, _) in zip(times_s, stills(scene, times_s), strict=True):
        (region, *_) = networks.regions(image_bgr)
        seen = networks.look(image_bgr, region)
        assert seen is not None
        covered = silhouette(scene, time_s)
        for leg, edges in zip(Leg, seen.pose.edges_px, strict=True):
            hip, knee, ankle = (
                seen.pose.xy_px[JOINTS.index(Joint.of(leg, part))]
                for part in ("hip", "knee", "ankle")
            )
            leg_px = np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle)
            for (x, y), (left, right) in zip(row_middles(hip, knee, ankle), edges, strict=True):
                row = np.flatnonzero(~covered[round(y)])
                true_left = row[row < x].max(initial=-1) + 1
                true_right = row[row > x].min(initial=covered.shape[1])
                off += [(left - true_left) / leg_px, (right - true_right) / leg_px]
    assert np.median(np.abs(off)) < 0.006
    assert np.percentile(np.abs(off), 80) < 0.012
    assert abs(np.median(off)) < 0.004
