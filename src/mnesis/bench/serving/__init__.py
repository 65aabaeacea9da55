"""`mnesis bench serve` and `mnesis bench soak`: the server as a process, asked over sockets, beside the library."""
