"""What the server is compared with: the same reports API in stock connexion and as a bare ASGI application."""
