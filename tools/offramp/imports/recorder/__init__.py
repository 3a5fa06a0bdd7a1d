"""A folder for the target's PYTHONPATH: it holds one module, so that nothing else is shadowed."""
