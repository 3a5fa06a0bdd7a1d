"""offramp and its peers on cases with known answers: the tables of docs/compare-with-peers.md.

``nox -s conformance`` runs it; the modules are also what the tests of these tables import.
"""
