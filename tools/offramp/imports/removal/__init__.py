"""Remove the layer and tidy what named it."""
