# The build tools' versions, in one place. Sourced.
# shellcheck shell=bash disable=SC2034

# Must equal the `wasm-bindgen` crate of Cargo.lock exactly: the two speak an unversioned format to each other.
WASM_BINDGEN_VERSION=0.2.130
# The newest whose lock file installs with the workspace's compiler.
CARGO_LEPTOS_VERSION=0.3.10
CARGO_NEXTEST_VERSION=0.9
CARGO_DENY_VERSION=0.20
CARGO_MUTANTS_VERSION=26
# Tailwind and Playwright want it.
NODE_MAJOR=20
POSTGRES_MAJOR=15
