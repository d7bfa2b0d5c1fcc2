"""Crashes, failing disks and damage: what is left of an index, and what it then answers."""
