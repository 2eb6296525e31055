"""What a profile may say, where it is found, and how a server's settings follow from it.

What there is to say: `table` defines a key and a kind of value; `kinds`, `amounts`, `dist`, `curve`
and `entries` are the kinds there are; `sections/` has a file each with its keys and the dataclass
they fill; `schema` is the table of all keys.

What is said: `nodes` reads YAML with file and line, `mappings` a mapping by its keys; `files`
follows `extends`; `layers` puts profile, environment and flags over each other; the outcome is
`chosen`, and `resolve.resolve` makes `Settings` of it.
"""
