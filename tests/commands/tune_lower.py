# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tune_lower.py MODEL PROFILE OUT: writes a profile of a model in single precision as a model of its own."""
import json
import struct
import sys


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    return json.loads(data[8:8 + length]), data[8 + length:]


def lowered(tensor, piece, part, rank):
    """Shape and bytes of the first `rank` columns or rows."""
    rows, columns = tensor["shape"]
    if part == "right":
        return [rank, columns], piece[:4 * rank * columns]
    return [rows, rank], b"".join(piece[4 * row * columns:4 * (row * columns + rank)] for row in range(rows))


def main(source, profile, target):
    header, data = read(source)
    texts = header.pop("__metadata__")
    ranks = {entry["name"]: entry["ranks"] for entry in json.loads(texts.pop("profiles"))}[profile]
    out, body = {"__metadata__": texts}, b""
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        shape, piece = tensor["shape"], data[begin:end]
        matrix, _, part = name.rpartition(".")
        if matrix in ranks and part in ("left", "right"):
            shape, piece = lowered(tensor, piece, part, ranks[matrix])
        out[name] = {"dtype": tensor["dtype"], "shape": shape, "data_offsets": [len(body), len(body) + len(piece)]}
        body += piece
    text = json.dumps(out).encode()
    with open(target, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


main(*sys.argv[1:])
