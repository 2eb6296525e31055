"""Files that put a server on other machines: an image, Compose, Kubernetes, a Helm chart.

`planned.py` says what is to run, the others print it in their own languages. All four run the same
image, with nothing but the flags and the profile that they were asked for.
"""
