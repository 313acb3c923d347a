"""The library (cases, training, circle sessions, prompts, frameworks) and what people do with it."""
