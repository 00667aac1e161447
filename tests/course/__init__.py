"""What the course notes teach, as a table: item → the tests that show it."""
