"""The sample web: five small sites on the loopback, written for this project."""
