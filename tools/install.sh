#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs the Debian packages of the purposes that it is given (see packages.txt). Does nothing when all are there.
#   tools/install.sh build try
set -euo pipefail
list=$(dirname "$0")/packages.txt

if [ $# -eq 0 ]; then
  echo "usage: tools/install.sh PURPOSE..." >&2
  exit 2
fi
wanted=()
for purpose in "$@"; do
  mapfile -t -O "${#wanted[@]}" wanted < <(sed -n "s/^$purpose: //p" "$list" | tr ' ' '\n')
done
if ! command -v dpkg-query > /dev/null; then
  echo "This is no Debian system; what is needed is what these packages hold: ${wanted[*]}" >&2
  exit 0
fi

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Packages are missing. As root: apt-get install ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -qq -y --no-install-recommends "${missing[@]}" > /dev/null
