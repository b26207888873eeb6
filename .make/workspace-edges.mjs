// Reads `cargo metadata --no-deps` and compares the dependencies between our own crates with the rule. Development dependencies count too.
import { readFileSync } from "node:fs";

const allowed = {
  domain: [],
  vault: ["domain"],
  paper: ["domain"],
  // Also what a verifier on somebody's desk is made of: it needs none of us.
  tlog: [],
  verify: ["tlog"],
  backend: ["domain", "vault", "paper", "tlog"],
  app: ["domain", "tlog", "backend"],
  frontend: ["app"],
  // paper only for the entry of its confined child process, which is this same binary.
  server: ["app", "backend", "vault", "paper", "tlog", "domain"],
};
const optionalOnly = { app: ["backend"] };
const holdersOfSqlx = ["backend"];

const short = (name) => name.replace(/^matterlock-/, "");
const { packages } = JSON.parse(readFileSync(0, "utf8"));
const breaches = [];
for (const { name, dependencies } of packages) {
  const from = short(name);
  if (!(from in allowed)) {
    breaches.push(`${from} is a crate without a rule`);
    continue;
  }
  for (const dependency of dependencies) {
    if (/^sqlx(-|$)/.test(dependency.name) && !holdersOfSqlx.includes(from)) breaches.push(`${from} → ${dependency.name}`);
    if (!dependency.path) continue;
    const to = short(dependency.name);
    if (!allowed[from].includes(to)) breaches.push(`${from} → ${to}`);
    if (optionalOnly[from]?.includes(to) && !dependency.optional) breaches.push(`${from} → ${to} without a feature to ask for it`);
  }
}
if (breaches.length > 0) {
  console.log(breaches.join("\n"));
  process.exit(1);
}
