"""What may be said: the vocabulary, its shapes, questions and rules."""

__version__ = "0.1.0"
