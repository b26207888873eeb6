//! L7: nothing of whoever was erased opens, and the log is as it was signed.

use backend::people::{self, Invitee};
use backend::{audit, cases, console, jobs, signing};
use domain::audit::{BLACKENED, Event, LogFilter};
use domain::console::CheckpointMail;
use domain::erasure::SubjectKind;
use domain::error::Conflict;
use domain::ids::SubjectId;
use domain::parties::PartyForm;
use domain::{Error, Language, Role};
use tlog::receipt::Receipt;

use super::{GROUND, QUIRINA, erase, found, of, quirina, stands_in, verifies};
use crate::support::changes::{REASON, number, witness};
use crate::support::log::everything;
use crate::support::people::Firms;
use crate::support::{all, conflict, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_nothing_of_an_erased_party_opens_and_the_log_is_as_it_was_signed() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    let document = firms.upload().await;
    let asked = domain::signing::SignatureRequest {
        party,
        message: "Estimada Quirina".to_owned(),
        ..firms.request_for(document)
    };
    let envelope = signing::request(&firms.ana.caller, asked).await.unwrap();
    let link = signing::hand_over(&firms.ana.caller, envelope, domain::signing::Channel::Copied)
        .await
        .unwrap();
    let signer = firms.open(link.url.split_once('#').unwrap().1).await;
    let reason = "No es lo que Quirina acordó";
    signing::decline(&signer, domain::signing::DeclineKind::Declined, reason)
        .await
        .unwrap();
    let filter = LogFilter {
        text: Some("quirina".to_owned()),
        ..LogFilter::default()
    };
    audit::save_filter(&firms.ana.caller, "De ella", filter.clone())
        .await
        .unwrap();
    verifies(&firms).await;
    let newest = format!(
        "select max(number) from matterlock.log_entries where firm_id = '{}'",
        firms.ana.firm()
    );
    let newest = firms.world.count(&newest).await;
    let digest = format!(
        "select md5(string_agg(l::text, '|' order by l.number)) from matterlock.log_entries l where firm_id = '{}' and number <= {newest}",
        firms.ana.firm()
    );
    let before = firms.world.text(&digest).await;
    let told = || async { format!("{:?}", everything(&firms.ana).await) };
    assert!(told().await.contains(QUIRINA));

    let bruno = firms.world.console(&firms.bruno).await;
    let who = "quirina zumbado";
    assert_eq!(
        found(&bruno.at, who).await,
        [(SubjectKind::Party, None), (SubjectKind::Signer, None)]
    );
    let erasure = erase(&bruno.at, &[of(party)]).await.unwrap();

    assert_eq!(stands_in(&firms, "quirina").await, Vec::<String>::new());
    assert_eq!(stands_in(&firms, "7777 1234").await, Vec::<String>::new());
    let told = told().await;
    assert!(!told.to_lowercase().contains("quirina") && told.contains("PartyAdded"));
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let shown = page.parties.iter().find(|shown| shown.id == party).unwrap();
    assert_eq!(
        (shown.name.as_str(), shown.email.as_str(), shown.phone.as_str()),
        (BLACKENED, "", "")
    );
    assert_eq!(found(&bruno.at, who).await, []);
    // Of the log no letter has changed: what was hashed is as it was.
    assert_eq!(before, firms.world.text(&digest).await);
    verifies(&firms).await;

    // What is said of it: ids and counts, and no name.
    let log = console::log(&bruno.at, LogFilter::default(), &all).await.unwrap();
    let said = log
        .entries
        .iter()
        .find(|entry| entry.event.name() == "person_erased")
        .unwrap();
    let Event::PersonErased {
        parties,
        signers,
        colleagues,
        kept,
        ground,
        ..
    } = &said.event
    else {
        panic!("{said:?}")
    };
    assert_eq!(
        (*parties, *signers, *colleagues, *kept, ground.as_str()),
        (1, 1, 0, 0, GROUND)
    );
    assert_eq!(said.actor, "bruno");

    let done = console::erasures(&bruno.at).await.unwrap();
    assert_eq!(done.len(), 1);
    assert_eq!((done[0].id, done[0].ground.as_str()), (erasure, GROUND));
    assert_eq!(done[0].count(SubjectKind::Signer), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_the_receipt_is_signed_and_proven_and_names_nobody() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    let bruno = firms.world.console(&firms.bruno).await;
    let erasure = erase(&bruno.at, &[of(party)]).await.unwrap();
    let receipt = console::erasure_receipt(&bruno.at, erasure).await.unwrap();
    assert!(!receipt.note.contains("Quirina") && receipt.note.contains(&party.to_string()));
    let keys = [audit::verifier_key(&firms.world.backend).unwrap()];
    let read = Receipt::open(&receipt.note, &keys).unwrap();
    assert_eq!((read.erasure, read.ground.as_str()), (erasure.0, GROUND));
    assert_eq!(
        (read.entry.number, read.proof.size),
        (receipt.entry, receipt.checkpoint)
    );
    assert_eq!(read.entry.event, "person_erased");
    assert!(receipt.checkpoint >= receipt.entry);
    let number = firms
        .world
        .count("select number from matterlock.console_entries where event = 'person_erased'")
        .await;
    assert_eq!(u64::try_from(number).unwrap(), receipt.entry);
    // It stays provable as the log goes on, and other firms have none.
    console::find_to_erase(&bruno.at, "nadie").await.unwrap();
    verifies(&firms).await;
    let later = console::erasure_receipt(&bruno.at, erasure).await.unwrap();
    assert!(Receipt::open(&later.note, &keys).is_ok() && later.checkpoint > receipt.checkpoint);
    let eva = firms.world.console(&firms.eva).await;
    assert_eq!(
        refusal(console::erasure_receipt(&eva.at, erasure).await),
        Error::NotFound
    );
    assert_eq!(console::erasures(&eva.at).await.unwrap(), []);
    // An entry that somebody has changed is not what was signed, and no receipt is made of it.
    let change = |what: &str| {
        format!(
            "begin; set local session_replication_role = replica; alter table matterlock.console_entries disable trigger all;
             update matterlock.console_entries set {what} where event = 'person_erased'; commit"
        )
    };
    firms.world.alter(&change("request = request || ' '")).await;
    assert!(console::erasure_receipt(&bruno.at, erasure).await.is_err());
    firms.world.alter(&change("request = rtrim(request)")).await;
    assert!(console::erasure_receipt(&bruno.at, erasure).await.is_ok());
    // Nor of hashes.
    firms
        .world
        .alter("update matterlock.log_tiles set hashes = decode(repeat('00', length(hashes)), 'hex') where log = 'console'")
        .await;
    assert!(console::erasure_receipt(&bruno.at, erasure).await.is_err());
}

/// A colleague with everything that one has, an invitation and letters among it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_nothing_of_an_erased_colleague_opens() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await.administrator;
    people::invite(
        &desk,
        Invitee {
            name: "Ximena Ulate".to_owned(),
            email: "ximena@solano.example".to_owned(),
            role: Role::Partner,
            language: Language::Es,
        },
    )
    .await
    .unwrap();
    jobs::run_due(&world.backend).await.unwrap();
    world
        .alter("update matterlock.account_links set used_at = app.now() where kind = 'invitation'")
        .await;
    let ximena = world
        .add_colleague(&firms.ana, "ximena@solano.example", Role::Partner)
        .await;
    let id = ximena.caller.me().user;
    cases::assign(&firms.ana.caller, firms.case, id).await.unwrap();
    cases::page(&ximena.caller, firms.case).await.unwrap();
    cases::unassign(&firms.ana.caller, firms.case, id).await.unwrap();
    // Ana has a letter that names her.
    cases::break_glass(&ximena.caller, &number(&firms, firms.case).await, REASON)
        .await
        .unwrap();
    jobs::run_due(&world.backend).await.unwrap();
    assert!(stands_in(&firms, "ximena").await.contains(&"letters".to_owned()));

    let bruno = world.console(&firms.bruno).await;
    console::save_checkpoint_mail(&bruno.at, CheckpointMail::Address, "Ximena@solano.example")
        .await
        .unwrap();
    let subject = SubjectId(id.0);
    assert_eq!(
        refusal(erase(&bruno.at, &[subject]).await),
        conflict(Conflict::LiveNotErased)
    );
    people::close_account(&bruno.at.administrator(), id).await.unwrap();
    let named = everything(&firms.ana).await;
    let acted = named.iter().filter(|entry| entry.actor == "ximena").count();
    erase(&bruno.at, &[subject]).await.unwrap();

    for word in ["ximena", "ulate"] {
        assert_eq!(stands_in(&firms, word).await, Vec::<String>::new(), "{word}");
    }
    let page = console::policies(&bruno.at).await.unwrap();
    assert_eq!(page.checkpoint_mail, CheckpointMail::Administrators);
    for (table, column) in [
        ("authenticators", "user_id"),
        ("passkeys", "user_id"),
        ("recovery_codes", "user_id"),
        ("letters", "user_id"),
    ] {
        let rows = format!("select count(*) from matterlock.{table} where {column} = '{id}'");
        assert_eq!(world.count(&rows).await, 0, "{table}");
    }
    let places = format!(
        "select count(*) from matterlock.sessions where user_id = '{id}' and (address is not null or device <> '')"
    );
    assert_eq!(world.count(&places).await, 0);
    let entries = everything(&firms.ana).await;
    let hers: Vec<_> = entries.iter().filter(|entry| entry.actor == BLACKENED).collect();
    assert!(acted > 0 && hers.len() == acted, "{acted} {}", hers.len());
    for entry in hers {
        assert_eq!(
            (entry.actor.as_str(), entry.address.as_deref(), entry.device.as_str()),
            (BLACKENED, None, "")
        );
    }
    verifies(&firms).await;
    // Nobody opens her account again, whoever asks the database.
    assert_eq!(
        refusal(people::reopen_account(&bruno.at.administrator(), id).await),
        conflict(Conflict::ErasedForGood)
    );
    let again = sqlx::query("update matterlock.users set name = 'Ximena' where id = $1")
        .bind(id.0)
        .execute(&world.superuser)
        .await;
    assert!(again.is_err());
}

