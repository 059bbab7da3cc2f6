"""HTTP: the only package that knows connexion and starlette."""
