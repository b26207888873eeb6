# How the scripts speak: one line before a step, one after, one sentence when it fails. Sourced after env.sh.
# shellcheck shell=bash

# Ctrl-C ends the script, and is not taken for a step that failed.
trap 'exit 130' INT

say() { printf '%s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# 75 → "1 min 15 s"
duration() {
    if [ "$1" -ge 60 ]; then printf '%d min %d s' $(($1 / 60)) $(($1 % 60)); else printf '%d s' "$1"; fi
}

# why LOG: the sentence for a failure that the log explains, or nothing.
why() {
    if grep -qiE 'no space left on device|ENOSPC|disk quota exceeded' "$1"; then
        echo "the disk is full; free some space (cargo and the browser need about 12 GB) and run the same command again"
    elif grep -qiE 'could not get lock|unable to (acquire|lock).*(dpkg|apt)' "$1"; then
        echo "another program is installing packages; wait for it and run the same command again"
    elif grep -qiE 'could not open lock file|are you root|a password is required|EACCES|permission denied' "$1"; then
        echo "this user may not write there; run the command as a user who may install packages"
    elif grep -qiE 'could not resolve|temporary failure (in name resolution|resolving)|network is unreachable|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|failed to connect|connection (refused|timed out)|could not download|error sending request' "$1"; then
        echo "a download did not get through; check the network or the proxy settings and run the same command again"
    fi
}

# step TITLE USUALLY COMMAND…: runs the command with its output in a log, and says how long it took.
step() {
    local title=$1 usually=$2 begin=$SECONDS status=0 log reason
    shift 2
    log=$LOGS/$(printf '%s' "$title" | tr -cs '[:alnum:].' '-' | tr '[:upper:]' '[:lower:]').log
    say "$title — usually $usually …"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 0 ]; then
        say "  done in $(duration $((SECONDS - begin)))"
        return 0
    fi
    reason=$(why "$log")
    # On a full disk even the log stays empty.
    if [ -z "$reason" ] && [ "$(df -Pk "$LOGS" | awk 'NR == 2 {print $4}')" -lt 10240 ]; then reason=$(echo ENOSPC | why /dev/stdin); fi
    # A script of ours ends with its own sentence where it knows better.
    [ -n "$reason" ] || reason=$(sed -n 's/^error: //p' "$log" | tail -n 1)
    die "$title did not work: ${reason:-it ended with code $status}. The details are in $log"
}

# as_root COMMAND…: directly, or through sudo where that asks no password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_be_root() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

# need_space GIB: refuses to start what would fill the disk.
need_space() {
    local free
    free=$(df -Pk "$ROOT" | awk 'NR == 2 {print int($4 / 1048576)}')
    [ "$free" -ge "$1" ] || die "only $free GiB are free on the disk and this needs about $1; free some space and run the same command again."
}

# build_failed WHAT: the compiler has said why; a full disk it says badly.
build_failed() {
    local free
    free=$(df -Pk "$ROOT" | awk 'NR == 2 {print $4}')
    [ "$free" -ge 102400 ] || die "$1 was not built: the disk is full; free some space and run the same command again."
    die "$1 was not built; the compiler's messages above say why."
}
