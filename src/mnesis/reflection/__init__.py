"""Looking back: what a day came to, in pages that people can read and edit."""
