"""kneecave: where the knee caves in, rep by rep and leg by leg, from one ordinary camera."""

__version__ = "0.1.0"
