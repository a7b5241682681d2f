"""The service's pages, tables and documents as files that any host of files serves."""
