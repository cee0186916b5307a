#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Collects noise for training from Debian packages of games: nothing is installed, the packages are only downloaded and
# unpacked. Voices stay out, and so does every file whose licence does not allow its use.
#
#   tools/fetch-noise.sh [--small | --only "PACKAGE ..."] [--exclude MANIFEST] [--catalogue PROGRAM] FOLDER
#
# FOLDER gets sounds/, manifest.csv (kind noise, split train) and attribution.tsv. What MANIFEST keeps for validation is
# left out, recognised by name and by sound. PROGRAM is build/offline/data/noise-catalogue. --small leaves out the packages
# of more than 300 MB. Packages stay in FOLDER/packages (6.5 GB) and are used again.
set -eu

small="openttd-opensfx wesnoth-1.16-data extremetuxracer-data freedroidrpg-data colobot-common-sounds searchandrescue-data
 supertux-data pingus-data trackballs-data openclonk-data warmux-data scorched3d-data openarena-data endless-sky-data
 ufoai-sound ufoai-music minetest-data sonic-pi-samples asterisk-moh-opsound-wav"
large="naev-data torcs-data supertuxkart-data redeclipse-data flightgear-data-base 0ad-data"

# Voices, whole or in part: words, cries, laughter. A denoiser must not learn to remove people.
voices='voice|speech|titles/|tux_ingame|bot_sounds|scream|human|male|death|_die|-die|/die|dying|laugh|groan|grunt|dwarf|elf-|orc-|
troll|ogre|goblin|naga|mermaid|mermen|zombie|witch|wail|ugg\.|yell|shout|talk|tv_news|radiomessage|/aliencom|hurt|pain|/actor|
player/|damage|voc_|vocal|choir|vox|singer|singing|misc_burp|cantrepair|icantcarry|tux_|friendly_fire|injured|/suicide|countdown|
underattack|tutorial|ohno|yipee|letsgo|goodidea|taunt|announcer|
chatter|/atc|tcas|mk-viii|/atis|introcutscene|/civ|speak|spoken|greet|yes_|cheer|hello|witches|moan|monkey|capuch|crazylaugh|evillaugh|fight4life|extralife|
narrat|commander|/en/|perc_swash|misc_crow_voice|goodbye|joke'
voices=$(printf '%s' "$voices" | tr -d '\n')
music_most=8 # of a package: game music is long and much alike
tab=$(printf '\t')
allowed='^(GPL|LGPL|AGPL|CC0|CC-0|CC-BY(-SA)?(-[0-9.]+)?$|CC-BY-[0-9.]+|CC-BY-SA|public-domain|Public-Domain|PD$|Expat|MIT|BSD|Zlib|zlib|ISC|Artistic|WTFPL|X11|free-art|FAL|OFL|Apache|permissive)'
forbidden='-NC|-ND|sampling|ETHYMONICS|non-free|unknown'

fail() {
  echo "fetch-noise: $1" >&2
  exit 1
}

packages="$small $large" exclude='' folder='' catalogue=''
while [ $# -gt 0 ]; do
  case $1 in
  --small) packages=$small ;;
  --only) packages=${2:?--only needs names of packages} && shift ;;
  --exclude) exclude=${2:?--exclude needs a manifest} && shift ;;
  --catalogue) catalogue=${2:?--catalogue needs a program} && shift ;;
  --help | -h)
    sed -n '5,13s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
  -*) fail "there is no option \"$1\"; try --help" ;;
  *) folder=$1 ;;
  esac
  shift
done
[ -n "$folder" ] || fail 'a folder to write to is missing; try --help'
[ -z "$exclude" ] || [ -r "$exclude" ] || fail "the manifest \"$exclude\" cannot be read"
[ -n "$catalogue" ] || catalogue=$(dirname "$0")/../build/offline/data/noise-catalogue
[ -x "$catalogue" ] || fail "the program \"$catalogue\" is missing; build it first, or name it with --catalogue"
for program in apt-get dpkg-deb python3 awk; do
  command -v "$program" >/dev/null || fail "the program $program is missing"
done
mkdir -p "$folder/packages" "$folder/sounds" || fail "the folder \"$folder\" cannot be made"
folder=$(cd "$folder" && pwd)
[ -z "$exclude" ] || exclude=$(cd "$(dirname "$exclude")" && pwd)/$(basename "$exclude")
catalogue=$(cd "$(dirname "$catalogue")" && pwd)/$(basename "$catalogue")

