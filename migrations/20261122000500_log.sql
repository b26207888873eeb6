-- The log: insert-only, numbered without gaps within a firm, written by the functions below and by nothing else.

create table matterlock.log_heads (
  firm_id uuid primary key references matterlock.firms (id),
  last bigint not null
);

create table matterlock.log_entries (
  firm_id uuid not null references matterlock.firms (id),
  number bigint not null check (number > 0),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'signer', 'server', 'stranger')),
  actor_id uuid,
  actor text not null,
  event text not null,
  case_id uuid,
  details jsonb not null,
  address inet,
  address_source text not null check (address_source in ('direct', 'trusted_proxy', 'server')),
  device text not null,
  session_id uuid,
  request text not null,
  primary key (firm_id, number),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id)
);
create index log_entries_case on matterlock.log_entries (firm_id, case_id, number desc);
create index log_entries_actor on matterlock.log_entries (firm_id, actor_id, number desc);

create function app.refuse_change() returns trigger language plpgsql
  as $$ begin raise exception 'the log is append-only' using errcode = 'insufficient_privilege'; end $$;
create trigger append_only before update or delete on matterlock.log_entries for each row execute function app.refuse_change();
-- Whoever sees no row, such as the owner under forced row-level security, is refused too and not told «0 rows».
create trigger append_only_statement before update or delete or truncate on matterlock.log_entries for each statement execute function app.refuse_change();
alter table matterlock.log_entries enable always trigger append_only;
alter table matterlock.log_entries enable always trigger append_only_statement;

