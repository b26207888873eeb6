//! L6: checkpoints leave by mail, once a day, to where the firm has chosen.

use backend::audit::{self, LogKind};
use backend::{cases, console, jobs};
use domain::console::CheckpointMail;
use domain::ids::FirmId;
use domain::{Error, Problem};
use tlog::verify::{Contents, FileVerifier, Trust, notes_in};

use crate::support::administration::Signed;
use crate::support::changes::witness;
use crate::support::mime::leaves;
use crate::support::people::Firms;
use crate::support::refusal;

const DAY: i64 = 24 * 60 * 60;

/// Something is added to Ana's firm's log, and signed.
async fn grow(firms: &Firms, name: &str) {
    cases::save_party(&firms.ana.caller, witness(firms, name))
        .await
        .unwrap();
    audit::grow_all(&firms.world.backend).await.unwrap();
}

/// The mails with checkpoints so far, as they lie in the outbox, for whoever they are.
fn mailed(firms: &Firms) -> Vec<String> {
    let files = firms.world.folder.files().into_iter();
    let mails = files
        .filter(|file| file.extension().is_some_and(|end| end == "eml"))
        .map(|file| std::fs::read_to_string(file).unwrap());
    mails.filter(|mail| mail.contains("checkpoints-20")).collect()
}

fn mailed_to(firms: &Firms, address: &str) -> usize {
    let to = format!("To: {address}\r\n");
    mailed(firms).iter().filter(|mail| mail.contains(&to)).count()
}

async fn tomorrow(firms: &Firms) {
    firms.world.pass(DAY + 1).await;
    jobs::run_due(&firms.world.backend).await.unwrap();
}

async fn save(signed: &Signed, goes_to: CheckpointMail, address: &str) {
    console::save_checkpoint_mail(&signed.at, goes_to, address)
        .await
        .unwrap();
}

/// Whether Ana's firm's exported log agrees with itself, and with these notes.
async fn is_clean(firms: &Firms, notes: &[String]) -> bool {
    let backend = &firms.world.backend;
    let mut verifier = FileVerifier::new(Trust {
        keys: vec![audit::verifier_key(backend).unwrap()],
        checkpoints: notes.to_vec(),
    });
    audit::export(backend, FirmId(firms.ana.firm()), LogKind::Cases, |piece| {
        verifier.bytes(piece);
        Ok(())
    })
    .await
    .unwrap();
    verifier.finish().is_clean()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l6_checkpoints_are_mailed_once_a_day_however_many_servers_there_are() {
    let mut firms = Firms::new().await;
    grow(&firms, "Primer testigo").await;
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mailed(&firms).len(), 0, "the first day is not over");

    firms.world.pass(DAY + 1).await;
    let replicas: Vec<_> = (0..4).map(|_| firms.world.replica(0)).collect();
    for done in futures::future::join_all(replicas.iter().map(|replica| jobs::run_due(replica))).await {
        done.unwrap();
    }
    for administrator in ["ana@solano.example", "bruno@solano.example", "eva@mora.example"] {
        assert_eq!(mailed_to(&firms, administrator), 1, "{administrator}");
    }
    assert_eq!(mailed(&firms).len(), 3, "and nobody else");

    // Not more than once a day, and not of what has not grown: Eva's firm's log has not been signed since.
    firms.ana = firms.world.sign_in_again(&firms.ana).await;
    grow(&firms, "Segundo testigo").await;
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mailed(&firms).len(), 3);
    firms
        .world
        .alter("update matterlock.checkpoint_mails m set cases = t.size from matterlock.log_trees t where t.firm_id = m.firm_id and t.log = 'cases' and m.firm_id <> (select firm_id from matterlock.users where email like 'ana%')")
        .await;
    tomorrow(&firms).await;
    assert_eq!(mailed_to(&firms, "ana@solano.example"), 2);
    assert_eq!(mailed_to(&firms, "eva@mora.example"), 1);
}

