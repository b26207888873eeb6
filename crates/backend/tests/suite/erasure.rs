//! L7: erasing somebody leaves nothing of them that opens, and the log as it was signed; a legal hold blocks it; what was erased stays so.

use std::time::Duration;

use backend::audit::{self, LogKind};
use backend::caller::{AtTheConsole, SessionProbe};
use backend::live::run_switchboard;
use backend::people::{self, Invitee};
use backend::{Failure, access, cases, console, jobs, signing};
use domain::audit::{BLACKENED, Event, LogFilter};
use domain::console::CheckpointMail;
use domain::erasure::{KeptBy, MOST_AT_ONCE, Subject, SubjectKind};
use domain::error::Conflict;
use domain::ids::{ErasureId, FirmId, PartyId, SubjectId, UserId};
use domain::parties::{PartyForm, PartyRole};
use domain::{Error, Language, Problem, Role};
use tlog::receipt::Receipt;

use crate::support::changes::{REASON, number, witness};
use crate::support::log::everything;
use crate::support::people::Firms;
use crate::support::signer::typed;
use crate::support::{all, conflict, refusal, visitor};

const GROUND: &str = "Ley 8968, solicitado por escrito";
const QUIRINA: &str = "Quirina Zumbado";

/// A party with a name, an address and a number that nobody else has.
async fn quirina(firms: &Firms) -> PartyId {
    let form = PartyForm {
        role: PartyRole::Client,
        email: "quirina@zumbado.example".to_owned(),
        phone: "+506 7777 1234".to_owned(),
        ..witness(firms, QUIRINA)
    };
    cases::save_party(&firms.ana.caller, form).await.unwrap()
}

fn of(party: PartyId) -> SubjectId {
    SubjectId(party.0)
}

async fn erase(at: &AtTheConsole, subjects: &[SubjectId]) -> Result<ErasureId, Failure> {
    console::erase(at, subjects, GROUND, true).await
}

async fn found(at: &AtTheConsole, who: &str) -> Vec<(SubjectKind, Option<KeptBy>)> {
    let found = console::find_to_erase(at, who).await.unwrap();
    found
        .subjects
        .iter()
        .map(|subject| (subject.kind, subject.kept))
        .collect()
}

/// Tables in which a word stands, wherever in a row.
async fn stands_in(firms: &Firms, word: &str) -> Vec<String> {
    let tables = firms
        .world
        .text("select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'matterlock'::regnamespace and relkind = 'r'")
        .await;
    let mut holding = Vec::new();
    for table in tables.split(' ') {
        let rows = firms
            .world
            .count(&format!(
                "select count(*) from matterlock.{table} t where t::text ilike '%{word}%'"
            ))
            .await;
        if rows > 0 {
            holding.push(table.to_owned());
        }
    }
    holding
}

