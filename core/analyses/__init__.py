"""What can be worked out about a judged run on demand. It needs no TensorFlow, so a page or a worker may do it."""
