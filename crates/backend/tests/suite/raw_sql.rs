//! I1, I2 and I3 against somebody who can run any SQL as the application's role.

use std::collections::BTreeSet;

use uuid::Uuid;
use vault::Token;

use crate::support::chance;
use crate::support::people::Firms;

/// Tables and how a row is known to be Ana's firm's.
async fn rows_of_ana(firms: &Firms, role: &str, secret: Option<&Token>, settings: &[String]) -> Vec<(String, i64)> {
    let mut raw = firms.world.as_role(role, secret).await;
    for setting in settings {
        raw.attempt(setting).await.unwrap();
    }
    let mut seen = Vec::new();
    for table in raw.readable_tables().await {
        let column = match table.as_str() {
            "firms" => "id",
            "attack_runs" | "catalogue" | "installation" | "check_results" | "proof_run" | "setup_links"
            | "role_permissions" => {
                continue;
            }
            _ => "firm_id",
        };
        let rows = raw
            .count(&format!(
                "select count(*) from matterlock.{table} where {column} = '{}'",
                firms.ana.firm()
            ))
            .await;
        if rows > 0 {
            seen.push((table, rows));
        }
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_no_setting_names_a_firm() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    firms.consented(&link).await;
    let (ana, firm) = (firms.ana.id(), firms.ana.firm());
    let settings: Vec<String> = [
        format!("set local matterlock.firm = '{firm}'"),
        format!("set local matterlock.account = '{ana}'"),
        format!("set local app.current_firm = '{firm}'"),
        "set local matterlock.role = 'administrator'".to_owned(),
        "set local row_security = on".to_owned(),
        "set local search_path = pg_temp, matterlock".to_owned(),
    ]
    .into();
    let evas = firms.eva.secret(&firms.world);
    let made_up = Token::generate();
    for role in ["matterlock_app", "matterlock_signer", "matterlock_worker"] {
        for secret in [None, Some(&made_up), Some(&evas)] {
            assert_eq!(rows_of_ana(&firms, role, secret, &settings).await, [], "{role}");
        }
    }
    // A session's secret is no visit's and no claim's.
    let anas = firms.ana.secret(&firms.world);
    for role in ["matterlock_signer", "matterlock_worker"] {
        assert_eq!(rows_of_ana(&firms, role, Some(&anas), &[]).await, [], "{role}");
    }
    assert_eq!(rows_of_ana(&firms, "matterlock_operator", Some(&anas), &[]).await, []);
    assert!(rows_of_ana(&firms, "matterlock_app", Some(&anas), &[]).await.len() > 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_a_session_that_is_over_sees_no_row() {
    let firms = Firms::new().await;
    firms.ask().await;
    let secret = firms.ana.secret(&firms.world);
    let session = firms.ana.caller.session();
    for (over, again) in [
        (
            "ended_at = app.now(), end_reason = 'signed_out'",
            "ended_at = null, end_reason = null",
        ),
        ("last_seen_at = app.now() - idle_after", "last_seen_at = app.now()"),
        ("expires_at = app.now()", "expires_at = app.now() + interval '1 hour'"),
    ] {
        firms
            .world
            .alter(&format!("update matterlock.sessions set {over} where id = '{session}'"))
            .await;
        assert_eq!(
            rows_of_ana(&firms, "matterlock_app", Some(&secret), &[]).await,
            [],
            "{over}"
        );
        firms
            .world
            .alter(&format!(
                "update matterlock.sessions set {again} where id = '{session}'"
            ))
            .await;
        assert!(
            !rows_of_ana(&firms, "matterlock_app", Some(&secret), &[])
                .await
                .is_empty()
        );
    }
    firms
        .world
        .alter(&format!(
            "update matterlock.users set active = false where id = '{}'",
            firms.ana.id()
        ))
        .await;
    assert_eq!(rows_of_ana(&firms, "matterlock_app", Some(&secret), &[]).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_an_unassigned_colleague_sees_and_changes_no_row() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    firms.hold().await;
    let (case, firm, bruno, ana) = (firms.case, firms.ana.firm(), firms.bruno.id(), firms.ana.id());
    for person in [&firms.bruno, &firms.eva] {
        let mut raw = firms
            .world
            .as_role("matterlock_app", Some(&person.secret(&firms.world)))
            .await;
        for table in raw.readable_tables().await {
            let column = match table.as_str() {
                "cases" => "id",
                "broken_glass" | "case_assignments" | "case_holds" | "case_walls" | "documents" | "envelopes"
                | "fields" | "log_entries" | "parties" | "signers" => "case_id",
                // Of a person or of the firm, and of no case.
                "authenticators" | "firms" | "firm_keys" | "firm_policies" | "passkeys" | "recovery_codes"
                | "saved_log_filters" | "sessions" | "trusted_devices" | "users" => continue,
                other => panic!("say how {other} belongs to a case"),
            };
            assert_eq!(
                raw.count(&format!(
                    "select count(*) from matterlock.{table} where {column} = '{case}'"
                ))
                .await,
                0,
                "{table}"
            );
        }
        for statement in [
            format!("update cases set title = 'x' where id = '{case}'"),
            "update cases set title = 'x' where title like 'Compra%'".to_owned(),
            format!("delete from case_assignments where case_id = '{case}'"),
            format!("update cases set responsible_id = '{bruno}' where id = '{case}'"),
            format!("insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{ana}', '{bruno}', 'because of a reason')"),
            format!("insert into case_holds (firm_id, case_id, placed_by, reason) values ('{firm}', '{case}', '{bruno}', 'because of a reason') on conflict do nothing"),
            "delete from case_holds".to_owned(),
            format!("insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{bruno}', '{ana}', 'because of a reason')"),
            format!("insert into broken_glass (firm_id, id, case_id, user_id, reason, until) values ('{firm}', gen_random_uuid(), '{case}', '{bruno}', 'because of a reason', now() + interval '1 hour')"),
            format!("select app.append_entry('glass_ended', '{case}', '{{\"user\":\"{bruno}\"}}', null, 'server', '', '')"),
            format!("update parties set name = 'x' where case_id = '{case}'"),
            format!("delete from parties where case_id = '{case}'"),
            format!("update envelopes set state = 'voided' where id = '{envelope}'"),
            format!("insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{bruno}', '{bruno}')"),
            format!("insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{bruno}', '{ana}')"),
            format!("insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', gen_random_uuid(), 'client', 'x')"),
            format!("insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', gen_random_uuid(), 'x', 'civil', '{ana}')"),
            format!("insert into jobs (firm_id, id, kind, case_id, envelope_id) values ('{firm}', gen_random_uuid(), 'mail_invitation', '{case}', '{envelope}')"),
            format!("select app.append_entry('case_read', '{case}', '{{}}', null, 'server', '')"),
            format!("select app.write_entry('{firm}', 'user', '{ana}', null, 'case_read', '{case}', '{{}}', null, 'server', '')"),
            format!("select app.append_account_entry('{firm}', '{ana}', true, null, 'signed_out', '{{}}', null, 'server', '')"),
            "select app.claim_job(sha256('x'))".to_owned(),
            "select password_hash from users".to_owned(),
            "select secret from authenticators".to_owned(),
            "select code_hash from recovery_codes".to_owned(),
            format!("delete from authenticators where user_id = '{ana}'"),
            format!("update authenticators set last_step = 0 where user_id = '{ana}'"),
            format!("update authenticators set name = 'x' where user_id = '{ana}'"),
            format!("insert into recovery_codes (firm_id, user_id, code_hash) values ('{firm}', '{ana}', sha256('x'))"),
            format!("insert into authenticators (firm_id, id, user_id, name, secret) values ('{firm}', gen_random_uuid(), '{ana}', 'x', 'x')"),
            format!("insert into passkeys (firm_id, id, user_id, name, credential_id, credential) values ('{firm}', gen_random_uuid(), '{ana}', 'x', sha256('x'), '{{}}')"),
            "select app.begin_ceremony(sha256('x'), 'alone', null, '{}', interval '1 minute')".to_owned(),
            "select * from ceremonies".to_owned(),
            "update users set role = 'administrator'".to_owned(),
            format!("update users set language = 'en' where id = '{ana}'"),
            "insert into users (firm_id, id, email, name, role, language, password_hash) select firm_id, gen_random_uuid(), 'x', 'x', 'administrator', 'en', 'x' from firms limit 1".to_owned(),
            "select * from sessions".to_owned(),
            "create table matterlock.mine (x int)".to_owned(),
            "create temporary table mine (x int)".to_owned(),
            "alter table cases no force row level security".to_owned(),
            "set local row_security = off; select count(*) from cases".to_owned(),
            "set role matterlock_owner".to_owned(),
            "set role matterlock_definer".to_owned(),
            "set session authorization postgres".to_owned(),
        ] {
            let done = raw.attempt(&statement).await;
            assert!(matches!(done, Ok(0) | Err(_)), "{} did: {statement}", person.email);
        }
    }
    assert_eq!(
        firms
            .world
            .count(&format!(
                "select count(*) from matterlock.case_assignments where case_id = '{case}'"
            ))
            .await,
        2
    );
}

/// Another role reads nothing of what a case holds, whatever secret the transaction carries.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_switching_roles_opens_no_case() {
    let firms = Firms::new().await;
    firms.ask().await;
    let secret = firms.eva.secret(&firms.world);
    for role in [
        "matterlock_auth",
        "matterlock_signer",
        "matterlock_worker",
        "matterlock_operator",
        "matterlock_login",
        "matterlock_door",
        "matterlock_works",
    ] {
        let mut raw = firms.world.as_role(role, Some(&secret)).await;
        for statement in [
            "select title from cases",
            "select name, email from parties",
            "select file_name, wrapped_key from documents",
            "select message from envelopes",
            "select name, email, token_sealed, mark, draft from signers",
            "select details from log_entries",
            "select user_id from case_assignments",
            "select user_id, reason from case_walls",
            "select user_id, reason from broken_glass",
        ] {
            let refused = raw.attempt(statement).await.is_err();
            assert!(
                refused || raw.count(&format!("select count(*) from ({statement}) x")).await == 0,
                "{role}: {statement}"
            );
        }
    }
}

/// Whoever can run any SQL as a login becomes its own roles and no other, and is nothing as itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_a_login_becomes_its_own_roles_only() {
    let firms = Firms::new().await;
    let secret = firms.ana.secret(&firms.world);
    let everybody = [
        "matterlock_app",
        "matterlock_admin",
        "matterlock_signer",
        "matterlock_auth",
        "matterlock_worker",
        "matterlock_operator",
        "matterlock_sealer",
        "matterlock_owner",
        "matterlock_definer",
        "matterlock_login",
        "matterlock_door",
        "matterlock_works",
        "matterlock_checks",
        "postgres",
    ];
    for (login, own) in [
        (
            "matterlock_login",
            vec!["matterlock_app", "matterlock_admin", "matterlock_signer"],
        ),
        ("matterlock_door", vec!["matterlock_auth"]),
        (
            "matterlock_works",
            vec!["matterlock_worker", "matterlock_sealer", "matterlock_operator"],
        ),
    ] {
        for first in own.iter().chain([&login]) {
            let mut raw = firms.world.as_role(first, Some(&secret)).await;
            for role in everybody {
                let may = role == login || own.contains(&role);
                for attempt in [
                    format!("set role {role}"),
                    format!("set local role {role}"),
                    format!("set session role {role}"),
                    format!("reset role; set role {role}"),
                    format!("select set_config('role', '{role}', false)"),
                ] {
                    let done = raw.attempt(&attempt).await;
                    assert_eq!(done.is_ok(), may, "{login} as {first}: {attempt}: {done:?}");
                }
                let attempt = format!("set session authorization {role}");
                let done = raw.attempt(&attempt).await;
                assert_eq!(done.is_ok(), role == login, "{login} as {first}: {attempt}: {done:?}");
                for attempt in [
                    format!("grant {role} to {login}"),
                    format!("alter role {role} superuser"),
                ] {
                    assert!(raw.attempt(&attempt).await.is_err(), "{login} as {first}: {attempt}");
                }
            }
            for back in ["reset role", "set role none", "set session authorization default"] {
                raw.attempt(back).await.unwrap();
                assert_eq!(raw.readable_tables().await, [""; 0], "{login} after {back}");
                for statement in [
                    "select from cases",
                    "select from users",
                    "select app.current_firm()",
                    "select app.claim_job(sha256('x'))",
                ] {
                    assert!(
                        raw.attempt(statement).await.is_err(),
                        "{login} after {back}: {statement}"
                    );
                }
            }
        }
    }
}

/// The table of permissions says that Read-only changes nothing; the policies say it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_read_only_changes_no_row() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    let document = firms.upload().await;
    firms.hold().await;
    let (case, firm, rosa, party) = (firms.case, firms.ana.firm(), firms.rosa.id(), firms.party);
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.rosa.secret(&firms.world)))
        .await;
    assert_eq!(
        raw.count(&format!("select count(*) from cases where id = '{case}'"))
            .await,
        1
    );
    for statement in [
        "update cases set title = 'x'".to_owned(),
        format!("insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', gen_random_uuid(), 'x', 'civil', '{rosa}')"),
        format!("insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{}', '{rosa}')", firms.bruno.id()),
        "delete from case_assignments".to_owned(),
        format!("update cases set responsible_id = '{rosa}'"),
        format!("insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{}', '{rosa}', 'because of a reason')", firms.bruno.id()),
        "delete from case_walls".to_owned(),
        format!("insert into case_holds (firm_id, case_id, placed_by, reason) values ('{firm}', '{case}', '{rosa}', 'because of a reason') on conflict do nothing"),
        "delete from case_holds".to_owned(),
        "select app.break_glass('2026-0001', 'because of a reason')".to_owned(),
        "update broken_glass set ended_at = app.now()".to_owned(),
        format!("insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', gen_random_uuid(), 'client', 'x')"),
        "update parties set name = 'x'".to_owned(),
        "delete from parties".to_owned(),
        format!(
            "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
             select '{firm}', '{case}', id, 'x', 1, 1, sha256('x'), '[]', 1, 'x', 'documents/{firm}/' || id, 'texts/{firm}/' || id, '{rosa}'
             from gen_random_uuid() id"
        ),
        format!(
            "insert into envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
             values ('{firm}', '{case}', gen_random_uuid(), '{document}', sha256('x'), 'es', '', '{rosa}', 'rosa', now() + interval '1 day')"
        ),
        "update envelopes set state = 'voided'".to_owned(),
        format!(
            "insert into signers (firm_id, case_id, envelope_id, id, party_id, name, email, token_hash, token_sealed)
             values ('{firm}', '{case}', '{envelope}', gen_random_uuid(), '{party}', 'x', 'x', sha256('x'), 'x')"
        ),
        format!(
            "insert into fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
             select firm_id, case_id, envelope_id, id, gen_random_uuid(), 'signature', 1, 0, 0, 1, 1 from signers where envelope_id = '{envelope}'"
        ),
        format!("insert into jobs (firm_id, id, kind, case_id, envelope_id) values ('{firm}', gen_random_uuid(), 'mail_invitation', '{case}', '{envelope}')"),
        "update users set role = 'administrator'".to_owned(),
        // Of one's own one may end what is one's own.
        format!("update sessions set ended_at = now(), end_reason = 'ended_by_owner' where user_id <> '{rosa}'"),
        format!("update trusted_devices set forgotten_at = now(), forgotten_why = 'by_owner' where user_id <> '{rosa}'"),
        format!("delete from authenticators where user_id <> '{rosa}'"),
        format!("update authenticators set name = 'x' where user_id <> '{rosa}'"),
        format!("delete from passkeys where user_id <> '{rosa}'"),
        format!("update passkeys set name = 'x' where user_id <> '{rosa}'"),
        format!("delete from recovery_codes where user_id <> '{rosa}'"),
        format!("insert into recovery_codes (firm_id, user_id, code_hash) select firm_id, id, sha256('x') from users where id <> '{rosa}'"),
        format!("delete from saved_log_filters where user_id <> '{rosa}'"),
        format!(
            "insert into saved_log_filters (firm_id, id, user_id, place, slot, name, filter)
             select firm_id, gen_random_uuid(), id, 'office', 1, 'x', '{{}}' from users where id <> '{rosa}'"
        ),
    ] {
        let done = raw.attempt(&statement).await;
        assert!(matches!(done, Ok(0) | Err(_)), "{done:?}: {statement}");
    }
    // Whatever the application's role may write at all has been tried.
    let writable = firms
        .world
        .text(
            "select string_agg(relname, ' ' order by relname) from pg_class c where relnamespace = 'matterlock'::regnamespace and relkind in ('r', 'p')
               and (has_any_column_privilege('matterlock_app', oid, 'insert, update') or has_table_privilege('matterlock_app', oid, 'delete, truncate'))",
        )
        .await;
    assert_eq!(
        writable,
        "authenticators broken_glass case_assignments case_holds case_walls cases documents envelopes fields jobs letters parties passkeys recovery_codes saved_log_filters sessions signers trusted_devices users"
    );
}

