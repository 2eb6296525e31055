"""Answers by rule: what a request says, which rule it matches, and what that rule has it answered.

`conversation` is what rules see of a request, `conditions` what they want of it, `rules` finds the
first that matches among those that `literals` does not rule out, `texts` fills its places,
`scripting` makes a `script` of it, and `engine.scripted` a Reply of that.
"""
