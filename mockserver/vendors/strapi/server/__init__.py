"""The rules of a real Strapi 3.6.11 as it was observed, in pure functions; knows no world, no document and no HTTP library."""
