"""What comes back, as a profile says it: rules of what a request is like and what answers it.

`entry` has the keys of a rule, `checks` what can never come to be, `listed` reads lists and files.
"""
