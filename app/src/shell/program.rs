//! What a page's browser runs: one of the two builds of `frontend`, and of the larger one the parts that the page needs.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use super::early::ALIVE;
use crate::pages::signing::SignersPage;

/// Where browsers find the builds: the server serves these folders of the site.
pub const BUILDS: [&str; 2] = [MAIN.folder, SIGNING.folder];

/// All pages but the signer's.
const MAIN: Build = Build {
    folder: "/pkg",
    name: "matterlock",
    entry: "hydrate",
};
/// The signer's pages: what a client's phone loads.
const SIGNING: Build = Build {
    folder: "/signing",
    name: "signing",
    entry: "hydrate_signing",
};
/// The one style sheet.
pub(super) const STYLE: &str = "/pkg/matterlock.css";
/// The loader of lazily loaded areas, as cargo-leptos names it where files carry no hash.
const SPLIT_LOADER: &str = "__wasm_split.______________________.js";

struct Build {
    folder: &'static str,
    name: &'static str,
    entry: &'static str,
}

/// The files of a page's program.
pub(super) struct Program {
    /// Script modules, the first of which starts the others.
    pub(super) scripts: Vec<String>,
    /// WASM, the first of which loads the others.
    pub(super) wasm: Vec<String>,
    /// The script in the page that starts it.
    pub(super) start: String,
}

impl Program {
    /// Of the page at a path.
    pub(super) fn of(path: &str, site_root: &str) -> Self {
        let (build, area) = match SignersPage::at(path) {
            Some(_) => (SIGNING, None),
            None => (MAIN, area_of(path)),
        };
        let Build { folder, name, entry } = build;
        let (script, module) = (format!("{folder}/{name}.js"), format!("{folder}/{name}.wasm"));
        let start = format!(
            "import start, {{ {entry} }} from {script:?}; \
             try {{ await start({{ module_or_path: {module:?} }}); await {entry}(); }} finally {{ {ALIVE} }}"
        );
        let (mut scripts, mut wasm) = (vec![script], vec![module]);
        let parts = area.map(|area| lazy_files(site_root, area)).unwrap_or_default();
        if !parts.is_empty() {
            scripts.push(format!("{folder}/{SPLIT_LOADER}"));
            wasm.extend(parts.iter().map(|part| format!("{folder}/{part}.wasm")));
        }
        Self { scripts, wasm, start }
    }
}

/// The files of a lazily loaded area, so that they load beside the main one and not after it.
/// Nothing where the WASM was built whole.
fn lazy_files(site_root: &str, area: &str) -> Vec<String> {
    static MANIFEST: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    let manifest = MANIFEST.get_or_init(|| {
        let path = format!("{site_root}{}/__wasm_split_manifest.json", MAIN.folder);
        std::fs::read(Path::new(&path))
            .ok()
            .and_then(|file| serde_json::from_slice(&file).ok())
            .unwrap_or_default()
    });
    // A function's name, followed by a hash of where it stands in the source.
    manifest
        .iter()
        .find(|(function, _)| function.strip_prefix(area).is_some_and(|rest| rest.starts_with('_')))
        .map(|(_, files)| files.clone())
        .unwrap_or_default()
}

/// The lazy function of `routes` that shows the page at a path. Nothing for a page that is none: browsers complain of what they loaded ahead for nothing.
fn area_of(path: &str) -> Option<&'static str> {
    match path.split('/').nth(1).unwrap_or_default() {
        // The root leads to the cases.
        "" | "account" | "cases" | "documents" | "envelopes" | "log" | "roles" => Some("office_area"),
        "join" | "recovery" | "security" | "setup" | "sign-in" => Some("access_area"),
        "admin" => Some("admin_area"),
        "verify" => Some("verify_area"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Program, area_of};

    #[test]
    fn a_signer_loads_nothing_of_the_office() {
        let program = Program::of("/sign/document", "no-such-folder");
        assert_eq!(program.scripts, ["/signing/signing.js"]);
        assert_eq!(program.wasm, ["/signing/signing.wasm"]);
        assert!(
            program
                .start
                .contains("{ hydrate_signing } from \"/signing/signing.js\"")
        );
        assert_eq!(
            Program::of("/sign-in/code", "no-such-folder").wasm,
            ["/pkg/matterlock.wasm"]
        );
        assert_eq!(area_of("/no-such-page"), None);
    }

    /// The routes, as they are written: `lazily!` names a route's area, and the table its path.
    #[test]
    fn every_page_loads_its_own_area_ahead() {
        let routes: String = include_str!("../routes.rs").split_whitespace().collect();
        let areas: BTreeMap<&str, &str> = routes
            .split("lazily!(")
            .skip(1)
            .filter_map(|rest| rest.split_once(','))
            .filter_map(|(route, rest)| Some((route, rest.split_once(',')?.0)))
            .collect();
        let mut seen = 0;
        for rest in routes.split("path=path!(\"").skip(1) {
            let (path, rest) = rest.split_once('"').unwrap();
            let Some(shown) = rest.strip_prefix(")view={Lazy::<") else {
                continue;
            };
            let area = areas[shown.split_once('>').unwrap().0];
            // Written below the console's frame.
            let path = if area == "admin_area" && !path.starts_with("/admin") {
                format!("/admin{path}")
            } else {
                path.to_owned()
            };
            // A frame's own path is empty.
            assert!(path.is_empty() || area_of(&path) == Some(area), "{path} is of {area}");
            seen += 1;
        }
        assert!(seen > 40, "{seen} routes");
    }
}
