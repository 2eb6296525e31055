"""Cached contents: the beginnings of prompts that clients have kept, to name them later."""
