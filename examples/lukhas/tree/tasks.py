from offramp.tasks import ns  # noqa: F401 - invoke looks for this name
