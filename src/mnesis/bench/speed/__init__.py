"""Speed on generated memories, each figure beside the limit it should approach."""
