#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs into a folder of its own and uses what lies there as another program would: install.sh SOURCE BUILD
set -euo pipefail
source=$1 build=$2
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT

DESTDIR=$target/root meson install -C "$build" --no-rebuild --quiet
prefix=$target/root$(meson introspect "$build" --buildoptions |
  python3 -c 'import json, sys; print(next(o["value"] for o in json.load(sys.stdin) if o["name"] == "prefix"))')

package=$(find "$prefix" -name quell.pc)
export PKG_CONFIG_PATH=${package%/*} PKG_CONFIG_SYSROOT_DIR=$target/root
read -ra flags < <(pkg-config --cflags --libs quell)
cc -std=c11 -Wall -Wextra -Werror "$source/tests/house/program.c" -o "$target/program" "${flags[@]}"
library=$(find "$prefix" -name libquell.so)
LD_LIBRARY_PATH=${library%/*} "$target/program" | grep '^libquell [0-9.]*, [0-9]* frames late$'
[ "$(pkg-config --modversion quell)" = "$(PATH=$prefix/bin:$PATH quell --version | cut -d' ' -f2)" ]
readelf -d "$library" | grep -q 'soname: \[libquell\.so\.0\]'

for file in share/doc/quell/baseline.md share/man/man1/quell.1 share/bash-completion/completions/quell.bash include/quell/quell.h; do
  [ -s "$prefix/$file" ] || { echo "$file is not installed" >&2; exit 1; }
done