/// Of what others keep to find entries by, that goes which looks for the person, and nothing that only sounds like it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_other_peoples_filters_stay_unless_they_look_for_the_person() {
    let firms = Firms::new().await;
    let form = PartyForm {
        email: "Ana.Q@solano.example".to_owned(),
        ..witness(&firms, "Ana Quirós")
    };
    let party = cases::save_party(&firms.ana.caller, form).await.unwrap();
    let kept = [
        ("Esta semana", "solano"),
        ("Del despacho", "example"),
        ("Otra gente", "ana quesada"),
        ("Mananas", "quirosa"),
        ("Solo un correo", "q@solano.example"),
    ];
    let gone = [
        ("Lo de Ana Quiros, abogada", "firma"),
        ("Su correo", "de ana.q@solano.example."),
        ("Su apellido", "QUIRÓS"),
        ("Su nombre", "(Ana Quirós)"),
    ];
    for (name, text) in kept.into_iter().chain(gone) {
        let filter = LogFilter {
            text: Some(text.to_owned()),
            ..LogFilter::default()
        };
        audit::save_filter(&firms.rosa.caller, name, filter).await.unwrap();
    }
    let bruno = firms.world.console(&firms.bruno).await;
    erase(&bruno.at, &[of(party)]).await.unwrap();
    let page = audit::page(&firms.rosa.caller, LogFilter::default(), &all)
        .await
        .unwrap();
    let mut left: Vec<&str> = page.saved.iter().map(|saved| saved.name.as_str()).collect();
    left.sort_unstable();
    let mut wanted = kept.map(|(name, _)| name);
    wanted.sort_unstable();
    assert_eq!(left, wanted);
    // It is said how many of other people's went.
    let said = "select details ->> 'filters' from matterlock.console_entries where event = 'person_erased'";
    assert_eq!(firms.world.text(said).await, "4");
}
