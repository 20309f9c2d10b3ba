"""The commands, run as a user runs them: each in a process of its own."""
