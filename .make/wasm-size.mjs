// wasm-size.mjs FOLDER: brotli sizes of the loader, the main module and each lazy area; the signing page's sum against its budget.
// Sizes are kB of 1,000 bytes, at brotli's highest quality, which is what the server sends.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

// The goal, and what must not be exceeded until it is reached: lower the ceiling with every gain, never raise it.
const GOAL_KB = 250;
const CEILING_KB = 520;
// The lazy area behind a signature link (`signing_area` in app/src/routes.rs).
const SIGNING = /^signing(_|$)/;

const folder = process.argv[2];
const names = readdirSync(folder, { recursive: true }).filter((name) => /\.(wasm|js)$/.test(name));
const sizes = new Map();
for (const name of names) {
  const raw = readFileSync(join(folder, name));
  const packed = brotliCompressSync(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  });
  sizes.set(name, { raw: raw.length, packed: packed.length });
}

const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
const sum = (list) => list.reduce((total, name) => total + sizes.get(name).packed, 0);
const row = (label, name) => console.log(`  ${label.padEnd(44)}${kb(sizes.get(name).packed)}${kb(sizes.get(name).raw)}`);

// Every page loads what is not a lazy part: the main module, its loader, and the loader of the lazy parts.
const lazy = names.filter((name) => /^(split_|chunk_)/.test(name));
const base = names.filter((name) => !lazy.includes(name));
console.log(`  ${"".padEnd(44)}${"brotli".padStart(10)}${"raw".padStart(10)}`);
console.log("every page");
for (const name of base) row(name.replace(/\._+\.js$/, ".js"), name);

const manifest = JSON.parse(readFileSync(join(folder, "__wasm_split_manifest.json"), "utf8"));
const file = (part) => [part, `${part}.wasm`].map((name) => name.replace(/^\.?\//, "")).find((name) => sizes.has(name));
const label = (area) => area.replace(/^_*(wasm_split_load_)?_*/, "").replace(/_+\d{6,}$/, "");
const signing = [];
for (const [area, parts] of Object.entries(manifest).sort(([a], [b]) => label(a).localeCompare(label(b)))) {
  const files = parts.map(file);
  if (files.includes(undefined)) throw new Error(`the manifest names a part of ${area} that was not built`);
  const total = sum([...base, ...files]);
  console.log(`${label(area)}: ${kb(total).trim()} in all`);
  for (const name of files) row(name.replace(/_+\d{6,}/, ""), name);
  if (SIGNING.test(label(area))) signing.push([label(area), total]);
}

if (signing.length === 0) {
  console.error("error: no lazy area of the signing page was found, so its size can't be told; is its route still a #[lazy_route]?");
  process.exit(1);
}
for (const [area, total] of signing) {
  console.log(`The signing page (${area}) loads ${kb(total).trim()} of at most ${CEILING_KB} kB; the goal is ${GOAL_KB} kB.`);
  if (total > CEILING_KB * 1000) process.exitCode = 1;
}
if (process.exitCode === 1) console.error("error: the signing page has grown over its ceiling");
