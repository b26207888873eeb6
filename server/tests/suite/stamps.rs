//! L6 at the terminal: a server whose operator has chosen a time-stamp authority has its logs stamped, and `server audit verify` judges the stamps.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;

use crate::installation::Installation;
use crate::person::Person;

const CONFIG: &str = "
    [req]
    distinguished_name = nobody
    [nobody]
    [authority]
    basicConstraints = critical, CA:TRUE
    keyUsage = critical, keyCertSign
    [stamper]
    basicConstraints = critical, CA:FALSE
    keyUsage = critical, digitalSignature
    extendedKeyUsage = critical, timeStamping
    [stamps]
    serial = serial
    default_policy = 1.2.3.4.1
    signer_digest = sha256
    digests = sha256";

fn openssl(folder: &Path, options: &str) {
    let made = Command::new("openssl")
        .current_dir(folder)
        .args(options.split_whitespace())
        .output()
        .unwrap_or_else(|error| panic!("openssl is missing, run .make/setup.sh test: {error}"));
    assert!(
        made.status.success(),
        "{options}: {}",
        String::from_utf8_lossy(&made.stderr)
    );
}

/// A key and its certificate.
fn make(folder: &Path, what: &str, more: &str) {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(
        folder,
        &format!(
            "req -x509 -config openssl.cnf -extensions {what} -subj /CN={what} -days 2 {key} -keyout {what}.key -out {what}.pem {more}"
        ),
    );
}

/// Who answers as openssl does, at an address.
async fn listen(folder: PathBuf) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let answer = move |query: Bytes| {
        let folder = folder.clone();
        async move {
            std::fs::write(folder.join("query"), &query).unwrap();
            openssl(
                &folder,
                "ts -reply -config openssl.cnf -section stamps -queryfile query -signer stamper.pem -inkey stamper.key -out answer",
            );
            std::fs::read(folder.join("answer")).unwrap()
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", post(answer))).await });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_stamps_are_kept_and_judged_at_the_terminal() {
    // A folder of the authority's own.
    let elsewhere = Installation::new();
    let folder = elsewhere.folder().to_owned();
    std::fs::write(folder.join("openssl.cnf"), CONFIG).unwrap();
    make(&folder, "authority", "");
    make(&folder, "stamper", "-CA authority.pem -CAkey authority.key");
    let trusted = folder.join("authority.pem");
    let mut installation = Installation::choosing(&[
        ("MATTERLOCK_TIMESTAMP_URL", listen(folder.clone()).await.leak()),
        ("MATTERLOCK_TIMESTAMP_CA_FILE", trusted.display().to_string().leak()),
    ]);
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    // It looks at its start, and then every minute.
    tokio::time::sleep(Duration::from_secs(3)).await;
    installation.stop();
    installation.serve();
    let stamped = async {
        loop {
            let (held, said) = installation.run(&["audit", "verify"], "");
            assert!(held, "{said}");
            if said.contains("1 time stamps hold, the newest of ") {
                break;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), stamped)
        .await
        .expect("stamped");

    // Another authority of the same name is none that anybody trusts.
    make(&folder, "authority", "");
    let (held, said) = installation.run(&["audit", "verify"], "");
    assert!(
        !held && said.contains("BROKEN") && said.contains("vouches for who signed the stamp"),
        "{said}"
    );
}
