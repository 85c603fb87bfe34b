"""Keys, envelopes, sealed files, a key store and keyed hashes. Knows nothing of the engine."""
