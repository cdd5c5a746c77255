"""The use cases, callable from Python; the command line only parses, calls and prints."""
