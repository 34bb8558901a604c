"""BlazePose run directly: its two networks by ONNX Runtime, all that lies between them here."""