# Lines "path TAB licence" for those of the paths on the standard input whose licence in the copyright file $1 allows their
# use; the others go to left-out.txt. The last paragraph whose pattern fits the end of the path counts, as Debian's rules say.
licences() {
  awk -v copyright="$1" -v package="$2" -v allowed="$allowed" -v forbidden="$forbidden" -v left_out="$folder/left-out.txt" '
    function finish() { if (patterns != "" && licence != "") { n++; pattern[n] = patterns; licence_of[n] = licence }; patterns = ""; licence = "" }
    function fits(path, text,   part, i, count, regex) {
      count = split(text, part, /[ \t]+/)
      for (i = 1; i <= count; i++) {
        if (part[i] == "") continue
        regex = part[i]; sub(/^\.\//, "", regex); gsub(/[.+(){}|^$\[\]\\]/, "\\\\&", regex); gsub(/\*/, ".*", regex); gsub(/\?/, ".", regex)
        if (path ~ ("(^|/)" regex "$")) return 1
      }
      return 0
    }
    BEGIN {
      field = ""
      while ((getline line < copyright) > 0) {
        if (line ~ /GNU General Public/) gpl = 1
        if (line ~ /^[ \t]*$/) { finish(); field = ""; continue }
        if (line ~ /^Files:/) { field = "files"; patterns = substr(line, 7) }
        else if (line ~ /^License:/) { field = "licence"; licence = line; sub(/^License:[ \t]*/, "", licence); sub(/[ \t]+$/, "", licence) }
        else if (line ~ /^[A-Za-z-]+:/) field = ""
        else if (field == "files") patterns = patterns " " line
      }
      finish()
      if (n == 0 && gpl) { n = 1; pattern[1] = "*"; licence_of[1] = "GPL" }
    }
    { found = ""; for (i = n; i >= 1 && found == ""; i--) if (fits($0, pattern[i])) found = licence_of[i]
      if (found ~ allowed && found !~ forbidden) print $0 "\t" found
      else print "left out: " package ": " $0 ": " (found == "" ? "no licence is told" : "licence " found) >>left_out }'
}

# The sounds within a zip archive, into a folder beside it.
unpack_archive() {
  python3 - "$1" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    sounds = [name for name in archive.namelist() if name.lower().endswith(('.ogg', '.wav', '.flac', '.oga', '.opus'))]
    archive.extractall(sys.argv[1] + '.d', sounds)
PYTHON
}

# The sounds of one package into sounds/PACKAGE, its lines onto the table.
collect() {
  work=$folder/unpacked
  rm -rf "$work"
  mkdir -p "$work"
  # What is no sound, archive of sounds or copyright file is not written: some of these packages fill a gigabyte.
  dpkg-deb --fsys-tarfile "$1" >"$work/package.tar" || return 1
  tar -x -f "$work/package.tar" -C "$work" --wildcards '*.ogg' '*.wav' '*.flac' '*.oga' '*.opus' '*.pk3' '*/public.zip' \
    '*/copyright' 2>/dev/null || true # tar complains of every pattern that a package lacks
  rm -f "$work/package.tar"
  find "$work" -type f \( -name '*.pk3' -o -name 'public.zip' \) | while read -r archive; do
    unpack_archive "$archive" || echo "fetch-noise: $archive cannot be unpacked" >&2
  done
  (cd "$work" && find . -type f \( -iname '*.ogg' -o -iname '*.wav' -o -iname '*.flac' -o -iname '*.oga' -o -iname '*.opus' \)) |
    sed 's#^\./##' | grep -viE "$voices" | LC_ALL=C sort |
    licences "$work/usr/share/doc/$2/copyright" "$2" |
    awk -F '\t' -v package="$2" -v music_most="$music_most" '
      function is_music(path) { return path ~ /[Mm]usic|-moh-|\/ambi_|\/loop_/ }
      { path[NR] = $1; licence[NR] = $2; if (is_music($1)) music++ }
      END {
        for (i = 1; i <= NR; i++) {
          category = package; sub(/-data.*/, "", category)
          if (is_music(path[i])) {
            category = "music"
            # So many pieces, evenly spread over the names.
            if (music > music_most && int(seen * music_most / music) == int((seen + 1) * music_most / music)) { seen++; continue }
            seen++
          }
          name = path[i]; sub(/^usr\/share\//, "", name); sub(/^games\//, "", name); gsub(/[ @\t]/, "_", name)
          print path[i] "\tsounds/" package "/" name "\t" package "-" name "\t" category "\t" licence[i] "\tDebian package " package
        }
      }' >"$folder/package.tsv"
  cut -f 2- "$folder/package.tsv" >>"$folder/table.tsv"
  cut -f 1,2 "$folder/package.tsv" | while IFS="$tab" read -r from to; do
    install -D -m 644 "$work/$from" "$folder/$to"
  done
  [ -s "$folder/package.tsv" ] || echo "fetch-noise: $2 has no sounds that can be used" >&2
  [ ! -s "$folder/package.tsv" ] || cp "$work/usr/share/doc/$2/copyright" "$folder/sounds/$2/copyright"
  rm -rf "$work" "$folder/package.tsv"
}

: >"$folder/table.tsv"
: >"$folder/left-out.txt"
for package in $packages; do
  file=$(find "$folder/packages/" -name "${package}_*.deb" | head -1)
  if [ -z "$file" ]; then
    (cd "$folder/packages" && apt-get download -q=2 "$package") || {
      echo "fetch-noise: the package $package cannot be downloaded and is passed over" >&2
      continue
    }
    file=$(find "$folder/packages/" -name "${package}_*.deb" | head -1)
  fi
  collect "$file" "$package" || echo "fetch-noise: $file cannot be unpacked and is passed over" >&2
  echo "$package: $(grep -c "^sounds/$package/" "$folder/table.tsv" || true) files"
done
[ -s "$folder/table.tsv" ] || fail 'no sounds were found'

cd "$folder"
"$catalogue" ${exclude:+"$exclude"} <table.tsv >manifest.csv.part 2>catalogue.txt || {
  cat catalogue.txt >&2
  fail 'the catalogue could not be made'
}
mv manifest.csv.part manifest.csv
grep '^left out' catalogue.txt >>left-out.txt || true
awk -F '\t' '{print $5 "\t" $4 "\t" $1}' table.tsv >attribution.tsv
rm -f table.tsv
tail -1 catalogue.txt
rm -f catalogue.txt
awk -F , 'NR > 1 {s += $(NF - 4)} END {printf "%.2f hours\n", s / 3600}' manifest.csv
