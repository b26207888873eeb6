// wasm-size.mjs SITE: brotli sizes of what browsers load; the signing page's sum against its budget.
// Sizes are kB of 1,000 bytes, of the very files that the server sends.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// What a client's phone may load to sign: script and WASM together.
const BUDGET_KB = 250;

const site = process.argv[2];
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);

function sizesIn(folder) {
  const names = readdirSync(join(site, folder)).filter((name) => /\.(wasm|js)$/.test(name));
  const sizes = new Map();
  for (const name of names) {
    const bytes = (file) => statSync(join(site, folder, file)).size;
    sizes.set(name, { raw: bytes(name), packed: bytes(`${name}.br`) });
  }
  return sizes;
}
const sum = (sizes, names) => names.reduce((total, name) => total + sizes.get(name).packed, 0);
function print(sizes, names) {
  for (const name of names) {
    const { raw, packed } = sizes.get(name);
    console.log(`  ${name.replace(/_+\d{6,}|\._+(?=\.js)/, "").padEnd(44)}${kb(packed)}${kb(raw)}`);
  }
}
console.log(`  ${"".padEnd(44)}${"brotli".padStart(10)}${"raw".padStart(10)}`);

// The office: every page loads what is not a lazy part, and the parts of its area.
const main = sizesIn("pkg");
const base = [...main.keys()].filter((name) => !/^(split_|chunk_)/.test(name));
console.log("every page but the signer's");
print(main, base);
const manifest = JSON.parse(readFileSync(join(site, "pkg/__wasm_split_manifest.json"), "utf8"));
for (const [area, parts] of Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b))) {
  const files = parts.map((part) => `${part.replace(/^\.?\//, "").replace(/\.wasm$/, "")}.wasm`);
  console.log(`${area.replace(/_+\d{6,}$/, "")}: ${kb(sum(main, [...base, ...files])).trim()} in all`);
  print(main, files);
}

// The signer's pages: one script, one WASM.
const signing = sizesIn("signing");
const total = sum(signing, [...signing.keys()]);
console.log("the signer's pages");
print(signing, [...signing.keys()]);
console.log(`The signing page loads ${kb(total).trim()} of at most ${BUDGET_KB} kB.`);
if (!signing.has("signing.wasm") || !signing.has("signing.js")) {
  console.error("error: the signer's build is not where it was expected");
  process.exitCode = 1;
} else if (total > BUDGET_KB * 1000) {
  console.error("error: the signing page has grown over its budget");
  process.exitCode = 1;
}
