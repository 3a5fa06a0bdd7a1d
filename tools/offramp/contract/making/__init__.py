"""Making an application's document: found in a tree, run in its environment, explained."""
