"""A network learns. Only `feed`, `checkpoint`, `callbacks`, `trainer` and `finder` load TensorFlow."""
