//! L7: whoever is removed from a case is found in the log, and erased.

use backend::{cases, console};
use domain::erasure::{KeptBy, MOST_AT_ONCE, SubjectKind};
use domain::parties::PartyForm;

use super::{QUIRINA, erase, found, of, quirina};
use crate::support::changes::{REASON, witness};
use crate::support::log::everything;
use crate::support::people::Firms;

/// A party whose row is gone: only the log knew her.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_removed_party_is_found_in_the_log_and_erased() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    cases::remove_party(&firms.ana.caller, firms.case, party).await.unwrap();
    let bruno = firms.world.console(&firms.bruno).await;
    assert_eq!(found(&bruno.at, "quirina zumbado").await, [(SubjectKind::Party, None)]);
    let eva = firms.world.console(&firms.eva).await;
    assert_eq!(found(&eva.at, QUIRINA).await, []);
    erase(&bruno.at, &[of(party)]).await.unwrap();
    assert!(!format!("{:?}", everything(&firms.ana).await).contains("Quirina"));
    assert_eq!(found(&bruno.at, QUIRINA).await, []);
}

/// By each name that she ever had in the case, and by her address; and nobody is left out in silence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_removed_party_is_found_by_address_and_by_earlier_names() {
    let firms = Firms::new().await;
    let ana = &firms.ana.caller;
    let party = quirina(&firms).await;
    let renamed = PartyForm {
        id: Some(party),
        version: 1,
        email: "otra@zumbado.example".to_owned(),
        ..witness(&firms, "Otra Persona")
    };
    cases::save_party(ana, renamed).await.unwrap();
    cases::remove_party(ana, firms.case, party).await.unwrap();
    let bruno = firms.world.console(&firms.bruno).await;
    for who in [
        "quirina zumbado",
        "OTRA PERSONA",
        "Otra@zumbado.example",
        "quirina@zumbado.example",
    ] {
        assert_eq!(found(&bruno.at, who).await, [(SubjectKind::Party, None)], "{who}");
    }
    let shown = console::find_to_erase(&bruno.at, QUIRINA).await.unwrap();
    assert_eq!(
        (shown.subjects[0].name.as_str(), shown.subjects[0].email.as_str()),
        ("Otra Persona", "otra@zumbado.example")
    );
    assert_eq!(found(&bruno.at, "zumbado").await, []);
    cases::place_hold(ana, firms.case, REASON).await.unwrap();
    assert_eq!(
        found(&bruno.at, QUIRINA).await,
        [(SubjectKind::Party, Some(KeptBy::Held))]
    );

    for _ in 0..=MOST_AT_ONCE {
        let party = cases::save_party(ana, witness(&firms, "Zoila Mora")).await.unwrap();
        cases::remove_party(ana, firms.case, party).await.unwrap();
    }
    let many = console::find_to_erase(&bruno.at, "Zoila Mora").await.unwrap();
    assert_eq!((many.subjects.len(), many.more), (MOST_AT_ONCE, true));
    let one = console::find_to_erase(&bruno.at, QUIRINA).await.unwrap();
    assert_eq!((one.subjects.len(), one.more), (1, false));
}
