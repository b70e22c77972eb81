"""Runs ONNX models in ONNX Runtime.

python -m onnx_outputs REQUEST.json ANSWER.json: reads [{"model": base64, "input": [numbers], "shape": [extents]}, ...] in REQUEST.json and writes the outputs of each to ANSWER.json.
"""

import base64
import json
import sys
from pathlib import Path

import numpy
import onnxruntime


def run(case):
    session = onnxruntime.InferenceSession(
        base64.b64decode(case["model"]), providers=["CPUExecutionProvider"]
    )
    values = numpy.array(case["input"], dtype=numpy.float32).reshape(case["shape"])
    (output,) = session.run(["output"], {"input": values})
    return [float(value) for value in output.ravel()]


source, target = map(Path, sys.argv[1:])
target.write_text(json.dumps([run(case) for case in json.loads(source.read_text())]))
