"""What a programme asks and how answers become fit: schema, spreadsheets in, guessing; no Django."""
