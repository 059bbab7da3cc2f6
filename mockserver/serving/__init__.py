"""HTTP: the only package that knows connexion (in one module, the chassis) and the HTTP server."""
