#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the kernels for arm64 in a folder of their own and checks them under QEMU: run.sh ROOT FOLDER
set -eu
root=$1 folder=$2
rm -rf "$folder"
meson setup --cross-file "$root/tools/cross/arm64.ini" "$folder" "$root/tests/kernels/arm64"
meson test -C "$folder" --print-errorlogs
