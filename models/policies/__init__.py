"""Policies and the regions they hold in: `rows/*.toml` and `regions.toml`, read into tables and searched."""
