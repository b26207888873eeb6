//! Whether PDFs are read behind the walls that they should be, asked before anything is served.

use paper::{Confinement, Layer, PaperShop};

use crate::config::Config;
use crate::running::warn;

/// Starts one child, and says at the terminal which walls this machine does not give.
///
/// # Errors
/// One clear sentence when neither seccomp nor Landlock stands and the operator has not accepted it.
pub(crate) async fn look(config: &Config, paper: &PaperShop) -> Result<(), String> {
    let walls = paper
        .confinement()
        .await
        .map_err(|error| format!("can't start the process that reads PDFs: {error}"))?;
    if let Some(warning) = judge(&walls, config.accept_unconfined)? {
        warn(&warning);
    }
    Ok(())
}

fn judge(walls: &Confinement, accepted: bool) -> Result<Option<String>, String> {
    let missing: Vec<String> = [("seccomp", &walls.seccomp), ("Landlock", &walls.landlock)]
        .into_iter()
        .filter_map(|(name, layer)| match layer {
            Layer::Missing { reason } => Some(format!("{name} ({reason})")),
            Layer::InForce { .. } | Layer::Partial { .. } => None,
        })
        .collect();
    let named = missing.join(" and ");
    match missing.len() {
        0 => Ok(None),
        2 if !accepted => Err(format!(
            "PDFs from strangers would be read in a process that may do what the server may, because this machine gives neither {}: start it where one of them works, or accept the danger with MATTERLOCK_UNCONFINED=accept",
            missing.join(" nor ")
        )),
        2 => Ok(Some(format!(
            "Warning: PDFs are read without {named}, as MATTERLOCK_UNCONFINED=accept says: a PDF that breaks the reader can do what the server may."
        ))),
        _ => Ok(Some(format!(
            "Warning: PDFs are read without {named}; the other walls around the reader stand."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walls(seccomp: bool, landlock: bool) -> Confinement {
        let layer = |stands, reason: &str| {
            if stands {
                Layer::InForce { detail: String::new() }
            } else {
                Layer::Missing {
                    reason: reason.to_owned(),
                }
            }
        };
        Confinement {
            resource_limits: layer(true, ""),
            no_new_privileges: layer(true, ""),
            landlock: layer(landlock, "too old"),
            seccomp: layer(seccomp, "forbidden"),
        }
    }

    #[test]
    fn a_missing_wall_is_named_and_two_are_refused() {
        assert_eq!(judge(&walls(true, true), false), Ok(None));
        for accepted in [false, true] {
            let warning = judge(&walls(false, true), accepted).unwrap().unwrap();
            assert!(
                warning.contains("seccomp (forbidden)") && !warning.contains("Landlock"),
                "{warning}"
            );
            let warning = judge(&walls(true, false), accepted).unwrap().unwrap();
            assert!(
                warning.contains("Landlock (too old)") && !warning.contains("seccomp"),
                "{warning}"
            );
        }
        let refusal = judge(&walls(false, false), false).unwrap_err();
        for word in [
            "seccomp (forbidden)",
            "Landlock (too old)",
            "MATTERLOCK_UNCONFINED=accept",
        ] {
            assert!(refusal.contains(word), "{refusal}");
        }
        let warning = judge(&walls(false, false), true).unwrap().unwrap();
        assert!(
            warning.contains("seccomp (forbidden)") && warning.contains("Landlock (too old)"),
            "{warning}"
        );
        assert_eq!(warning.lines().count(), 1);
    }
}
