//! S8: answers take the same time, whether an account exists or not.

use std::time::Duration;

use backend::access;
use backend::attack::apart::{mann_whitney, median};
use backend::caller::Visitor;
use domain::{Error, Problem};
use secrecy::SecretString;
use tokio::time::Instant;

use crate::support::people::Firms;
use crate::support::{refusal, visitor};

const ANA: &str = "ana@solano.example";
/// bcrypt at cost 10, as an imported account brings it: it takes longer than Argon2id.
const IMPORTED: &str = "$2b$10$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";

/// Milliseconds until somebody with a wrong password was answered.
async fn answered_after(visitor: &Visitor, email: &str) -> f64 {
    let began = Instant::now();
    let told = refusal(access::check_password(visitor, email, SecretString::from("not the password"), "").await);
    let took = began.elapsed();
    assert_eq!(told, Error::invalid("email", Problem::WrongMailOrPassword));
    took.as_secs_f64() * 1000.0
}

/// So many pairs: a known and an unknown address, in turns the one first and the other.
async fn pairs(firms: &Firms, visitor: &Visitor, pairs: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for number in 0..pairs {
        let nobody = format!("nobody-{number}@solano.example");
        if number % 2 == 0 {
            known.push(answered_after(visitor, ANA).await);
            unknown.push(answered_after(visitor, &nobody).await);
        } else {
            unknown.push(answered_after(visitor, &nobody).await);
            known.push(answered_after(visitor, ANA).await);
        }
        firms.world.alter("delete from matterlock.sign_in_failures").await;
    }
    (known, unknown)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_an_unknown_address_is_answered_as_late_as_a_known_one() {
    let firms = Firms::new().await;
    // Longer than an installation's own, for machines that do much else at the same time.
    let held = visitor(
        &firms
            .world
            .choosing(|settings| settings.answer_after = Duration::from_millis(1_200)),
    );
    for stored in [None, Some(IMPORTED)] {
        if let Some(hash) = stored {
            let import = format!("update matterlock.users set password_hash = '{hash}' where email = '{ANA}'");
            firms.world.alter(&import).await;
        }
        let (known, unknown) = pairs(&firms, &held, 2).await;
        // On a busy machine one of them may miss its time and be answered at the next.
        let [known, unknown] = [known, unknown].map(|times| times.into_iter().fold(f64::MAX, f64::min));
        assert!(known >= 1_200.0 && unknown >= 1_200.0, "{known} ms and {unknown} ms");
        assert!(
            (known - unknown).abs() < 25.0,
            "known: {known} ms, unknown: {unknown} ms"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: make figures"]
async fn figure_s8_1000_pairs_of_unknown_and_known_take_the_same_time() {
    let firms = Firms::new().await;
    let held = visitor(
        &firms
            .world
            .choosing(|settings| settings.answer_after = Duration::from_millis(350)),
    );
    let (known, unknown) = pairs(&firms, &held, 1_000).await;
    let apart = (median(&known) - median(&unknown)).abs();
    let p = mann_whitney(&known, &unknown);
    println!("medians {} ms and {} ms, p = {p}", median(&known), median(&unknown));
    assert!(apart < 2.0, "medians are {apart} ms apart");
    assert!(p > 0.01, "p = {p}");
}
