"""What there is to choose from in a scene."""

from __future__ import annotations

from kneecave.model.rep import Movement

TUNING_BODIES = ("m_avg", "f_heavy", "m_muscle", "f_short")
TEST_BODIES = ("f_avg", "m_heavy", "f_thin", "m_tall")
"""Never used to choose anything."""
BODIES = TUNING_BODIES + TEST_BODIES
TRAINING_BODIES = tuple(f"t{number:02d}" for number in range(1, 17))
"""Sixteen more, drawn by lot: something may be fitted to them, nothing is measured on them."""

OUTFITS = (
    "red_shirt_shorts",
    "blue_top_leggings",
    "grey_shirt_long_shorts",
    "black_leggings",
    "green_top_shorts",
    "yellow_shirt_leggings",
    "dark_sweats",
    "purple_shirt_shorts",
    "white_shirt_sweats",
    "barefoot_shorts",
    "barefoot_leggings",
)
ROOMS = ("living_room", "gym", "garage", "studio", "park")
LOADS = ("barbell", "dumbbells", "kettlebell")
BANDS = ("red_band", "yellow_band", "green_band", "blue_band", "black_band")
LIGHTS = ("daylight", "overhead", "evening", "backlight", "dim")

_LED = {
    Movement.SQUAT: False,
    Movement.SINGLE_LEG_SQUAT: True,
    Movement.SPLIT_SQUAT: True,
    Movement.FORWARD_LUNGE: True,
    Movement.REVERSE_LUNGE: True,
    Movement.ALTERNATING_LUNGE: True,
    Movement.SIDE_LUNGE: True,
    Movement.DEADLIFT: False,
    Movement.STEP_DOWN: True,
}
MOVEMENTS = {movement.value: led for movement, led in _LED.items()} | {"standing": False}
"""Name, and whether its reps have a lead leg."""

STEPPING = frozenset(
    movement.value
    for movement in (
        Movement.FORWARD_LUNGE,
        Movement.REVERSE_LUNGE,
        Movement.ALTERNATING_LUNGE,
        Movement.SIDE_LUNGE,
    )
)
"""Each rep begins with a step and ends with one back."""