/// As it is sent: every byte of it goes through any mail server, and what any mail program makes of it holds the notes as they were signed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_what_is_mailed_is_verified_by_what_was_mailed_alone() {
    let firms = Firms::new().await;
    let world = &firms.world;
    grow(&firms, "Quirina Zumbado").await;
    tomorrow(&firms).await;
    let kept = world
        .text(&format!(
            "select string_agg(note, '~' order by log) from matterlock.log_checkpoints where firm_id = '{}'",
            firms.ana.firm()
        ))
        .await;
    let kept: Vec<&str> = kept.split('~').collect();
    let mails = mailed(&firms);
    let mail = mails
        .iter()
        .find(|mail| mail.contains("To: ana@solano.example\r\n"))
        .unwrap();
    assert!(mail.is_ascii() && mail.split("\r\n").all(|line| line.len() <= 998 && !line.contains('\n')));
    let parts = leaves(mail);
    let kinds = ["text/plain", "text/html", "text/plain"];
    assert_eq!(parts.len(), kinds.len());
    for (part, kind) in parts.iter().zip(kinds) {
        assert!(
            part.headers.contains(kind) && !part.headers.contains("flowed"),
            "{}",
            part.headers
        );
        // It names no case and nobody.
        let said = part.body.to_lowercase();
        for word in [
            "quirina",
            "zumbado",
            "ana ",
            "solano.example",
            "poder",
            &firms.case.to_string(),
        ] {
            assert!(!said.contains(word), "{word} in {}", part.body);
        }
    }
    assert!(parts[2].headers.contains("attachment"));
    for text in [&parts[0].body, &parts[2].body] {
        assert_eq!(notes_in(text), kept);
        let mut verifier = FileVerifier::new(Trust {
            keys: vec![audit::verifier_key(&world.backend).unwrap()],
            checkpoints: Vec::new(),
        });
        verifier.bytes(text.as_bytes());
        let report = verifier.finish();
        assert!(report.is_clean(), "{report:?}");
        assert_eq!(report.contents, Some(Contents::Checkpoints));
    }
    // Whoever has all rights rewrites an entry and has everything signed anew: only what was mailed tells.
    let mailed = notes_in(&parts[0].body);
    assert!(is_clean(&firms, &mailed).await);
    world
        .alter(&format!(
            "begin; set local session_replication_role = replica; alter table matterlock.log_entries disable trigger all;
             update matterlock.log_entries set request = 'other' where firm_id = '{firm}' and number = 1;
             delete from matterlock.log_checkpoints where firm_id = '{firm}';
             delete from matterlock.log_tiles where firm_id = '{firm}';
             delete from matterlock.log_trees where firm_id = '{firm}'; commit",
            firm = firms.ana.firm()
        ))
        .await;
    assert!(is_clean(&firms, &[]).await);
    assert!(!is_clean(&firms, &mailed).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_checkpoints_go_where_the_firm_has_chosen() {
    let mut firms = Firms::new().await;
    let ana = firms.world.console(&firms.ana).await;
    let page = console::policies(&ana.at).await.unwrap();
    assert_eq!(
        (page.checkpoint_mail, page.checkpoint_address),
        (CheckpointMail::Administrators, None)
    );
    for (typed, problem) in [("", Problem::Required), ("archivo", Problem::NotAnEmail)] {
        assert_eq!(
            refusal(console::save_checkpoint_mail(&ana.at, CheckpointMail::Address, typed).await),
            Error::invalid("address", problem)
        );
    }
    save(&ana, CheckpointMail::Address, "archivo@notaria.example").await;
    // The same again says nothing.
    save(&ana, CheckpointMail::Address, "archivo@notaria.example").await;
    let page = console::policies(&ana.at).await.unwrap();
    assert_eq!(page.checkpoint_address.as_deref(), Some("archivo@notaria.example"));
    let entries = "select count(*) from matterlock.console_entries where event = 'checkpoint_mail_changed'";
    let world = &firms.world;
    assert_eq!(world.count(entries).await, 1);
    let details = world
        .text("select details::text from matterlock.console_entries where event = 'checkpoint_mail_changed'")
        .await;
    assert!(
        !details.contains("notaria") && details.contains("\"after\": \"address\""),
        "{details}"
    );
    world.alter(crate::console::STALE).await;
    assert_eq!(
        refusal(console::save_checkpoint_mail(&ana.at, CheckpointMail::Off, "").await),
        Error::StepUpNeeded
    );

    firms.ana = firms.world.sign_in_again(&firms.ana).await;
    grow(&firms, "Testigo").await;
    tomorrow(&firms).await;
    assert_eq!(mailed_to(&firms, "archivo@notaria.example"), 1);
    assert_eq!(
        mailed_to(&firms, "ana@solano.example") + mailed_to(&firms, "bruno@solano.example"),
        0
    );

    // Written for the address, and not mailed there any more once it is another.
    firms.ana = firms.world.sign_in_again(&firms.ana).await;
    grow(&firms, "Otro testigo").await;
    firms.world.pass(DAY + 1).await;
    firms.world.alter("select app.queue_checkpoint_mails()").await;
    let bruno = firms.world.console(&firms.bruno).await;
    save(&bruno, CheckpointMail::Off, "lo que sea").await;
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mailed_to(&firms, "archivo@notaria.example"), 1);
    let waiting = "select count(*) from matterlock.jobs where finished_at is null";
    assert_eq!(firms.world.count(waiting).await, 0);
    firms.ana = firms.world.sign_in_again(&firms.ana).await;
    grow(&firms, "Un testigo más").await;
    let before = mailed(&firms).len();
    firms
        .world
        .alter("delete from matterlock.checkpoint_mails where firm_id <> (select firm_id from matterlock.users where email like 'ana%')")
        .await;
    tomorrow(&firms).await;
    assert_eq!(mailed(&firms).len(), before, "off is off");
}

/// What is not mailed is late after two days, and not before; and where a mail server takes nothing, it was not mailed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_what_could_not_be_mailed_is_tried_on_and_not_called_mailed() {
    let firms = Firms::new().await;
    let world = &firms.world;
    grow(&firms, "Testigo").await;
    let nobody = backend::mail::Sender::parse("Matterlock <m@example.org>").unwrap();
    let refused = world.mailing(backend::mail::Mailer::smtp("smtp://127.0.0.1:9", &nobody, None).unwrap());
    world.pass(DAY + 120).await;
    jobs::run_due(&refused).await.unwrap();
    let sizes = "select sum(cases + console)::bigint from matterlock.checkpoint_mails";
    assert_eq!(world.count(sizes).await, 0);
    assert_eq!(mailed(&firms).len(), 0);
    let late = || world.count("select count(*) from app.checkpoints_not_mailed()");
    assert_eq!(late().await, 0, "not yet");
    world.pass(DAY - 60).await;
    assert_eq!(late().await, 2, "both firms");
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(
        mailed_to(&firms, "ana@solano.example"),
        1,
        "the letter of the day before"
    );
    assert_eq!(late().await, 0);
}
