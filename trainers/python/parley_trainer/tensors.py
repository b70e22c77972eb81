"""Safetensors files of 32-bit floats and integers: u64le header length, a JSON header, then the values."""

import json
import math
import struct

import numpy

DTYPES = {"F32": numpy.dtype("<f4"), "I32": numpy.dtype("<i4")}


def read_tensors(path):
    """The tensors of a file by name, and its metadata."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    return {name: _tensor(data, 8 + length, entry) for name, entry in header.items()}, metadata


def _tensor(data, start, entry):
    dtype, shape = DTYPES[entry["dtype"]], entry["shape"]
    begin, _ = entry["data_offsets"]
    return numpy.frombuffer(data, dtype, math.prod(shape), start + begin).reshape(shape)


def write_tensors(path, tensors):
    """Writes tensors of 32-bit floats, in the order of the dictionary."""
    header, offset = {}, 0
    for name, tensor in tensors.items():
        end = offset + 4 * tensor.size
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(numpy.ascontiguousarray(tensor, DTYPES["F32"]).tobytes())
