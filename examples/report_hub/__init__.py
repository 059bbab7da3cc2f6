"""A small Flask application that creates and lists reports at four vendors; `flask --app report_hub run` serves it."""

from .hub import create_app

__all__ = ["create_app"]
