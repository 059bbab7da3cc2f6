"""The words a vendor is written in; knows neither connexion nor sockets, and no vendor."""
