"""How fast the whole command is, what of it is the pose network, and how cost grows.

::

    python -m benchmarks.speed                 # writes docs/speed.md, some ten minutes
    python -m benchmarks.speed --rounds 1      # a first look
    python -m benchmarks.speed --growth        # also clips of a minute, ten minutes, two hours

Machines differ and are shared.  So everything is measured in rounds, one thing after the other in
each, and compared with the bare network of the same round: ratios hold where seconds do not.
"""
