"""What a profile may say, one file a section: keys, defaults, and what is made of them.

A section is a frozen dataclass whose fields are keys (`profile.keys.key`) and a `build` that makes
it from chosen values. `server.Settings` has a field for each, in the order in which they are shown.
"""
