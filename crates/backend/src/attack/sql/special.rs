//! What somebody thought of, beyond what the catalogue brings about by itself. Asked once by everybody, before anything is generated.

use super::As;
use super::statements::{Kind, Pair};
use crate::attack::Side;

/// Those for one who tries as a role.
pub(super) fn pairs(side: Side, role: As) -> Vec<Pair> {
    let mut all = everybodys();
    match role {
        As::Office => all.extend(of_the_office()),
        As::Console => all.extend(of_the_console()),
        As::Visit => all.extend(of_a_visit()),
    }
    if side == Side::Outsider {
        all.extend(of_outsiders());
    }
    all
}

/// Statements that say something by themselves, outside of any block.
pub(super) fn bare() -> [&'static str; 9] {
    [
        "select query from pg_stat_activity",
        "reset role; select query from pg_stat_activity",
        "select statement from pg_prepared_statements; select statement from pg_cursors",
        "listen matterlock; select pg_listening_channels()",
        "copy matterlock.cases to stdout",
        "copy (select title from matterlock.cases) to stdout",
        "copy (select * from matterlock.log_entries) to stdout (format csv)",
        "copy matterlock.documents (file_name) to stdout",
        "prepare tried as select * from matterlock.parties; execute tried; deallocate tried",
    ]
}

fn reads(template: &str) -> Pair {
    Pair::new(Kind::Reads, template)
}

fn changes(template: &str) -> Pair {
    Pair::new(Kind::Changes, template)
}

fn acts(template: &str) -> Pair {
    Pair::new(Kind::Acts, template)
}

fn forbidden(template: &str) -> Pair {
    Pair::new(Kind::Forbidden, template)
}

fn everybodys() -> Vec<Pair> {
    let mut all: Vec<Pair> = [
        "cases",
        "parties",
        "documents",
        "envelopes",
        "signers",
        "fields",
        "case_assignments",
        "case_walls",
        "broken_glass",
        "log_entries",
        "jobs",
        "visits",
    ]
    .iter()
    .flat_map(|table| {
        let column = if *table == "cases" { "id" } else { "case_id" };
        [
            reads(&format!(
                "select {column} from matterlock.{table} where {column} = '{{case}}'"
            )),
            reads(&format!(
                "select count(*) from matterlock.{table} where {column} = '{{case}}'"
            )),
            changes(&format!("delete from matterlock.{table} where {column} = '{{case}}'")),
        ]
    })
    .collect();
    all.extend([
        reads("select title, summary from matterlock.cases where lower(title) like '%{part}%' or lower(summary) like '%{part}%'"),
        reads("select name, email from matterlock.parties where lower(name) like '%{part}%' or email like '%{part}%'"),
        reads("select file_name, wrapped_key from matterlock.documents where id = '{document}'"),
        reads("select name, email, token_sealed from matterlock.signers where envelope_id = '{envelope}'"),
        reads("select details::text from matterlock.log_entries where (details::text like '%{part}%' and actor_id = '{user}') or case_id = '{case}'"),
        reads("select wrapped from matterlock.firm_keys where firm_id = '{firm}' and '{case}' <> '' and firm_id <> '{my_firm}'"),
        changes("update matterlock.cases set title = 'taken' where id = '{case}'"),
        changes("update matterlock.parties set name = 'taken' where id = '{party}'"),
        changes("update matterlock.envelopes set state = 'voided' where id = '{envelope}'"),
        changes("update matterlock.signers set state = 'declined' where id = '{signer}'"),
        acts("insert into matterlock.case_assignments (firm_id, case_id, user_id, assigned_by) values ('{my_firm}', '{case}', '{my_user}', '{my_user}')"),
        acts("insert into matterlock.case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{my_user}', '{user}')"),
        acts("insert into matterlock.parties (firm_id, case_id, id, role, name) values ('{my_firm}', '{case}', '{fresh}', 'client', 'taken')"),
        acts("insert into matterlock.parties (firm_id, case_id, id, role, name) values ('{my_firm}', '{my_case}', '{party}', 'client', 'taken')"),
        forbidden("create table matterlock.mine as select * from matterlock.cases where id = '{case}'"),
        acts("create temporary table mine as select '{case}' as id"),
        acts("create function pg_temp.told(text) returns boolean language plpgsql as $f$ begin raise exception '{case} %', $1; end $f$"),
        forbidden("create view matterlock.mine as select * from matterlock.cases where id = '{case}'"),
        forbidden("alter table matterlock.cases no force row level security; select '{case}'"),
        forbidden("create policy mine on matterlock.cases using (id = '{case}')"),
        acts("grant select on matterlock.cases to matterlock_login; select '{case}'"),
        forbidden("copy matterlock.cases to '/tmp/{case}'"),
        forbidden("select pg_read_file('postgresql.conf') where '{case}' <> ''"),
        forbidden("select pg_ls_dir('.') where '{case}' <> ''"),
        forbidden("select rolpassword from pg_authid where '{case}' <> ''"),
        reads("select setting from pg_settings where name = 'matterlock.secret' and '{case}' <> ''"),
        reads("select schema_to_xml('matterlock', true, false, '')::text where '{case}' <> ''"),
        reads("select most_common_vals::text from pg_stats where schemaname = 'matterlock' and '{case}' <> ''"),
        reads("select objid::text from pg_locks where locktype = 'advisory' and objid::text = '{case}'"),
    ]);
    all
}

