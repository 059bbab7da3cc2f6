"""Recorded traffic: what somebody asked a server and was answered; knows the forms of files, no vendor and no server."""
