"""Texts that a grammar allows: a regular expression, or a grammar as the Lark parser reads them."""
