//! R5: each check is red when its promise is broken, and no other is.

use backend::{access, checks};
use domain::Role;
use domain::checks::Outcome;
use domain::{Error, Permission};

use crate::support::people::Firms;
use crate::support::{World, refusal};

/// Sees besides whatever is changed by hand and is no row.
const CATALOGUE: &str = "I1.catalogue";

/// What breaks a promise on a database, and the checks that have to see it.
const BREACHES: [(&[&str], &str); 103] = [
    (
        &["D1.once", "D2.case_file", "I3.acts"],
        "create function public.reopen() returns trigger language plpgsql as $$ begin new.state := 'sent'; return new; end $$;
         create trigger reopen before update on matterlock.envelopes for each row execute function public.reopen()",
    ),
    (
        &["D1.once"],
        "create policy hole on matterlock.envelopes for update to matterlock_signer using (true) with check (true)",
    ),
    (
        &["D1.once"],
        "create policy hole on matterlock.signers for update to matterlock_signer using (true) with check (true)",
    ),
    (
        &["D1.once", "I3.acts"],
        "create policy hole on matterlock.envelopes for update to matterlock_app using (true) with check (true)",
    ),
    (
        &["D1.once"],
        "create function public.prolong() returns trigger language plpgsql as $$ begin new.expires_at := new.expires_at + interval '1 day'; return new; end $$;
         create trigger prolong before insert on matterlock.envelopes for each row execute function public.prolong()",
    ),
    (
        &["D2.case_file"],
        "create function public.keep_silent() returns trigger language plpgsql as $$ begin return null; end $$;
         create trigger keep_silent before insert on matterlock.log_entries for each row when (new.event = 'declined') execute function public.keep_silent()",
    ),
    (
        &["D2.case_file"],
        "create function public.misfile() returns trigger language plpgsql as $$ begin new.case_id := null; return new; end $$;
         create trigger misfile before insert on matterlock.log_entries for each row when (new.event = 'link_opened') execute function public.misfile()",
    ),
    (
        &["D2.case_file"],
        "create policy hidden on matterlock.log_entries as restrictive for select to matterlock_app using (actor_kind <> 'signer')",
    ),
    (
        // A legal hold covers nobody.
        &["L7.erased"],
        "create or replace function app.is_held(firm uuid, subject uuid) returns boolean language sql stable security definer
           set search_path = matterlock, pg_temp as $$ select false $$",
    ),
    (
        // The key stays, and with it whatever was sealed under it.
        &["L7.erased"],
        "do $$ begin execute replace(pg_get_functiondef('app.erase'::regproc), 'do update set wrapped = null, erased_at = app.now()', 'do nothing'); end $$",
    ),
    (
        &["L7.erased"],
        "do $$ begin execute replace(pg_get_functiondef('app.erase'::regproc), 'and app.factor_is_fresh()', ''); end $$",
    ),
    (&["L7.erased"], "alter table matterlock.erasures disable trigger erasure_is_logged"),
    (&["L7.erased"], "alter table matterlock.parties disable trigger stay_erased"),
    (
        // Without asking how old it is.
        &["L4.kept"],
        "do $$ begin execute replace(pg_get_functiondef('app.why_year_stays'::regproc), 'of_year + 8', '1'); end $$",
    ),
    (&["L4.kept"], "alter table matterlock.log_drops disable trigger guard_log_drop"),
    (
        // A year is gone, whoever took it.
        &["L4.kept"],
        "alter event trigger matterlock_log_years_stay disable;
         do $$ begin execute 'drop table matterlock.console_entries_' || extract(year from now()) + 3; end $$",
    ),
    // What nobody else would see.
    (&[], "drop policy operator_withdraws on matterlock.setup_links"),
    (&[], "alter policy admin_reads on matterlock.check_results using (true)"),
    (&[], "grant update on matterlock.visits to matterlock_worker"),
    (&[], "alter table matterlock.sessions disable trigger tell_session_ended"),
    (&[], "create or replace function app.refuse_change() returns trigger language plpgsql as $$ begin return null; end $$"),
    (&[], "alter table matterlock.parties drop constraint parties_firm_id_case_id_fkey"),
    (&[], "alter table matterlock.fields disable trigger all"),
    (&[], "create view public.all_cases as select * from matterlock.cases"),
    (&["I1.forced", "I1.role"], "alter table matterlock.parties no force row level security"),
    (&["I1.forced", "I1.role"], "alter table matterlock.check_results disable row level security"),
    (&["I1.nobody"], "create policy hole on matterlock.documents for select to matterlock_signer using (true)"),
    (&["I1.nobody"], "create policy hole on matterlock.log_entries for select to matterlock_worker using (true)"),
    (&["I1.role", "I4.operators"], "alter table matterlock.parties owner to matterlock_operator"),
    (
        &["I2.rows", "I2.walls"],
        "drop policy app_reads on matterlock.parties;
         create policy app_reads on matterlock.parties for select to matterlock_app using (firm_id = (select app.current_firm()))",
    ),
    (
        &["I2.bytes", "I2.rows", "I2.walls", "I5.granted"],
        "drop policy app_reads on matterlock.documents;
         create policy app_reads on matterlock.documents for select to matterlock_app using (firm_id = (select app.current_firm()))",
    ),
    (
        &["I2.counts", "I2.rows", "I2.walls"],
        "drop policy app_reads on matterlock.envelopes;
         create policy app_reads on matterlock.envelopes for select to matterlock_app using (firm_id = (select app.current_firm()))",
    ),
    (
        &["I2.counts", "I2.events", "I2.glass", "I2.rows", "I2.search", "I2.walls", "I5.granted"],
        "drop policy app_reads on matterlock.cases;
         create policy app_reads on matterlock.cases for select to matterlock_app using (firm_id = (select app.current_firm()))",
    ),
    (
        &["I2.glass", "I2.rows", "I3.acts"],
        "drop policy app_assigns on matterlock.case_assignments;
         create policy app_assigns on matterlock.case_assignments for insert to matterlock_app with check (firm_id = (select app.current_firm()))",
    ),
    (
        &["I2.walls"],
        "alter table matterlock.case_assignments disable trigger guard_assignment",
    ),
    (&["I2.walls"], "alter table matterlock.case_walls disable trigger guard_wall"),
    (
        // A wall keeps nobody from breaking the glass.
        &["I2.walls"],
        "do $$ begin execute replace(pg_get_functiondef('app.break_glass'::regproc), 'w.user_id = s.user_id', 'false'); end $$",
    ),
    (
        // Whoever finds a browser unlocked lifts a wall.
        &["I2.walls"],
        "alter policy app_lifts on matterlock.case_walls
           using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[]) and (select app.may('manage_walls')))",
    ),
    (&["I2.glass"], "alter table matterlock.broken_glass disable trigger glass_is_logged"),
    (
        &["I2.glass"],
        "alter table matterlock.broken_glass drop constraint broken_glass_reason_check",
    ),
    (
        &["I2.glass"],
        "do $$ begin execute replace(pg_get_functiondef('app.break_glass'::regproc), 'and app.factor_is_fresh()', ''); end $$",
    ),
    (
        // What was opened stays open.
        &["I2.glass"],
        "do $$ begin execute replace(pg_get_functiondef('app.glass_lasts'::regproc), 'g.until > app.now()', 'true'); end $$",
    ),
    (
        // Whoever came in by break-glass walls others off.
        &["I2.glass"],
        "alter policy app_raises on matterlock.case_walls
           with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
             and raised_by = (select app.current_user_id()) and (select app.may('manage_walls')))",
    ),
    (
        &["I2.glass", "I3.acts"],
        "alter table matterlock.cases disable trigger guard_responsible",
    ),
    (
        &["I3.acts", "I3.table"],
        "insert into matterlock.role_permissions values ('assistant', 'send_for_signature')",
    ),
    (&["I3.table"], "delete from matterlock.role_permissions where permission = 'run_checks'"),
    (
        &["I3.acts"],
        "alter policy app_opens on matterlock.cases with check (firm_id = (select app.current_firm()) and opened_by = (select app.current_user_id()))",
    ),
    (
        &["I2.glass", "I3.acts", "I4.operators", "I5.granted", "L3.separate", "L7.erased", "S1.passkey"],
        "create or replace function app.may(wanted text) returns boolean language sql stable security definer set search_path = matterlock, pg_temp
         as $$ select exists (select from app.live_session() s join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.role <> 'read_only') $$",
    ),
    (
        // The secret from before a step-up is as good as the new one.
        &["S4.renewed"],
        "do $$ begin execute replace(pg_get_functiondef('app.live_session'::regproc), '1 minute', '1 day'); end $$",
    ),
    (
        &["S4.renewed"],
        "do $$ begin execute replace(pg_get_functiondef('app.factor_is_fresh'::regproc), 's.secret_hash = app.secret_hash() and', ''); end $$",
    ),
    (&["I3.roles"], "grant update (role) on matterlock.users to matterlock_app"),
    (&["I3.roles"], "alter table matterlock.users disable trigger guard_people"),
    (
        // A session of one place speaks for the other.
        &["I3.roles", "I4.apart"],
        "do $$ begin execute replace(pg_get_functiondef('app.live_session'::regproc),
           'and s.kind = case current_setting(''role'')
        when ''matterlock_app'' then ''office'' when ''matterlock_admin'' then ''admin'' when ''matterlock_operator'' then ''admin'' end', ''); end $$",
    ),
    (&["I4.apart"], "grant select on matterlock.parties to matterlock_admin"),
    (
        &["I4.apart"],
        "create or replace function app.console_opens_from(firm uuid, address inet) returns boolean language sql stable security definer
           set search_path = matterlock, pg_temp as $$ select true $$",
    ),
    (&["I4.operators"], "alter table matterlock.users drop constraint users_in_their_house"),
    (
        // What was granted goes on after its time.
        &["I5.granted"],
        "do $$ begin execute replace(pg_get_functiondef('app.support_lasts'::regproc), 'g.until > app.now()', 'true'); end $$",
    ),
    (
        // Or after it was taken back.
        &["I5.granted"],
        "do $$ begin execute replace(pg_get_functiondef('app.support_lasts'::regproc), 'g.ended_at is null', 'true'); end $$;
         alter table matterlock.support disable trigger after_support",
    ),
    (&["I5.granted"], "alter table matterlock.support disable trigger support_is_logged"),
    (&["I5.granted"], "alter table matterlock.sessions disable trigger limit_support"),
    (
        // One grant opens every case of the firm.
        &["I5.granted"],
        "do $$ begin execute replace(pg_get_functiondef('app.my_cases'::regproc), 'select array_agg(g.case_id) as cases
      from app.live_session() s
      join users u', 'select (select array_agg(c.id) from cases c where c.firm_id = min(s.firm_id::text)::uuid) as cases
      from app.live_session() s
      join users u'); end $$",
    ),
    (
        // Asking is enough to go in.
        &["I5.granted", "I5.nothing"],
        "do $$ begin execute replace(replace(pg_get_functiondef('app.support_to_enter'::regproc), 'and app.support_lasts(g)', ''), 'join users u', 'left join users u'); end $$",
    ),
    (
        &["I5.nothing"],
        "alter table matterlock.users drop constraint users_support_by_grant, drop constraint users_role_as_granted",
    ),
    (
        &["I4.operators"],
        "grant select (id, title) on matterlock.cases to matterlock_operator",
    ),
    (
        // What the installation tells is told to whoever asks.
        &["I4.operators"],
        "do $$ begin execute replace(pg_get_functiondef('app.firms_of_the_installation'::regproc), 'and app.may(''operate_installation'')', ''); end $$",
    ),
    (
        &["I4.idle"],
        "alter table matterlock.sessions drop constraint sessions_console_is_short",
    ),
    (
        &["L3.separate"],
        "grant select on matterlock.console_entries to matterlock_app; create policy hole on matterlock.console_entries for select to matterlock_app using (true)",
    ),
    (&["L3.separate"], "alter table matterlock.console_entries disable trigger append_only"),
    (
        &["I3.acts", "L3.separate", "L7.erased"],
        "create or replace function app.write_console_entry(firm uuid, kind text, who uuid, session uuid,
           event text, details jsonb, origin bytea, address_source text, request text)
         returns bigint language sql security definer set search_path = matterlock, pg_temp
         as $$ select app.write_entry(firm, kind, who, session, event, null, details, origin, address_source, request) $$;
         alter function app.write_console_entry(uuid, text, uuid, uuid, text, jsonb, bytea, text, text) owner to matterlock_definer",
    ),
    (
        &["L1.atomic"],
        "create or replace function app.append_account_entry(firm uuid, account uuid, proven boolean, session uuid,
           event text, details jsonb, origin bytea, address_source text, request text)
         returns bigint language sql as $$ select 0::bigint $$",
    ),
    (
        &["L1.atomic", "L7.erased"],
        "create sequence public.numbers start 1000; grant usage on sequence public.numbers to public;
         create function public.number() returns trigger language plpgsql as $$ begin new.last := nextval('public.numbers'); return new; end $$;
         create trigger number before update on matterlock.log_heads for each row execute function public.number()",
    ),
    (
        &["I2.rows", "I2.walls", "I3.acts", "L5.export"],
        "drop policy app_reads on matterlock.log_entries;
         create policy app_reads on matterlock.log_entries for select to matterlock_app using (firm_id = (select app.current_firm()))",
    ),
    (
        &["K2.sealed"],
        "create function public.spoil() returns trigger language plpgsql as $$ begin new.token_sealed := convert_to(new.email, 'UTF8'); return new; end $$;
         create trigger spoil before insert on matterlock.signers for each row execute function public.spoil()",
    ),
    (&["L2.append_only"], "alter table matterlock.log_entries disable trigger append_only"),
    (&["L2.append_only"], "alter table matterlock.log_heads disable trigger head_moves_on; grant update on matterlock.log_heads to matterlock_worker; create policy hole on matterlock.log_heads to matterlock_worker using (true)"),
    (
        &["R5.fresh"],
        "create function public.lose() returns trigger language plpgsql as $$ begin return null; end $$;
         create trigger lose before insert on matterlock.check_results for each row when (new.check_id = 'S4.one') execute function public.lose()",
    ),
    (
        &["S1.once"],
        "create function public.forget() returns trigger language plpgsql as $$ begin new.last_step := old.last_step; return new; end $$;
         create trigger forget before update on matterlock.authenticators for each row execute function public.forget()",
    ),
    (&["S11.two"], "alter table matterlock.recoveries drop constraint recoveries_need_two"),
    (
        &["S11.two"],
        // Nobody waits.
        "do $$ begin execute replace(pg_get_functiondef('app.recovery_is_ready'::regproc), '24 hours', '0 hours'); end $$",
    ),
    (
        &["S1.passkey"],
        "create or replace function app.needs_passkey(firm uuid, person uuid) returns boolean language sql stable as $$ select false $$",
    ),
    (
        &["S1.recovery"],
        "create function public.forget_use() returns trigger language plpgsql as $$ begin new.used_at := null; return new; end $$;
         create trigger forget_use before update on matterlock.recovery_codes for each row execute function public.forget_use()",
    ),
    (&["S1.recovery"], "grant select on matterlock.recovery_codes to matterlock_app"),
    (
        &["S10.once"],
        "create function public.forget_answer() returns trigger language plpgsql as $$ begin new.used_at := null; return new; end $$;
         create trigger forget_answer before update on matterlock.ceremonies for each row execute function public.forget_answer()",
    ),
    (
        &["S10.once"],
        // Whoever asked makes no difference.
        "do $$ begin execute replace(pg_get_functiondef('app.use_ceremony'::regproc),
           'and bound_to is not distinct from app.ceremony_bound_to(for_purpose, bound)', ''); end $$",
    ),
    (&["S2.death"], "alter table matterlock.users disable trigger a_trust_dies"),
    (
        &["S2.death"],
        // A role that is lost takes no trust with it.
        "drop trigger a_trust_dies on matterlock.users;
         create trigger a_trust_dies after update of password_hash on matterlock.users for each row
           execute function app.after_new_credentials()",
    ),
    (
        &["S2.death", "S2.factor"],
        "create or replace function app.may_unlock(for_firm uuid, for_device uuid) returns boolean language sql stable as $$ select true $$",
    ),
    (
        &["S2.factor", "S4.renewed"],
        // The trust's secret passes for the session's that ran on it.
        "create or replace function app.live_session() returns matterlock.sessions language sql stable security definer set search_path = matterlock, pg_temp
         as $$ select s from sessions s join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
           left join trusted_devices d on d.firm_id = s.firm_id and d.id = s.trusted_device_id
           where s.kind = case current_setting('role') when 'matterlock_app' then 'office' when 'matterlock_admin' then 'admin' when 'matterlock_operator' then 'admin' end
             and s.ended_at is null and (s.kind = 'office' or app.console_opens_from(s.firm_id, app.caller_address()))
             and (d.secret_hash = app.secret_hash() or (s.secret_hash = app.secret_hash()
               and s.last_seen_at + s.idle_after > app.now() and s.expires_at > app.now())) $$",
    ),
    (&["S2.limits"], "alter table matterlock.sessions disable trigger guard_session_limit"),
    (&["S2.limits"], "alter table matterlock.trusted_devices disable trigger guard_trust_limit"),
    (&["S2.limits"], "alter table matterlock.firm_policies disable trigger after_tightening"),
    (&["S2.limits"], "alter table matterlock.firm_policies drop constraint firm_policies_trusted_days_check"),
    (
        &["S4.elsewhere"],
        "create function public.lose_the_place() returns trigger language plpgsql as $$ begin new.ended_by := null; return new; end $$;
         create trigger lose_the_place before update on matterlock.sessions for each row execute function public.lose_the_place()",
    ),
    (
        &["I4.idle", "S12.sealed", "S3.idle"],
        "do $$ begin execute replace(pg_get_functiondef('app.live_session'::regproc), 'and s.last_seen_at + s.idle_after > app.now()', ''); end $$",
    ),
    (&["S4.one"], "drop index matterlock.sessions_one_live"),
    (
        &["S12.sealed", "S4.sign_out"],
        "do $$ begin execute replace(pg_get_functiondef('app.live_session'::regproc), 'and s.ended_at is null', ''); end $$",
    ),
    (
        &["S5.lock", "S8.same_answer"],
        "create or replace function app.take_try(for_key bytea, human boolean, most_unproven int, most int, lock interval, out failures int, out wait int)
         language sql as $$ select 1, 0 $$",
    ),
    (
        &["S5.lock"],
        // Whoever proves nothing passes for a human.
        "do $$ begin execute replace(pg_get_functiondef('app.take_try'::regproc), 'and (human or', 'and (true or'); end $$",
    ),
    (
        &["S6.minute"],
        "create or replace function app.take_turn(for_key bytea, most int) returns int language sql as $$ select 0 $$",
    ),
    (
        &["S6.minute"],
        "create function public.forget_turns() returns trigger language plpgsql as $$ begin new.let_in := '{}'; return new; end $$;
         create trigger forget_turns before update on matterlock.rate_counts for each row execute function public.forget_turns()",
    ),
    (
        &["S7.once"],
        "create or replace function app.use_captcha(solved bytea, until timestamptz) returns boolean language sql as $$ select true $$",
    ),
    (
        &["S7.once"],
        "create function public.lose() returns trigger language plpgsql as $$ begin delete from matterlock.solved_captchas where id = new.id; return new; end $$;
         create trigger lose before insert on matterlock.solved_captchas for each row execute function public.lose()",
    ),
    (
        &["S8.same_answer"],
        "create function public.reinstate() returns trigger language plpgsql as $$ begin new.active := true; return new; end $$;
         create trigger reinstate before insert on matterlock.users for each row execute function public.reinstate()",
    ),
];

