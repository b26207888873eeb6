#!/usr/bin/env bash
# npm-packages.sh check|install FOLDER: that folder's node_modules, exactly as its lock file says.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/../env.sh"

cd "$ROOT/${2:?folder}"
stamp=node_modules/.installed-from
case ${1:-check} in
check) cmp -s package-lock.json "$stamp" ;;
install)
    rm -f "$stamp"
    npm ci --no-audit --no-fund
    # Last, so that an interrupted install is done again.
    cp package-lock.json "$stamp"
    ;;
esac
