"""What a POST or DELETE does. Each reads all its parameters first, and only then changes things.

Each module's ``ACTIONS`` say which: the server finds them by folder.
"""
