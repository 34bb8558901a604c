"""Path or camera to upright frames with their own time; frames to an H.264 file."""