const ANOTHER_FIELD: &str =
    "insert into fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
    select firm_id, case_id, envelope_id, id, gen_random_uuid(), 'signature', 1, 0, 0, 1, 1 from signers";
const ANOTHER_SIGNER: &str =
    "insert into signers (firm_id, case_id, envelope_id, id, name, email, token_hash, token_sealed)
    select firm_id, case_id, envelope_id, gen_random_uuid(), 'x', 'x', sha256('x'), 'x' from signers";

/// What was sent can only be taken back while it is open, and only taken back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_the_firm_can_not_sign_for_its_client() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    let secret = firms.ana.secret(&firms.world);
    let mut raw = firms.world.as_role("matterlock_app", Some(&secret)).await;
    for statement in [
        "update envelopes set state = 'signed'",
        "update envelopes set state = 'completed'",
        "update envelopes set document_sha256 = sha256('x')",
        "update signers set state = 'signed', signed_at = now(), mark = 'x', token_used_at = now()",
        "update fields set page = 2",
        "update documents set sha256 = sha256('x')",
        "delete from envelopes",
        "delete from fields",
        "update signers set pages_shown = '{1}', consent_text = 'x'",
        ANOTHER_FIELD,
        ANOTHER_SIGNER,
    ] {
        let done = raw.attempt(statement).await;
        assert!(matches!(done, Ok(0) | Err(_)), "{statement}");
    }
    raw.commit().await;
    backend::signing::sign(&signer, crate::support::signer::typed(), "k")
        .await
        .unwrap();
    let mut raw = firms.world.as_role("matterlock_app", Some(&secret)).await;
    for statement in [
        format!("update envelopes set state = 'voided' where id = '{envelope}'").as_str(),
        ANOTHER_FIELD,
        ANOTHER_SIGNER,
    ] {
        let done = raw.attempt(statement).await;
        assert!(matches!(done, Ok(0) | Err(_)), "{statement}, of a signed envelope");
    }
}

