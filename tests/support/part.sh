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

# run_pytest FOLDER [OPTION...]: adds to the variables passed and failed. A second attempt as in attempts.py.
run_pytest() {
    local log last good bad
    log=build/tests/$(basename "$1").txt
    mkdir -p build/tests
    /usr/bin/python3 -B -m pytest -p no:cacheprovider --reruns 1 -r fER --durations=5 "$@" 2>&1 | tee "$log" || true
    last=$(tail -n 1 "$log")
    good=$(grep -oE '[0-9]+ passed' <<<"$last" || true)
    bad=$(grep -oE '[0-9]+ (failed|error)' <<<"$last" | awk '{ n += $1 } END { print n }' || true)
    [[ -n $good || -n $bad ]] || bad=1 # it broke off
    passed=$((passed + 10#0${good%% *})) failed=$((failed + ${bad:-0}))
}

# tally PASSED FAILED: the last line of a part, and its status.
tally() {
    echo "$1 passed, $2 failed"
    [[ $2 -eq 0 ]]
}
