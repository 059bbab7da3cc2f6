"""Bare documents: somebody's OpenAPI document, of any version and in any number of files, as one plain value in one form."""
