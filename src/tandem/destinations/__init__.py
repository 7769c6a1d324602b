"""Station 7: where events go. One folder per platform: payload (pure), verdict (pure), client."""
