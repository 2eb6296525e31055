"""Converse and ConverseStream: one shape of conversation for the models of all makers."""
