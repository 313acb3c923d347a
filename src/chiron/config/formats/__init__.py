"""How dates and times are written, by language, where Django's own way is not that of a hospital."""
