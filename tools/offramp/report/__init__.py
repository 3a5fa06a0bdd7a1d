"""What people read: lines on a terminal, the migration guide, the pull request's checklist."""
