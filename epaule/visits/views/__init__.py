"""Pages of the visit: the ways in, the room."""
