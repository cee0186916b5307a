#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The layers against PyTorch as it is installed, on weights that no one has seen before:
# fresh_golden.sh PYTHON MAKE_GOLDEN TEST_GOLDEN FOLDER
set -eu
folder=$(mktemp -d "$4/golden.XXXXXX")
trap 'rm -rf "$folder"' EXIT
seed=$(date +%s)
echo "seed $seed"
"$1" "$2" "$folder/golden.safetensors" "$seed"
"$3" "$folder/golden.safetensors"
