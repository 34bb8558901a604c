"""Write ``docs/example.jpg``, two frames of an annotated sample: ``python docs/example.py``."""

import tempfile
from pathlib import Path

import cv2
import numpy as np

from kneecave.pipeline import analyse
from kneecave.results import write_results
from kneecave.video.reader import open_video

HERE = Path(__file__).parent
CLIP = HERE.parent / "sample_videos" / "squat_front.mp4"
MOMENTS_S = (6.25, 11.67)

with tempfile.TemporaryDirectory() as folder:
    write_results(analyse(CLIP), Path(folder))
    with open_video(Path(folder) / "annotated.mp4") as reader:
        shown = [frame.image_bgr for frame in reader if round(frame.time_s, 2) in MOMENTS_S]
picture = np.concatenate(shown, axis=1)
cv2.imwrite(str(HERE / "example.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
