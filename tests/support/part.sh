# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the parts of the test suite share. Sourced; leaves the shell in the top folder of the project.
#
# A part is an executable tests/<part>/run that sets up what it needs, prints as it goes, ends with the line
# "N passed, N failed" and with a status that says the same.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { echo "== $*" >&2; }

# need GROUP...: Debian packages, see port/third_party/packages.
need() { port/third_party/packages "$@"; }

# build FOLDER [CMAKE OPTION...]
build() {
    say "building $1"
    cmake -S . -B "$@" >&2
    cmake --build "$1" --parallel "$(nproc)" >&2
}

# tally PASSED FAILED: the last line of a part, and its status.
tally() {
    echo "$1 passed, $2 failed"
    [[ $2 -eq 0 ]]
}
