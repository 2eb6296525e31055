"""Skills: what code in a container may be told to know [sdk-2026]."""
