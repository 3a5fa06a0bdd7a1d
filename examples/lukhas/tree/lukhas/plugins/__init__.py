"""Plug-ins that come with the service."""
