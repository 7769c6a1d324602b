"""Orders told in Tandem's own words, for a shop that can post what it likes."""
