"""For coding agents: the control plane's main verbs as tools of the Model Context Protocol; knows the client, and no HTTP."""
