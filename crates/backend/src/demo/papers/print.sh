#!/usr/bin/env bash
# print.sh: prints the papers with Chromium, after somebody changed their words. The fonts are Source Serif 4 (OFL-1.1) from npm,
# in single weights: a variable font ends up in the PDF as drawings, twice as large.
set -euo pipefail
cd "$(dirname "$0")"
desk=$(mktemp -d)
trap 'rm -rf "$desk"' EXIT
npm install --silent --no-audit --no-fund --prefix "$desk" @fontsource/source-serif-4@5.3.1
cp ./*.html paper.css "$desk"
mkdir "$desk/fonts"
cp "$desk"/node_modules/@fontsource/source-serif-4/files/source-serif-4-latin-*.woff2 "$desk/fonts"
for paper in *.html; do
    "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --allow-file-access-from-files --no-pdf-header-footer \
        --print-to-pdf="$desk/printed.pdf" "file://$desk/$paper" 2>/dev/null
    qpdf --object-streams=generate --recompress-flate --compression-level=9 "$desk/printed.pdf" "${paper%.html}.pdf"
done
