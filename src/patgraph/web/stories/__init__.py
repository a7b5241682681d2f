"""Stories: what the page of a thing shows first, by named queries and one file that a curator can read."""
