"""What is set side by side when things are compared: one file a curator can read, and what reads it."""
