"""InvokeModel and its stream: bodies in the shape of whoever made the model."""
