"""What began as experiments, and now carries the service. Formerly ``candidate``."""
