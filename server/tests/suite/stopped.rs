//! R1: told to stop at any moment of its start or of a command's work, the program ends and leaves no database behind.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::installation::{Installation, send};

/// The private database is being made, runs, and its roles and tables are there.
const MOMENTS: [&str; 3] = ["postgres/initialising", "postgres/cluster/postmaster.pid", "objects"];

/// Waits for at most half a minute.
fn wait_until(what: &str, mut reached: impl FnMut() -> bool) {
    for _ in 0..3000 {
        if reached() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what}: not reached");
}

fn ended_soon(child: &mut Child, what: &str) -> bool {
    for _ in 0..800 {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    panic!("{what}: it went on for eight seconds");
}

/// No process of the installation is left. What was killed may take a moment to be gone.
fn nothing_runs(installation: &Installation, what: &str) {
    let mut left = Vec::new();
    for _ in 0..200 {
        left = installation.processes();
        if left.is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what}: {left:?} still run");
}

fn stop_at(installation: &Installation, arguments: &[&str], signal: &str, moment: &str) -> bool {
    let what = format!("{arguments:?}, {signal} at {moment}");
    let mut child = installation
        .command(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mark = installation.data().join(moment);
    wait_until(&what, || {
        assert!(child.try_wait().unwrap().is_none(), "{what}: it ended before");
        mark.exists()
    });
    send(signal, &child);
    let success = ended_soon(&mut child, &what);
    nothing_runs(installation, &what);
    assert!(!installation.data().join("postgres/password-for-initdb").exists());
    success
}

#[test]
fn r1_told_to_stop_while_it_starts_it_leaves_no_database() {
    for (moment, signal) in MOMENTS.into_iter().zip(["INT", "TERM", "HUP"]) {
        let mut installation = Installation::new();
        assert!(stop_at(&installation, &["serve", "--demo"], signal, moment));
        // What was begun is no hindrance.
        installation.serve();
        installation.stop();
        nothing_runs(&installation, moment);
    }
}

#[test]
fn r1_a_command_that_is_cut_short_or_fails_leaves_no_database() {
    let mut installation = Installation::start();
    assert!(
        !installation.processes().is_empty(),
        "what runs is seen, so that what does not run is known"
    );
    installation.stop();
    let runs = "postgres/cluster/postmaster.pid";
    for (arguments, signal) in [
        (["check"].as_slice(), "INT"),
        (&["setup-link"], "TERM"),
        (&["totp", "ana@firm-a.example"], "INT"),
    ] {
        assert!(!stop_at(&installation, arguments, signal, runs), "{arguments:?}");
    }
    let nobody = [
        "add-person",
        "--colleague",
        "nobody@firm-a.example",
        "--mail",
        "eva@firm-a.example",
    ];
    let (added, said) = installation.run(&[&nobody[..], &["--name", "Eva", "--role", "partner"]].concat(), "x\n");
    assert!(!added, "{said}");
    nothing_runs(&installation, "after the command");
    // A cluster that starts and whose database can't be prepared.
    let objects = installation.data().join("objects");
    std::fs::remove_dir_all(&objects).unwrap();
    std::fs::write(&objects, "no folder").unwrap();
    let (made, said) = installation.run(&["setup-link"], "");
    assert!(!made && said.contains("the folder for documents"), "{said}");
    nothing_runs(&installation, "after the command");
    assert!(Path::new(&objects).is_file());
}

#[test]
fn a_password_that_is_waited_for_can_be_interrupted() {
    let installation = Installation::new();
    let mut child = installation
        .command(&[
            "add-person",
            "--colleague",
            "a@a.example",
            "--mail",
            "b@a.example",
            "--name",
            "B",
        ])
        .args(["--role", "partner"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let input = child.stdin.take();
    std::thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    send("INT", &child);
    assert!(!ended_soon(&mut child, "add-person"));
    drop(input);
}
