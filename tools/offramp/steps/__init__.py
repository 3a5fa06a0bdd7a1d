"""What each step of the plan does: the one place where the rooms meet."""
