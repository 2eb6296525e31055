"""Answers by rule: what a request says, which rule it matches, and what that rule has it answered.

`conversation` is what rules see of a request, `conditions` what they want of it, `rules` finds the
first that matches, `texts` fills its places, and `scripted` makes a Reply of it.
"""