fn of_the_office() -> Vec<Pair> {
    vec![
        // Whoever is not assigned writes nothing of the case, and is not told whether it is there.
        reads("select app.append_entry('case_read', '{case}', '{}', null, 'server', '')"),
        reads("select app.append_entry('person_unassigned', '{case}', '{\"user\": \"{my_user}\"}', null, 'server', '')"),
        reads("select app.append_entry('person_assigned', '{case}', '{\"user\": \"{my_user}\"}', null, 'server', '')"),
        reads("select app.write_entry('{firm}', 'user', '{user}', null, 'case_read', '{case}', '{}', null, 'server', '')"),
        reads("select '{case}'::uuid = any (app.my_cases())"),
        // Walls and broken glass: whoever is walled off is told nothing by a number, and nobody else decides who is.
        reads("select opened, good_until from app.break_glass('{number}', 'taken over from here')"),
        acts("insert into matterlock.case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{my_firm}', '{case}', '{user}', '{my_user}', 'taken over from here')"),
        acts("insert into matterlock.case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{my_firm}', '{case}', '{my_user}', '{my_user}', 'taken over from here')"),
        acts("insert into matterlock.broken_glass (firm_id, id, case_id, user_id, reason, until) values ('{my_firm}', '{fresh}', '{case}', '{my_user}', 'taken over from here', app.now() + interval '1 hour')"),
        changes("update matterlock.broken_glass set ended_at = app.now(), ended_by = '{my_user}' where id = '{glass}'"),
        changes("delete from matterlock.case_walls where case_id = '{case}'"),
        changes("delete from matterlock.case_holds where case_id = '{case}'"),
        reads("select app.append_entry('glass_broken', '{case}', '{}', null, 'server', '')"),
        reads("select app.append_entry('glass_ended', '{case}', '{}', null, 'server', '')"),
        changes("update matterlock.cases set responsible_id = '{my_user}' where id = '{case}'"),
        // Keys that would answer for all firms.
        acts("insert into matterlock.cases (firm_id, id, title, kind, opened_by) values ('{my_firm}', '{case}', 'taken', 'civil', '{my_user}')"),
        acts(
            "insert into matterlock.documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
             values ('{my_firm}', '{my_case}', '{document}', 'x', 1, 1, sha256('x'), '[]', 1, 'x', 'documents/{my_firm}/{document}', 'texts/{my_firm}/{document}', '{my_user}')",
        ),
        acts(
            "insert into matterlock.envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
             values ('{my_firm}', '{my_case}', '{envelope}', '{my_document}', sha256('x'), 'en', '', '{my_user}', 'x', app.now() + interval '1 day')",
        ),
        acts(
            "insert into matterlock.envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
             values ('{my_firm}', '{my_case}', '{fresh}', '{document}', sha256('x'), 'en', '', '{my_user}', 'x', app.now() + interval '1 day')",
        ),
        acts("insert into matterlock.letters (firm_id, id, user_id, notice, address_source, device) values ('{my_firm}', '{fresh}', '{user}', '{\"notice\": \"half_login\"}', 'server', '')"),
        acts("insert into matterlock.passkeys (firm_id, id, user_id, name, credential_id, credential) values ('{my_firm}', '{case}', '{my_user}', 'x', sha256('{fresh}'), '{}')"),
        acts("insert into matterlock.authenticators (firm_id, id, user_id, name, secret) values ('{my_firm}', '{fresh}', '{user}', 'x', 'x')"),
        acts("insert into matterlock.jobs (firm_id, id, kind, case_id, envelope_id) values ('{my_firm}', '{fresh}', 'mail_invitation', '{case}', '{envelope}')"),
        reads("select app.unconfirmed_secret('{case}') is null"),
    ]
}

