"""What a profile may say, where it is found, and how a server's settings follow from it.

`schema` is the one table of keys; `nodes` reads YAML with file and line; `load` follows `extends`;
`layers` puts profile, environment and flags over each other; `resolve.resolve` makes `Settings`.
"""