/// Somebody who can run any SQL as a signer acts on an open envelope only, and ends it as a whole or not at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_a_signer_acts_on_what_is_open() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let secret = Token::generate();
    let visit = async || {
        let (envelope, _) = crate::support::races::visits(&firms, document.0, 1).await;
        let hash = vault::digest::hex(&secret.sha256());
        firms
            .world
            .alter(&format!("delete from matterlock.visits where secret_hash = '\\x{hash}'; update matterlock.visits set secret_hash = '\\x{hash}' where envelope_id = '{envelope}'"))
            .await;
        envelope
    };
    let acts = [
        "update signers set state = 'consented', consented_at = now()",
        "update signers set pages_shown = '{1}', furthest_page = 1",
        "update signers set draft = 'x'",
    ];
    let signs = "update signers set state = 'signed', token_used_at = now(), signed_at = now(), mark = 'x'";
    let declines = "update signers set state = 'declined'";

    let envelope = visit().await;
    let mut raw = firms.world.as_role("matterlock_signer", Some(&secret)).await;
    for act in acts {
        assert_eq!(raw.attempt(act).await, Ok(1), "{act}");
    }
    for alone in [signs, declines] {
        assert!(raw.attempt(alone).await.is_err(), "{alone}, with the envelope open");
    }
    drop(raw);
    for state in ["voided", "expired"] {
        firms
            .world
            .alter(&format!(
                "update matterlock.envelopes set state = '{state}' where id = '{envelope}'"
            ))
            .await;
        let mut raw = firms.world.as_role("matterlock_signer", Some(&secret)).await;
        for act in acts.into_iter().chain([signs, declines]) {
            assert_eq!(raw.attempt(act).await, Ok(0), "{act}, {state}");
        }
    }
    for (state, ends, other) in [("signed", signs, declines), ("declined", declines, signs)] {
        visit().await;
        let mut raw = firms.world.as_role("matterlock_signer", Some(&secret)).await;
        let closed = format!("update envelopes set state = '{state}', closed_at = now()");
        assert_eq!(raw.attempt(&closed).await, Ok(1));
        for act in acts.into_iter().chain([other]) {
            assert!(raw.attempt(act).await.is_err(), "{act}, {state}");
        }
        assert_eq!(raw.attempt(ends).await, Ok(1), "{ends}");
        for act in acts.into_iter().chain([signs, declines]) {
            assert_eq!(raw.attempt(act).await, Ok(0), "{act}, {state} for good");
        }
    }
}

