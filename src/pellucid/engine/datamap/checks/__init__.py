"""What can be said about a data map without a database: each check adds what it finds."""
