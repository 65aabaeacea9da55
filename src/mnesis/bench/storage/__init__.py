"""What a memory takes on disk, and what for."""
