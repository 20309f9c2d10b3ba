"""The pages, one module for each view; every module gives a function that makes its routes."""
