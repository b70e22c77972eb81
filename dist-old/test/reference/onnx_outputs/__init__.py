"""ONNX models by a runtime of their own."""
