#!/usr/bin/env bash
# mutants.sh: changes each function of the vault that says yes or no, one small change at a time, and sees that a test fails for it.
set -euo pipefail
# shellcheck source=.make/env.sh
. "$(dirname "$0")/env.sh"
# shellcheck source=.make/lib.sh
. "$ROOT/.make/lib.sh"
cd "$ROOT"

here=.make/setup/cargo-tool.sh
$here check cargo-mutants || step "Installing cargo-mutants $CARGO_MUTANTS_VERSION" "3 minutes on 2 cores" $here install cargo-mutants

# Passwords, codes, tokens, signed texts, cookies: whatever is compared there. Left out: printing; choosing a library's provider, which decides
# nothing; and our Argon2's parameters as a whole, because the library's own default is the same.
exec cargo mutants --package matterlock-vault --timeout 120 --no-shuffle --colors never --output "${CARGO_TARGET_DIR:-$ROOT/target}" \
    --file 'crates/vault/src/password.rs' --file 'crates/vault/src/password/strength.rs' --file 'crates/vault/src/totp.rs' \
    --file 'crates/vault/src/recovery_code.rs' --file 'crates/vault/src/token.rs' --file 'crates/vault/src/keyed.rs' --file 'crates/vault/src/jwt.rs' \
    --exclude-re 'install_provider' --exclude-re 'replace argon2 -> ' --exclude-re 'impl (Debug|fmt::Debug|std::fmt::Debug)' "$@"