async fn verifies(firms: &Firms) {
    audit::grow_all(&firms.world.backend).await.unwrap();
    let verified = audit::verify_all(&firms.world.backend, Some(FirmId(firms.ana.firm())))
        .await
        .unwrap();
    assert!(!verified.is_empty());
    assert!(verified.iter().all(|log| log.report.is_clean()), "{verified:?}");
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_hold_blocks_it_until_it_is_lifted() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    cases::place_hold(&firms.ana.caller, firms.case, REASON).await.unwrap();
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let hold = page.hold.unwrap();
    assert_eq!((hold.placed_by.as_str(), hold.reason.as_str()), ("ana", REASON));
    // Placed again it stays as it is.
    cases::place_hold(&firms.ana.caller, firms.case, "Otro motivo distinto")
        .await
        .unwrap();
    let ximena = firms
        .world
        .add_colleague(&firms.ana, "ximena@solano.example", Role::Attorney)
        .await;
    // Known to the case by its log alone.
    let id = ximena.caller.me().user;
    cases::assign(&firms.ana.caller, firms.case, id).await.unwrap();
    cases::unassign(&firms.ana.caller, firms.case, id).await.unwrap();

    let bruno = firms.world.console(&firms.bruno).await;
    people::close_account(&bruno.at.administrator(), id).await.unwrap();
    for subject in [of(party), SubjectId(id.0)] {
        let refused = refusal(erase(&bruno.at, &[subject]).await);
        assert_eq!(refused, conflict(Conflict::HeldNotErased));
    }
    assert_eq!(
        found(&bruno.at, QUIRINA).await,
        [(SubjectKind::Party, Some(KeptBy::Held))]
    );
    // All or nothing: somebody whom no hold covers stays too.
    let (_, free) = crate::support::people::open_case(&firms.ana, "Sin retención").await;
    assert_eq!(
        refusal(erase(&bruno.at, &[of(free), of(party)]).await),
        conflict(Conflict::HeldNotErased)
    );
    assert_eq!(firms.world.count("select count(*) from matterlock.erasures").await, 0);
    // Nor by hand, with all rights.
    let by_hand = sqlx::query("update matterlock.log_keys set wrapped = null, erased_at = now()")
        .execute(&firms.world.superuser)
        .await;
    assert!(by_hand.is_err());
    assert!(
        sqlx::query("delete from matterlock.log_keys")
            .execute(&firms.world.superuser)
            .await
            .is_err()
    );

    assert_eq!(
        refusal(cases::lift_hold(&firms.rosa.caller, firms.case, REASON).await),
        Error::Forbidden
    );
    assert_eq!(
        refusal(cases::lift_hold(&firms.eva.caller, firms.case, REASON).await),
        Error::NotFound
    );
    firms
        .world
        .alter("update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'office'")
        .await;
    assert_eq!(
        refusal(cases::lift_hold(&firms.ana.caller, firms.case, REASON).await),
        Error::StepUpNeeded
    );
    firms
        .world
        .alter("update matterlock.sessions set factor_at = app.now() where kind = 'office'")
        .await;
    cases::lift_hold(&firms.ana.caller, firms.case, REASON).await.unwrap();
    assert_eq!(
        refusal(cases::lift_hold(&firms.ana.caller, firms.case, REASON).await),
        Error::NotFound
    );
    erase(&bruno.at, &[of(party), SubjectId(id.0)]).await.unwrap();
    verifies(&firms).await;
}

