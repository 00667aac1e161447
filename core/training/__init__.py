"""A network learns. Only `feed`, `checkpoint`, `callbacks` and `trainer` load TensorFlow."""
