"""The Messages endpoint: requests read, answers and events rendered."""
