"""HTTP: the only package that knows connexion and starlette."""

import warnings

# connexion 3.3 uses deprecated parts of its own dependencies while it is imported; a user who turns warnings into errors
# is not to be troubled by that.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import connexion  # noqa: F401
