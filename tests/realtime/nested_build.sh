#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds one program of this tree with another compiler and sanitizer, in a folder within the build, and runs it:
#   nested_build.sh SOURCE BUILD NAME COMPILER FLAGS PROGRAM [ARGUMENT]...
# FLAGS go to the compiler and the linker; NAME is the folder's.
set -euo pipefail
source=$1 folder=$2/nested-$3 compiler=$4 flags=$5 program=$6
shift 6
fuzz=false
[[ $flags != *fuzzer* ]] || fuzz=true

# Several tests may use one folder at the same time.
exec 9> "$folder.lock"
flock 9
if [ ! -f "$folder/build.ninja" ]; then
  CC=$compiler meson setup "$folder" "$source" -Dwerror=true -Db_lundef=false -Dfuzz=$fuzz "-Dc_args=$flags" "-Dc_link_args=$flags"
fi
ninja -C "$folder" "$program"
flock -u 9
exec "$folder/$program" "$@"
