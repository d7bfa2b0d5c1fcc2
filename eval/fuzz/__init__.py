"""Input that nobody meant: parsers and readers are given it by the million, and none may crash, hang or swell."""
