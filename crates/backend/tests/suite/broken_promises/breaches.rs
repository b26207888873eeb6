//! The breaches: each a change by hand that takes one promise away.

/// What breaks a promise on a database, and the checks that have to see it.
pub(super) const BREACHES: [(&[&str], &str); 103] = [
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
