"""Files that other programs of the field read: OpenSim, COCO tools, C3D readers, data frames."""