/// The office's keys that only another firm may try without meeting its own rows.
fn of_outsiders() -> Vec<Pair> {
    vec![
        acts(
            "insert into matterlock.documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
             values ('{my_firm}', '{my_case}', '{fresh}', 'x', 1, 1, sha256('x'), '[]', 1, 'x', 'documents/{firm}/{document}', 'x', '{my_user}')",
        ),
        reads("select name from matterlock.firms where id = '{firm}'"),
        reads("select name, email from matterlock.users where id = '{user}' or firm_id = '{firm}'"),
        reads("select id from matterlock.sessions where user_id = '{user}'"),
        changes("update matterlock.users set language = 'en' where id = '{user}'"),
        changes("update matterlock.sessions set ended_at = app.now(), end_reason = 'ended_by_owner' where id = '{session}'"),
        changes("update matterlock.sessions set ended_at = app.now(), end_reason = 'ended_by_administrator' where user_id = '{user}'"),
        reads("select count(*) from matterlock.firm_policies where firm_id = '{firm}'"),
        reads("select app.needs_passkey('{firm}', '{user}')"),
        reads("select app.ready_recovery('{firm}', '{user}')"),
    ]
}

fn of_the_console() -> Vec<Pair> {
    vec![
        reads("select app.has_second_factor('{firm}', '{user}')"),
        reads("select app.console_opens_from('{firm}', '198.51.100.7')"),
        reads("select app.console_opens_from('{firm}', '192.0.2.7')"),
        reads("select app.append_entry('case_read', '{case}', '{}', null, 'server', '')"),
        reads(
            "select network::text from matterlock.console_networks where firm_id = '{firm}' and firm_id <> '{my_firm}'",
        ),
        reads(
            "select actor_id from matterlock.console_entries where details::text like '%{case}%' and actor_id = '{user}'",
        ),
        changes("update matterlock.users set role = 'administrator' where id = '{user}' and firm_id <> '{my_firm}'"),
        changes("update matterlock.firms set time_zone = 'UTC' where id = '{firm}' and id <> '{my_firm}'"),
        changes("delete from matterlock.console_networks where firm_id = '{firm}' and firm_id <> '{my_firm}'"),
        acts(
            "insert into matterlock.recoveries (firm_id, id, user_id, first_by) values ('{my_firm}', '{fresh}', '{case}', '{my_user}')",
        ),
    ]
}

fn of_a_visit() -> Vec<Pair> {
    vec![
        reads("select name from matterlock.signers where id = '{signer}'"),
        reads("select '{document}'::uuid = any (app.visit_documents())"),
        reads("select app.append_entry('page_reached', '{case}', '{}', null, 'server', '')"),
        acts(
            "insert into matterlock.jobs (firm_id, id, kind, case_id, envelope_id) values ('{my_firm}', '{fresh}', 'make_signed_copy', '{case}', '{envelope}')",
        ),
        changes("update matterlock.signers set draft = 'x' where id = '{signer}'"),
    ]
}
