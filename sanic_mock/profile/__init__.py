"""What a profile may say, where it is found, and how a server's settings follow from it.

`sections/` says what there is: a file each with its keys and the dataclass they fill; `schema` is
the table of all keys. `nodes` reads YAML with file and line, `mappings` a mapping by its keys;
`load` follows `extends`; `layers` puts profile, environment and flags over each other;
`resolve.resolve` makes `Settings`.
"""
