"""From the tree of a file to the parts of a data map, each read by a file of its own."""
