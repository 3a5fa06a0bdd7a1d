"""The parts of ``emit.py``, which loads them by their files; nothing of offramp imports them."""