/// A hold that is placed while somebody is being erased: whoever comes second sees what the first has done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_hold_that_is_being_placed_is_waited_for() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    let bruno = firms.world.console(&firms.bruno).await;
    let mut ana = firms
        .world
        .as_role("matterlock_app", Some(&firms.ana.secret(&firms.world)))
        .await;
    ana.attempt(&format!(
        "insert into case_holds (firm_id, case_id, placed_by, reason) values ('{}', '{}', '{}', '{REASON}')",
        firms.ana.firm(),
        firms.case,
        firms.ana.id()
    ))
    .await
    .unwrap();
    let at = bruno.at.clone();
    let erasing = tokio::spawn(async move { erase(&at, &[of(party)]).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!erasing.is_finished());
    ana.commit().await;
    assert_eq!(refusal(erasing.await.unwrap()), conflict(Conflict::HeldNotErased));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_what_is_under_way_and_what_was_signed_stays() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let bruno = world.console(&firms.bruno).await;
    let (_, link) = firms.ask().await;
    assert_eq!(
        refusal(erase(&bruno.at, &[of(firms.party)]).await),
        conflict(Conflict::OpenNotErased)
    );
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
    jobs::run_due(&world.backend).await.unwrap();
    let found = console::find_to_erase(&bruno.at, "Carmen Rojas")
        .await
        .unwrap()
        .subjects;
    let signed: Vec<&Subject> = found
        .iter()
        .filter(|subject| subject.kept == Some(KeptBy::Evidence))
        .collect();
    assert_eq!(signed.len(), 1);
    assert_eq!(
        refusal(erase(&bruno.at, &[signed[0].id]).await),
        conflict(Conflict::EvidenceNotErased)
    );
    // The party goes; who signed, and what proves it, stays, and is told.
    erase(&bruno.at, &[of(firms.party)]).await.unwrap();
    let done = console::erasures(&bruno.at).await.unwrap();
    assert_eq!((done[0].kept, done[0].count(SubjectKind::Signer)), (1, 0));
    let name = world.text("select name from matterlock.signers").await;
    assert_eq!(name, "Carmen Rojas");
    // And nobody is asked to sign under the name of before, nor is it written anew.
    let document = firms.upload().await;
    let asked = signing::request(&firms.ana.caller, firms.request_for(document)).await;
    assert!(asked.is_err());
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let shown = page.parties.iter().find(|shown| shown.id == firms.party).unwrap();
    let anew = PartyForm {
        id: Some(firms.party),
        version: shown.version,
        ..witness(&firms, "Carmen Rojas")
    };
    assert_eq!(
        refusal(cases::save_party(&firms.ana.caller, anew).await),
        conflict(Conflict::ErasedForGood)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_only_a_sure_administrator_of_the_same_firm_erases() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    let (bruno, eva) = (
        firms.world.console(&firms.bruno).await,
        firms.world.console(&firms.eva).await,
    );
    assert_eq!(refusal(erase(&eva.at, &[of(party)]).await), Error::NotFound);
    assert_eq!(found(&eva.at, QUIRINA).await, []);
    let unsure = refusal(console::erase(&bruno.at, &[of(party)], GROUND, false).await);
    assert_eq!(unsure, Error::invalid("sure", Problem::Required));
    let no_ground = refusal(console::erase(&bruno.at, &[of(party)], "x", true).await);
    assert_eq!(no_ground, Error::invalid("ground", Problem::TooShort { min: 10 }));
    let nobody = refusal(console::erase(&bruno.at, &[], GROUND, true).await);
    assert_eq!(nobody, Error::invalid("subjects", Problem::Required));
    firms
        .world
        .alter(
            "update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'admin'",
        )
        .await;
    assert_eq!(refusal(erase(&bruno.at, &[of(party)]).await), Error::StepUpNeeded);
    assert_eq!(
        refusal(console::find_to_erase(&bruno.at, QUIRINA).await),
        Error::StepUpNeeded
    );
    firms
        .world
        .alter("update matterlock.sessions set factor_at = app.now() where kind = 'admin'")
        .await;
    // Walled off from the case: as if there were nobody.
    let user: UserId = firms.bruno.caller.me().user;
    cases::raise_wall(&firms.ana.caller, firms.case, user, REASON)
        .await
        .unwrap();
    assert_eq!(found(&bruno.at, QUIRINA).await, []);
    assert_eq!(refusal(erase(&bruno.at, &[of(party)]).await), Error::NotFound);
    cases::lift_wall(&firms.ana.caller, firms.case, user, REASON)
        .await
        .unwrap();
    erase(&bruno.at, &[of(party)]).await.unwrap();
    // Once.
    assert_eq!(refusal(erase(&bruno.at, &[of(party)]).await), Error::NotFound);
    // An erasure without its entry is none.
    firms
        .world
        .alter("alter table matterlock.console_entries add constraint test_refuses check (event <> 'person_erased') not valid")
        .await;
    let (_, other) = crate::support::people::open_case(&firms.ana, "Otro asunto").await;
    assert!(matches!(
        refusal(erase(&bruno.at, &[of(other)]).await),
        Error::Internal { .. }
    ));
    assert_eq!(firms.world.count("select count(*) from matterlock.erasures").await, 1);
}

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

/// Writers who speak of somebody, whose key may not be made yet, while they are erased: no key comes to life, and nothing opens.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l7_no_writer_brings_a_key_to_life() {
    let firms = std::sync::Arc::new(Firms::new().await);
    let world = &firms.world;
    let bruno = world.console(&firms.bruno).await;
    for round in 0..12_u32 {
        // Never spoken of before: the first entry makes the key.
        let unsaid = PartyId(vault::random::uuid_v7(1_800_000_000_000));
        world
            .alter(&format!(
                "insert into matterlock.parties (firm_id, case_id, id, role, name) values ('{}', '{}', '{unsaid}', 'client', '{QUIRINA}')",
                firms.ana.firm(),
                firms.case
            ))
            .await;
        let party = quirina(&firms).await;
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let firms = std::sync::Arc::clone(&firms);
                tokio::spawn(async move {
                    // Each with a memory of its own, as another server has.
                    let replica = firms.world.replica(0);
                    let probe = SessionProbe::from_cookie(&visitor(&replica), &firms.ana.cookie).unwrap();
                    let caller = access::identify(&probe, true).await.unwrap().unwrap();
                    for turn in 0..6 {
                        for spoken_of in [unsaid, party] {
                            let form = PartyForm {
                                id: Some(spoken_of),
                                version: turn + 1,
                                phone: format!("{writer} {turn}"),
                                ..witness(&firms, QUIRINA)
                            };
                            // Whoever comes second is refused, and whoever comes after the erasure.
                            drop(cases::save_party(&caller, form).await);
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(u64::from(round) * 3)).await;
        erase(&bruno.at, &[of(party), of(unsaid)]).await.unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
        let living = format!(
            "select count(*) from matterlock.log_keys where subject_id in ('{party}', '{unsaid}') and wrapped is not null"
        );
        assert_eq!(world.count(&living).await, 0, "round {round}");
        let dead = format!(
            "select count(*) from matterlock.log_keys where subject_id in ('{party}', '{unsaid}') and erased_at is not null"
        );
        assert_eq!(world.count(&dead).await, 2, "round {round}");
        let named = format!(
            "select count(*) from matterlock.parties where id in ('{party}', '{unsaid}') and name <> '{BLACKENED}'"
        );
        assert_eq!(world.count(&named).await, 0, "round {round}");
    }
    assert!(!format!("{:?}", everything(&firms.ana).await).contains("Quirina"));
    verifies(&firms).await;
}

/// A server that holds the key in memory drops it when it hears of the erasure elsewhere: what it writes of them then is not even sealed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_other_servers_drop_the_key() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    // Ana's server holds the key: it sealed under it twice, the second time from memory.
    for version in 1..=2 {
        let form = PartyForm {
            id: Some(party),
            version,
            phone: version.to_string(),
            ..witness(&firms, QUIRINA)
        };
        cases::save_party(&firms.ana.caller, form).await.unwrap();
    }
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    tokio::time::sleep(Duration::from_millis(500)).await;
    // Hearing that it listens, a server drops everything: it holds the key again from here on.
    let form = PartyForm {
        id: Some(party),
        version: 3,
        phone: "3".to_owned(),
        ..witness(&firms, QUIRINA)
    };
    cases::save_party(&firms.ana.caller, form).await.unwrap();

    let elsewhere = firms.world.replica(0);
    let bruno = firms.world.console(&firms.bruno).await;
    let door = crate::support::administration::at_the_door(&elsewhere, "203.0.113.7");
    let there = console::identify(&bruno.probe(&door), true).await.unwrap().unwrap();
    erase(&there, &[of(party)]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let shown = page.parties.iter().find(|shown| shown.id == party).unwrap();
    let role = PartyForm {
        case: firms.case,
        id: Some(party),
        version: shown.version,
        role: PartyRole::Other,
        name: shown.name.clone(),
        email: String::new(),
        phone: String::new(),
    };
    cases::save_party(&firms.ana.caller, role).await.unwrap();
    let sealed = firms
        .world
        .count("select count(*) from matterlock.log_entries where event = 'party_changed' and details -> 'changes' ? 'sealed'")
        .await;
    let changed = firms
        .world
        .count("select count(*) from matterlock.log_entries where event = 'party_changed'")
        .await;
    assert_eq!((changed, sealed), (4, 3));
    listening.abort();
    assert_eq!(audit::all_erased(&firms.world.backend).await.unwrap().len(), 1);
    let verified = audit::verify_all(&firms.world.backend, None).await.unwrap();
    assert!(verified.iter().any(|log| log.log == LogKind::Console));
}
