"""Messages of shops and payment providers, written after the shapes of their public documentation; invented people."""
