#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/model-format.md holds what it promises: format_document.py ROOT MODEL example|network|errors|limits

example: its Python runs on the model and finds every tensor. network: its JSON lists layers that fit one another.
errors: every sentence that the reader and writer can say stands in it. limits: its numbers are those of the headers.
"""
import json
import pathlib
import re
import struct
import subprocess
import sys

root, model, what = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
document = (root / "docs/model-format.md").read_text(encoding="utf-8")
SOURCES = ("model_file_read.c", "model_file_storage.c", "model_file_write.c", "network_description.c", "profiles.c",
           "model.c")


def block(language):
    return re.search(r"```%s\n(.*?)```" % language, document, re.S).group(1)


def check_example():
    run = subprocess.run([sys.executable, "-c", block("python"), model], stdout=subprocess.PIPE, check=True, text=True)
    layers, *tensors = run.stdout.splitlines()
    data = open(model, "rb").read()
    header = json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])
    names = sorted(name for name in header if name != "__metadata__")
    assert [line.split(" ")[0] for line in tensors] == names, tensors
    assert "('gains', 'dense'" in layers, layers
    assert all(float(line.rsplit(" ", 1)[1]) == float(line.rsplit(" ", 1)[1]) for line in tensors)


def check_network():
    network = json.loads(block("json"))
    sizes = {"features": 2 * len(network["bands_hz"]) + 2 * network["filter"]["bins"]}
    for layer in network["layers"]:
        assert all(source in sizes for source in layer["inputs"]), layer
        sizes[layer["name"]] = layer["size"]
    assert sizes["gains"] == len(network["bands_hz"])
    assert sizes["filter"] == 2 * network["filter"]["bins"] * network["filter"]["taps"]
    assert sizes["voice"] == 1


def sentences():
    for name in SOURCES:
        source = (root / "engine" / name).read_text(encoding="utf-8")
        call = r'(?:message_set\([^;"]*|wrong\(message,\s*)((?:"(?:[^"\\]|\\.)*"\s*)+)[,)]'
        for match in re.finditer(call, source):
            text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1)))
            yield re.sub(r"%[.0-9]*(?:z|ll)?[a-z]", "…", text)


def check_errors():
    flat = " ".join(document.split())
    found = list(sentences())
    assert len(found) > 45, "the sentences in the sources were not found"
    missing = [text for text in found if text not in flat]
    assert not missing, "not in docs/model-format.md: " + "; ".join(missing)


def limit(header, name):
    text = (root / "engine" / header).read_text(encoding="utf-8")
    number, shift = re.search(r"#define %s \(?(?:\(size_t\))?(\d+)(?: << (\d+))?" % name, text).groups()
    return int(number) << int(shift or 0)


def check_limits():
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", document, re.M))
    expected = {
        "file": limit("model_file.h", "MODEL_FILE_BYTES_MAX") >> 20,
        "header": limit("model_file.h", "MODEL_HEADER_BYTES_MAX") >> 20,
        "tensors": limit("model_file.h", "MODEL_TENSORS_MAX"),
        "name of a tensor": limit("model_file.h", "MODEL_NAME_MAX"),
        "profiles": limit("profiles.h", "PROFILES_MAX"),
        "name of a profile": limit("profiles.h", "PROFILE_NAME_MAX"),
        "bands": limit("network_description.h", "BANDS_MAX"),
        "filter": limit("network_description.h", "FILTER_BINS_MAX"),
        "layers": limit("network_description.h", "LAYERS_MAX"),
    }
    for name, number in expected.items():
        assert re.match(r"\d+", rows[name]).group() == str(number), (name, rows[name], number)
    assert rows["rows, columns, rank"] == "1 to %d" % limit("model_file.h", "MODEL_DIMENSION_MAX")
    assert "size of 1 to %d" % limit("network_description.h", "LAYER_SIZE_MAX") in rows["layers"]
    assert "1 to %d inputs" % limit("network_description.h", "LAYER_INPUTS_MAX") in rows["layers"]
    assert "%d taps" % limit("network_description.h", "FILTER_TAPS_MAX") in rows["filter"]


{"example": check_example, "network": check_network, "errors": check_errors, "limits": check_limits}[what]()
