"""The runtime probe: an application is called in process, and held to what its document says."""