-- Numbers the entry and writes it. The head's row is locked until COMMIT, so numbers follow the order of commits; the
-- application calls this as the last statement of a transaction, to hold the lock for as short as it can.
create function app.write_entry(
  firm uuid, kind text, who_id uuid, who text, session uuid,
  event text, for_case uuid, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare entry_number bigint;
    begin
      insert into log_heads as h (firm_id, last) values (firm, 1)
        on conflict (firm_id) do update set last = h.last + 1 returning last into entry_number;
      insert into log_entries (firm_id, number, at, actor_kind, actor_id, actor, event, case_id, details, address, address_source, device, session_id, request)
        values (firm, entry_number, app.now(), kind, who_id, who, event, for_case, details, address, address_source, device, session, request);
      if for_case is not null then
        update cases set last_activity_at = app.now() where firm_id = firm and id = for_case;
      end if;
      -- Ids only: who hears it asks again and sees what the policies let them see.
      perform pg_notify('matterlock', json_build_object('firm', firm, 'case', for_case)::text);
      return entry_number;
    end
  $$;

-- Appends an entry for whoever this transaction speaks for. Who acts is never an argument.
create function app.append_entry(event text, for_case uuid, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare
      s sessions; v visits; j jobs; who text;
    begin
      case current_setting('role')
        when 'matterlock_app' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null and for_case <> all (app.my_cases()) 
            -- Whoever has just left a case says so last.
            and not (event = 'person_unassigned' and details ->> 'user' = s.user_id::text) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege';
          end if;
          select u.name into who from users u where u.firm_id = s.firm_id and u.id = s.user_id;
          return app.write_entry(s.firm_id, 'user', s.user_id, who, s.id, event, for_case, details, address, address_source, device, request);
        when 'matterlock_signer' then
          v := app.live_visit();
          if v.firm_id is null then raise exception 'no live visit' using errcode = 'insufficient_privilege'; end if;
          select g.name into who from signers g where g.firm_id = v.firm_id and g.id = v.signer_id;
          return app.write_entry(v.firm_id, 'signer', v.signer_id, who, v.id, event, v.case_id, details, address, address_source, device, request);
        when 'matterlock_worker' then
          j := app.live_job();
          if j.firm_id is null then raise exception 'no live job' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(j.firm_id, 'server', null, 'Matterlock', null, event, j.case_id, details, address, address_source, device, request);
        else
          raise exception 'this role appends nothing here' using errcode = 'insufficient_privilege';
      end case;
    end
  $$;

-- Appends an entry about an account, before or after there is a session. Only for the role that signs people in.
create function app.append_account_entry(firm uuid, account uuid, proven boolean, session uuid,
  event text, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare who text;
    begin
      select u.name into strict who from users u where u.firm_id = firm and u.id = account;
      return app.write_entry(firm, case when proven then 'user' when address_source = 'server' then 'server' else 'stranger' end, account, who, session,
        event, null, details, address, address_source, device, request);
    end
  $$;

-- Appends an entry about a signature link, before there is a visit. Only for the role that opens links.
create function app.append_link_entry(firm uuid, signer uuid, proven boolean,
  event text, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare g signers;
    begin
      select * into strict g from signers x where x.firm_id = firm and x.id = signer;
      return app.write_entry(firm, case when proven then 'signer' else 'stranger' end, signer, g.name, null,
        event, g.case_id, details, address, address_source, device, request);
    end
  $$;

-- Ends the sessions whose time is over, each with its entry. Until it runs they see nothing already: see app.live_session().
create function app.end_stale_sessions() returns int language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s record; ended int := 0;
    begin
      for s in
        update sessions x set ended_at = app.now(),
          end_reason = case when x.expires_at <= app.now() then 'too_old' else 'idle' end
        from users u
        where u.firm_id = x.firm_id and u.id = x.user_id and x.ended_at is null
          and (x.expires_at <= app.now() or x.last_seen_at + x.idle_after <= app.now())
        returning x.firm_id, x.user_id, x.id, x.end_reason, x.address, x.address_source, x.device, u.name
      loop
        perform app.write_entry(s.firm_id, 'server', s.user_id, s.name, s.id, 'session_ended', null,
          jsonb_build_object('event', 'session_ended', 'why', s.end_reason), null, 'server', '', 'stale sessions');
        ended := ended + 1;
      end loop;
      return ended;
    end
  $$;

-- How many firms and entries there are, and how many numbers are missing: must be 0. Counts only.
create function app.log_gaps(out firms bigint, out entries bigint, out gaps bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select count(*), coalesce(sum(held), 0)::bigint, coalesce(sum(h.last - held), 0)::bigint
    from log_heads h cross join lateral (select count(*) as held from log_entries l where l.firm_id = h.firm_id) counted
  $$;

-- A session that ended tells its browsers at once.
create function app.tell_session_ended() returns trigger language plpgsql
  as $$ begin perform pg_notify('matterlock', json_build_object('firm', new.firm_id, 'session', new.id)::text); return null; end $$;
create trigger tell_session_ended after update of ended_at on matterlock.sessions
  for each row when (old.ended_at is null and new.ended_at is not null) execute function app.tell_session_ended();

-- The last run of every promise check. About the installation; holds nothing of a firm.
create table matterlock.check_results (
  check_id text primary key,
  promise text not null,
  outcome text not null check (outcome in ('held', 'broken')),
  at timestamptz not null,
  took_ms int not null,
  attempts int not null,
  detail text not null
);

alter table matterlock.log_heads enable row level security;
alter table matterlock.log_heads force row level security;
alter table matterlock.log_entries enable row level security;
alter table matterlock.log_entries force row level security;
alter table matterlock.check_results enable row level security;
alter table matterlock.check_results force row level security;

grant select on matterlock.log_entries to matterlock_app;
create policy app_reads on matterlock.log_entries for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case
    when case_id is not null then case_id = any ((select app.my_cases())::uuid[])
    else actor_id = (select app.current_user_id()) or (select app.current_role_name()) = 'administrator'
  end);
grant select on matterlock.log_entries to matterlock_worker;
create policy worker_reads on matterlock.log_entries for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and case_id = (select app.job_case()));

grant select on matterlock.check_results to matterlock_auth, matterlock_operator;
grant insert, update on matterlock.check_results to matterlock_operator;
create policy everybody_reads on matterlock.check_results for select to matterlock_auth, matterlock_operator using (true);
create policy operator_writes on matterlock.check_results to matterlock_operator using (true) with check (true);

grant select, insert, update on matterlock.log_heads to matterlock_definer;
grant insert, select on matterlock.log_entries to matterlock_definer;
grant select on matterlock.signers to matterlock_definer;
grant update (ended_at, end_reason) on matterlock.sessions to matterlock_definer;
create policy definer_ends on matterlock.sessions for update to matterlock_definer using (true) with check (true);
create policy definer_counts on matterlock.log_heads to matterlock_definer using (true) with check (true);
create policy definer_reads on matterlock.log_entries for select to matterlock_definer using (true);
create policy definer_appends on matterlock.log_entries for insert to matterlock_definer with check (true);
create policy definer_reads on matterlock.signers for select to matterlock_definer using (true);

alter function app.write_entry(uuid, text, uuid, text, uuid, text, uuid, jsonb, inet, text, text, text) owner to matterlock_definer;
alter function app.append_entry(text, uuid, jsonb, inet, text, text, text) owner to matterlock_definer;
alter function app.append_account_entry(uuid, uuid, boolean, uuid, text, jsonb, inet, text, text, text) owner to matterlock_definer;
alter function app.append_link_entry(uuid, uuid, boolean, text, jsonb, inet, text, text, text) owner to matterlock_definer;

alter function app.end_stale_sessions() owner to matterlock_definer;
alter function app.log_gaps() owner to matterlock_definer;

-- Functions are callable by nobody until said so: see the default privileges in roles.sql.
grant execute on function app.now(), app.plain(text), app.secret_hash() to
  matterlock_app, matterlock_auth, matterlock_signer, matterlock_operator, matterlock_worker, matterlock_definer;
-- Only a function's owner can grant it, and matterlock_owner inherits nothing of the definer's.
set role matterlock_definer;
grant execute on function app.live_session(), app.current_firm(), app.current_user_id(), app.current_role_name(), app.may_write(), app.my_cases()
  to matterlock_app, matterlock_definer;
grant execute on function app.live_visit(), app.visit_firm(), app.visit_case(), app.visit_envelope(), app.visit_signer(), app.visit_documents()
  to matterlock_signer, matterlock_definer;
grant execute on function app.live_job(), app.job_firm(), app.job_case(), app.job_envelope() to matterlock_worker, matterlock_definer;
grant execute on function app.claim_job(bytea), app.queue_expiries(), app.end_stale_sessions() to matterlock_worker;
grant execute on function app.log_gaps() to matterlock_operator;
grant execute on function app.append_entry(text, uuid, jsonb, inet, text, text, text) to matterlock_app, matterlock_signer, matterlock_worker;
grant execute on function app.append_account_entry(uuid, uuid, boolean, uuid, text, jsonb, inet, text, text, text) to matterlock_auth;
grant execute on function app.append_link_entry(uuid, uuid, boolean, text, jsonb, inet, text, text, text) to matterlock_auth;
grant execute on function app.write_entry(uuid, text, uuid, text, uuid, text, uuid, jsonb, inet, text, text, text) to matterlock_definer;
set role matterlock_owner;