async fn red(world: &World) -> Vec<String> {
    let reports = checks::run_all(&world.backend).await.unwrap();
    reports
        .into_iter()
        .filter(|report| report.outcome == Outcome::Broken)
        .map(|report| report.check)
        .collect()
}

/// In parts, so that no test is long: every check runs once a breach.
const PARTS: usize = 6;

async fn turn_red(part: usize) {
    let mut wrong = Vec::new();
    for (seen_by, breach) in BREACHES.iter().skip(part).step_by(PARTS) {
        let world = World::new().await;
        world.alter(breach).await;
        let of_rows = breach.starts_with("insert into") || breach.starts_with("delete from");
        let mut seen_by = seen_by.to_vec();
        seen_by.extend((!of_rows).then_some(CATALOGUE));
        seen_by.sort_unstable();
        let red = red(&world).await;
        if red != seen_by {
            wrong.push((red, seen_by, breach));
        }
    }
    assert!(wrong.is_empty(), "red, what was to be, and by what: {wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_1() {
    turn_red(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_2() {
    turn_red(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_3() {
    turn_red(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_4() {
    turn_red(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_5() {
    turn_red(4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_6() {
    turn_red(5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_broken_data_turns_its_check_red() {
    let firms = Firms::new().await;
    let world = &firms.world;
    firms.ask().await;
    let objects = objects(world);
    assert_eq!(red(world).await, Vec::<String>::new());
    assert_eq!(objects, self::objects(world), "a check left something in the store");

    let object = world.folder.path().join("objects/documents/left-behind");
    for unsealed in [
        &b"%PDF-1.7 as it was uploaded, longer than the head of a ciphertext is"[..],
        b"some header and then %PDF-1.7 as it was uploaded, longer than a head",
        b"\x89PNG\r\n a picture of a page, longer than the head of a ciphertext is",
        b"[\"the text of a page, longer than the head of a ciphertext is\",\"\"]",
        b"\x01 too short",
        b"",
    ] {
        std::fs::write(&object, unsealed).unwrap();
        assert_eq!(red(world).await, ["K2.store"], "{unsealed:?}");
    }
    // By chance a ciphertext may hold anything.
    let mut chance = vec![1; 5_000];
    chance[2_000..2_005].copy_from_slice(b"%PDF-");
    std::fs::write(&object, chance).unwrap();
    assert_eq!(red(world).await, Vec::<String>::new());
    std::fs::remove_file(&object).unwrap();

    for (table, column, plain) in [
        (
            "signers",
            "token_sealed",
            "convert_to('PlzkZ1x2b3c4d5e6f7g8h9i0jklmnopqrstuvwxyzAB', 'UTF8')",
        ),
        (
            "authenticators",
            "secret",
            "convert_to('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', 'UTF8')",
        ),
        (
            "authenticators",
            "secret",
            "'\\x0102030405060708090a0b0c0d0e0f1011121314'",
        ),
        // Sealed, but with another firm's key.
        (
            "authenticators",
            "secret",
            "(select a.secret from matterlock.authenticators a join matterlock.users u on u.id = a.user_id where u.email like 'ana%')",
        ),
    ] {
        let which = if table == "authenticators" {
            "user_id = (select id from matterlock.users where email like 'eva%')"
        } else {
            "true"
        };
        let kept =
            format!("create table public.kept as select {column} as value from matterlock.{table} where {which}");
        let spoil = format!("update matterlock.{table} set {column} = {plain} where {which}");
        let restore = format!(
            "update matterlock.{table} set {column} = value from public.kept where {which}; drop table public.kept"
        );
        world.alter(&format!("{kept}; {spoil}")).await;
        assert_eq!(red(world).await, ["K2.sealed"], "{table}.{column} = {plain}");
        world.alter(&restore).await;
    }
    assert_eq!(red(world).await, Vec::<String>::new());

    let hash = world
        .text("select password_hash from matterlock.users where email like 'eva%'")
        .await;
    for weak in [
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
        "$argon2i$v=19$m=19456,t=2,p=1$x$x",
        "secret",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ] {
        world
            .alter(&format!(
                "update matterlock.users set password_hash = '{weak}' where email like 'eva%'"
            ))
            .await;
        assert_eq!(red(world).await, ["S8.argon2"], "{weak}");
    }
    world
        .alter(&format!(
            "update matterlock.users set password_hash = '{hash}' where email like 'eva%'"
        ))
        .await;

    // A year that was said to have gone before its time.
    let drops = "alter table matterlock.log_drops DO trigger append_only, DO trigger append_only_statement, DO trigger guard_log_drop";
    let (off, on) = (drops.replace("DO", "disable"), drops.replace("DO", "enable always"));
    world
        .alter(&format!(
            "begin; {off}; insert into matterlock.log_drops select max(year) from matterlock.log_years; {on}; commit"
        ))
        .await;
    assert_eq!(red(world).await, ["L4.kept"]);
    world
        .alter(&format!("begin; {off}; delete from matterlock.log_drops; {on}; commit"))
        .await;
    // What was signed leaves by no mail.
    let late = "update matterlock.checkpoint_mails set since = since - interval '3 days';
        create table public.signed as select firm_id, log, day, at from matterlock.log_checkpoints;
        update matterlock.log_checkpoints set at = at - interval '3 days'";
    world.alter(late).await;
    assert_eq!(red(world).await, ["L6.proven"]);
    world
        .alter(
            "update matterlock.log_checkpoints c set at = s.at from public.signed s where (c.firm_id, c.log, c.day) = (s.firm_id, s.log, s.day);
             drop table public.signed; update matterlock.checkpoint_mails set since = since + interval '3 days'",
        )
        .await;
    assert_eq!(red(world).await, Vec::<String>::new());

    world
        .alter(
            "begin; alter table matterlock.log_entries disable trigger all;
             update matterlock.log_entries set request = request || 'x' where number = 2;
             alter table matterlock.log_entries enable trigger all;
             alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger number_is_the_heads;
             commit",
        )
        .await;
    assert_eq!(red(world).await, ["L6.proven"]);
    let told = "select count(*) from matterlock.proof_run where wrong > 0 and drilled = 0";
    assert_eq!(world.count(told).await, 1);

    world
        .alter(
            "begin; alter table matterlock.log_entries disable trigger all;
             delete from matterlock.log_entries where number = 2;
             alter table matterlock.log_entries enable trigger all;
             alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger number_is_the_heads;
             commit",
        )
        .await;
    assert_eq!(red(world).await, ["L1.numbers", "L6.proven"]);
}

/// How many objects are in the store.
fn objects(world: &World) -> usize {
    let mut folders = vec![world.folder.path().join("objects")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
            }
        }
    }
    files
}

/// Each check of this crate is seen red by one of the tests above.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_every_check_is_seen_red_once() {
    let by_data = ["K2.store", "L1.numbers", "L6.proven", "S8.argon2"];
    let world = World::new().await;
    let page = checks::page(&world.visitor(), None).await.unwrap();
    assert!(!page.reports.is_empty());
    for report in page.reports {
        let check = report.check.as_str();
        let broken = check == CATALOGUE || BREACHES.iter().any(|(seen_by, _)| seen_by.contains(&check));
        assert!(broken || by_data.contains(&check), "nothing breaks {check}");
    }
}

/// Strangers see the outcome, administrators the detail; only they run the checks, and that stands in the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_results_are_public_and_details_are_not() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let page = checks::page(&world.visitor(), None).await.unwrap();
    assert!(
        page.reports
            .iter()
            .all(|report| report.outcome == Outcome::NotRun && report.at.is_none())
    );
    let page = checks::run_by(&firms.ana.caller).await.unwrap();
    assert!(
        page.administrator
            && page
                .reports
                .iter()
                .all(|report| report.outcome == Outcome::Held && !report.detail.is_empty())
    );
    let page = checks::page(&world.visitor(), None).await.unwrap();
    assert!(
        !page.administrator
            && page
                .reports
                .iter()
                .all(|report| report.outcome == Outcome::Held && report.detail.is_empty() && report.at.is_some())
    );
    let carla = world
        .add_colleague(&firms.ana, "carla@solano.example", Role::Partner)
        .await;
    assert!(!carla.caller.me().may(Permission::RunChecks));
    assert!(
        !checks::page(&world.visitor(), Some(&carla.caller))
            .await
            .unwrap()
            .administrator
    );
    assert_eq!(refusal(checks::run_by(&carla.caller).await), Error::Forbidden);
    assert_eq!(
        world
            .count(
                "select count(*) from matterlock.log_entries where event = 'checks_run' and details ->> 'broken' = '0'"
            )
            .await,
        1
    );
    // Nothing of the checks' own firms stays.
    assert_eq!(world.count("select count(*) from matterlock.firms").await, 2);
    assert!(!access::needs_setup(&world.backend).await.unwrap());
}
