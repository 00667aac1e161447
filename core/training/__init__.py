"""A network learns. No page may load `trainer`, `finder` and what they rest on: they load TensorFlow."""
