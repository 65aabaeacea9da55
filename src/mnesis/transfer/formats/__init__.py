"""One file a format, all of one shape; `mnesis.transfer.registry` lists them."""
