"""Rules that give part of the traffic other values, or another profile.

`entry` is what a rule may say, `checks` what of it can never come to be.
"""
