"""Texts: how they are carried, what becomes of them, and who wants no more of them."""
