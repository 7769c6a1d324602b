"""Any system that can post JSON: a mapping in tandem.toml says where in its words ours are."""
