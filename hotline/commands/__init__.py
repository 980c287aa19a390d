"""The subcommands of `hotline` that have a subject of their own, one module each."""