/// What another firm has is not to be found out by writing what only one may have.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_no_name_in_the_store_tells_of_another_firms_document() {
    let firms = Firms::new().await;
    let there = firms.upload().await;
    let (evas_case, absent) = (firms.evas_case, chance::uuid());
    let (ana, eva) = (firms.ana.firm(), firms.eva.firm());
    let secret = firms.eva.secret(&firms.world);
    let mut raw = firms.world.as_role("matterlock_app", Some(&secret)).await;
    let insert = |id: Uuid, object: String, text: String| {
        format!(
            "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
             values ('{eva}', '{evas_case}', '{id}', 'x.pdf', 1, 1, sha256('x'), '[[612,792]]', 1, 'x', '{object}', '{text}', '{}')",
            firms.eva.id()
        )
    };
    let mut told = BTreeSet::new();
    for document in [there.0, absent] {
        let id = chance::uuid();
        told.insert(
            raw.attempt(&insert(
                id,
                format!("documents/{ana}/{document}"),
                format!("texts/{ana}/{document}"),
            ))
            .await,
        );
        told.insert(
            raw.attempt(&insert(
                document,
                format!("documents/{ana}/{document}"),
                format!("texts/{eva}/{document}"),
            ))
            .await,
        );
    }
    assert_eq!(told.len(), 1, "there or not, the same answer: {told:?}");
    assert!(told.first().is_some_and(Result::is_err));
    // What is there for Ana may be there for Eva too.
    let own = insert(
        there.0,
        format!("documents/{eva}/{there}"),
        format!("texts/{eva}/{there}"),
    );
    assert_eq!(raw.attempt(&own).await, Ok(1));
}

/// A login may read of all its connections what they run, and each transaction begins by naming a session's secret.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_no_connection_shows_what_another_one_runs() {
    let firms = Firms::new().await;
    let secret = firms.ana.secret(&firms.world);
    for role in ["matterlock_app", "matterlock_auth", "matterlock_operator"] {
        let open = firms.world.as_role(role, Some(&secret)).await;
        let mut raw = firms.world.as_role(role, None).await;
        raw.attempt("reset role").await.unwrap();
        let shown = "select count(*) from pg_stat_activity where usename = session_user and pid <> pg_backend_pid()";
        assert!(raw.count(shown).await > 0, "{role}: others are connected");
        assert_eq!(raw.count(&format!("{shown} and query <> ''")).await, 0, "{role}");
        for setting in ["set track_activities = on", "set local track_activities = on"] {
            assert!(raw.attempt(setting).await.is_err(), "{role}: {setting}");
        }
        drop(open);
    }
}
