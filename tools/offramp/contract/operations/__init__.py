"""Comparing what is around schemas: operations, parameters, messages, access, and how to call."""
