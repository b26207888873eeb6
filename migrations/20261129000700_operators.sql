-- Who looks after the installation. They are people of a house of their own that has no cases, so that signing in, second factors, sessions,
-- recoveries and the log are for them what they are for everybody: docs/decisions/0015-operators-have-a-house.md.

alter table matterlock.firms
  add column kind text not null default 'firm' check (kind in ('firm', 'installation')),
  add constraint firms_of_a_kind unique (id, kind);
create unique index firms_one_installation on matterlock.firms (kind) where kind = 'installation';

-- Operators work at the installation and nobody else does, by keys and not by anybody's care. The same for whom an invitation is to make.
alter table matterlock.users
  drop constraint users_role_check,
  add constraint users_role_check check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only', 'operator')),
  add column house text not null generated always as (case role when 'operator' then 'installation' else 'firm' end) stored,
  add constraint users_in_their_house foreign key (firm_id, house) references matterlock.firms (id, kind);
alter table matterlock.account_links
  drop constraint account_links_role_check,
  add constraint account_links_role_check check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only', 'operator')),
  add column house text generated always as (case when role = 'operator' then 'installation' when role is not null then 'firm' end) stored,
  add constraint account_links_to_their_house foreign key (firm_id, house) references matterlock.firms (id, kind),
  drop constraint account_links_check,
  -- The first operator is invited by nobody: by the command at the terminal.
  add constraint account_links_check check (case kind
    when 'invitation' then user_id is null and num_nonnulls(email, name, role, language) = 4 and (invited_by is not null or role = 'operator')
    else user_id is not null and num_nonnulls(email, name, role, language, invited_by) = 0 end);
alter table matterlock.role_permissions
  drop constraint role_permissions_role_check,
  add constraint role_permissions_role_check check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only', 'operator'));

grant select (kind) on matterlock.firms to matterlock_auth, matterlock_definer;
-- Inviting somebody again takes the earlier link back.
grant update (withdrawn_at) on matterlock.account_links to matterlock_auth;
create policy auth_invites_operators on matterlock.account_links for insert to matterlock_auth
  with check (kind = 'invitation' and role = 'operator' and invited_by is null);

-- Who works at the console, of a firm or of the installation: whoever manages its people.
create function app.administers(role_name text) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select exists (select from role_permissions p where p.role = role_name and p.permission = 'manage_people') $$;

-- What the server itself did at a console, asked by somebody at the terminal.
create function app.append_server_entry(firm uuid, event text, details jsonb, request text) returns bigint language sql security definer
  set search_path = matterlock, pg_temp
  as $$ select app.write_console_entry(firm, 'server', null, 'Matterlock', null, event, details, null, 'server', '', request) $$;

-- What asks for somebody's attention. A house's own, as everything is: the installation's.
create table matterlock.alerts (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  kind text not null check (kind in ('check_broken', 'checks_late', 'jobs_failing', 'disk_low', 'sign_ins_attacked')),
  -- Which check, which kind of job; empty where there is only one.
  subject text not null,
  figure bigint not null check (figure >= 0),
  opened_at timestamptz not null default app.now(),
  -- Whose name it was then: the operators' role reads nobody's account.
  acknowledged_by uuid,
  acknowledged_name text,
  acknowledged_at timestamptz,
  closed_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, acknowledged_by) references matterlock.users (firm_id, id),
  check (num_nonnulls(acknowledged_by, acknowledged_name, acknowledged_at) in (0, 3))
);
create unique index alerts_one_open on matterlock.alerts (firm_id, kind, subject) where closed_at is null;
create index alerts_closed on matterlock.alerts (firm_id, closed_at) where closed_at is not null;
alter table matterlock.alerts enable row level security;
alter table matterlock.alerts force row level security;

-- What is wrong now.
create function app.troubles(disk_low boolean, disk_free bigint, failing int) returns table (kind text, subject text, figure bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select 'check_broken', c.check_id, 0::bigint from check_results c where c.outcome = 'broken'
    union all
    select 'checks_late', '', 0 from check_results c having max(c.at) <= app.now() - interval '26 hours'
    union all
    select 'jobs_failing', j.kind, count(*) from jobs j where j.finished_at is null and j.attempts >= failing group by j.kind
    union all
    select 'sign_ins_attacked', '', count(*) from sign_in_failures f where f.locked_until > app.now() having count(*) >= 10
    union all
    select 'disk_low', '', disk_free where disk_low
  $$;

-- Looks at what the database knows and what the server measured, opens and closes alerts, and writes to the operators of each that is new.
-- Several servers that look at the same time do it one after the other. Without operators there is nobody to tell, and nothing is kept.
create function app.watch_installation(disk_low boolean, disk_free bigint, failing int, out opened bigint, out closed bigint) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare operators uuid;
    begin
      opened := 0;
      closed := 0;
      select f.id into operators from firms f where f.kind = 'installation';
      if operators is null then return; end if;
      perform pg_advisory_xact_lock(hashtextextended('watch the installation', 0));
      with wrong as materialized (
        select * from app.troubles(disk_low, disk_free, failing)
      ), ended as (
        update alerts a set closed_at = app.now()
        where a.firm_id = operators and a.closed_at is null
          and not exists (select from wrong w where w.kind = a.kind and w.subject = a.subject)
        returning a.id
      ), still as (
        update alerts a set figure = w.figure
        from wrong w
        where a.firm_id = operators and a.closed_at is null and w.kind = a.kind and w.subject = a.subject and a.figure <> w.figure
        returning a.id
      ), begun as (
        insert into alerts (firm_id, id, kind, subject, figure)
        select operators, gen_random_uuid(), w.kind, w.subject, w.figure from wrong w
        where not exists (select from alerts a where a.firm_id = operators and a.closed_at is null and a.kind = w.kind and a.subject = w.subject)
        returning kind, subject
      ), told as (
        insert into letters (firm_id, id, user_id, notice, address_source, device)
        select operators, gen_random_uuid(), u.id, jsonb_build_object('notice', 'alert', 'kind', b.kind, 'subject', b.subject), 'server', ''
        from begun b join users u on u.firm_id = operators and u.active
        -- What comes and goes is told once an hour; the page shows every time.
        where not exists (select from alerts a
          where a.firm_id = operators and a.kind = b.kind and a.subject = b.subject and a.opened_at > app.now() - interval '1 hour')
        returning id
      )
      select (select count(*) from begun), (select count(*) from ended) into opened, closed;
      if opened + closed > 0 then
        perform pg_notify('matterlock', json_build_object('firm', operators, 'console', true)::text);
      end if;
    end
  $$;

-- Notes who has seen an alert, the first time: what it is about, or nothing where somebody has before.
create function app.acknowledge_alert(which uuid, out kind text, out subject text) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update alerts a set acknowledged_by = u.id, acknowledged_name = u.name, acknowledged_at = app.now()
      from users u
      where a.firm_id = app.current_firm() and a.id = which and a.acknowledged_by is null
        and u.firm_id = a.firm_id and u.id = app.current_user_id()
        and app.may('operate_installation') and app.factor_is_fresh()
      returning a.kind, a.subject into acknowledge_alert.kind, acknowledge_alert.subject;
    end
  $$;

-- Whether the same was read in this session of a console within ten minutes: pages read themselves again, and the log would hold nothing else.
create function app.read_lately(same jsonb) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select exists (
      select from app.live_session() s
      join console_entries e on e.firm_id = s.firm_id and e.session_id = s.id and e.details = same and e.at > app.now() - interval '10 minutes')
  $$;

-- The firms from outside: names and numbers. Of what they work on, how many bytes it is.
create function app.firms_of_the_installation()
  returns table (id uuid, name text, since timestamptz, people bigint, signed_in bigint, last_sign_in timestamptz, document_bytes bigint)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select f.id, f.name, f.created_at,
      (select count(*) from users u where u.firm_id = f.id and u.active),
      (select count(distinct s.user_id) from sessions s
        where s.firm_id = f.id and s.ended_at is null and s.last_seen_at + s.idle_after > app.now() and s.expires_at > app.now()),
      (select max(s.created_at) from sessions s where s.firm_id = f.id),
      (select coalesce(sum(d.size), 0)::bigint from documents d where d.firm_id = f.id)
    from firms f
    where f.kind = 'firm' and app.may('operate_installation')
    order by app.plain(f.name), f.id
  $$;

-- What waits to be done, by kind, of all firms together.
create function app.queue_of_the_installation(failing_after int) returns table (kind text, waiting bigint, failing bigint, oldest timestamptz)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select j.kind, count(*), count(*) filter (where j.attempts >= failing_after), min(j.created_at)
    from jobs j where j.finished_at is null and j.run_at <= app.now() + interval '2 hours' and app.may('operate_installation')
    group by j.kind order by j.kind
  $$;

-- How many accounts and devices take no sign-in now.
create function app.locked_accounts() returns bigint language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select count(*) from sign_in_failures f where f.locked_until > app.now() and app.may('operate_installation') $$;

-- Set-up links are made at the terminal, by nobody who is signed in, or by an operator at the console.
drop policy operator_makes on matterlock.setup_links;
create policy operator_makes on matterlock.setup_links for insert to matterlock_operator
  with check ((select app.secret_hash()) is null or ((select app.may('operate_installation')) and (select app.factor_is_fresh())));
grant select (id, created_at, expires_at, used_at, email, proof_expires_at), update (expires_at, proof_expires_at)
  on matterlock.setup_links to matterlock_operator;
create policy operator_reads on matterlock.setup_links for select to matterlock_operator using ((select app.may('operate_installation')));
create policy operator_withdraws on matterlock.setup_links for update to matterlock_operator
  using (used_at is null and (select app.may('operate_installation')) and (select app.factor_is_fresh()))
  with check ((select app.may('operate_installation')));

grant select on matterlock.alerts to matterlock_operator;
create policy operator_reads on matterlock.alerts for select to matterlock_operator
  using (firm_id = (select app.current_firm()) and (select app.may('operate_installation')));

-- The definer's part.
grant select on matterlock.check_results to matterlock_definer;
create policy definer_reads on matterlock.check_results for select to matterlock_definer using (true);
grant select (id, name, created_at) on matterlock.firms to matterlock_definer;
create policy definer_reads on matterlock.firms for select to matterlock_definer using (true);
grant select (size) on matterlock.documents to matterlock_definer;
grant select, insert, update (figure, closed_at, acknowledged_by, acknowledged_name, acknowledged_at) on matterlock.alerts to matterlock_definer;
create policy definer_watches on matterlock.alerts to matterlock_definer using (true) with check (true);

alter function app.administers(text) owner to matterlock_definer;
alter function app.append_server_entry(uuid, text, jsonb, text) owner to matterlock_definer;
alter function app.troubles(boolean, bigint, int) owner to matterlock_definer;
alter function app.watch_installation(boolean, bigint, int) owner to matterlock_definer;
alter function app.acknowledge_alert(uuid) owner to matterlock_definer;
alter function app.read_lately(jsonb) owner to matterlock_definer;
alter function app.firms_of_the_installation() owner to matterlock_definer;
alter function app.queue_of_the_installation(int) owner to matterlock_definer;
alter function app.locked_accounts() owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.administers(text) to matterlock_auth, matterlock_definer;
grant execute on function app.append_server_entry(uuid, text, jsonb, text) to matterlock_auth;
grant execute on function app.troubles(boolean, bigint, int) to matterlock_definer;
grant execute on function app.watch_installation(boolean, bigint, int) to matterlock_worker;
grant execute on function app.read_lately(jsonb) to matterlock_admin, matterlock_operator;
grant execute on function app.firms_of_the_installation(), app.queue_of_the_installation(int), app.locked_accounts(),
  app.acknowledge_alert(uuid), app.may(text), app.current_firm(), app.current_user_id(), app.factor_is_fresh(),
  app.append_entry(text, uuid, jsonb, inet, text, text, text) to matterlock_operator;

-- As before; and the installation's operators work with a session of their console.
create or replace function app.live_session() returns matterlock.sessions language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select s from sessions s
    join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
    where s.secret_hash = app.secret_hash()
      and s.kind = case current_setting('role')
        when 'matterlock_app' then 'office' when 'matterlock_admin' then 'admin' when 'matterlock_operator' then 'admin' end
      and s.ended_at is null
      and s.last_seen_at + s.idle_after > app.now()
      and s.expires_at > app.now()
      and (s.kind = 'office' or app.console_opens_from(s.firm_id, app.caller_address()))
  $$;

-- As before; for either house the last who manages its people stays.
create or replace function app.guard_people() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('people of ' || old.firm_id, 0));
      if current_setting('role') = 'matterlock_admin' then
        if app.may('manage_people') is not true then
          raise exception 'not an administrator any more' using errcode = 'insufficient_privilege', constraint = 'people_are_an_administrators';
        end if;
        if old.id = app.current_user_id() then
          raise exception 'nobody changes their own account' using errcode = 'check_violation', constraint = 'nobody_changes_their_own_account';
        end if;
      end if;
      if app.administers(old.role) and old.active and not (app.administers(new.role) and new.active)
        and not exists (
          select from users u where u.firm_id = old.firm_id and u.id <> old.id and app.administers(u.role) and u.active) then
        raise exception 'a firm needs an administrator' using errcode = 'check_violation', constraint = 'firm_keeps_an_administrator';
      end if;
      return new;
    end
  $$;

-- As before, for either house.
create or replace function app.ready_recovery(firm uuid, person uuid) returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select r.id from recoveries r
    join users f on f.firm_id = r.firm_id and f.id = r.first_by and f.active and app.administers(f.role)
    join users s on s.firm_id = r.firm_id and s.id = r.second_by and s.active and app.administers(s.role)
    where r.firm_id = firm and r.user_id = person and app.recovery_is_ready(r)
  $$;

-- As before; and operators append what they do to the log of their own console.
create or replace function app.append_entry(event text, for_case uuid, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare
      s sessions; v visits; j jobs; who text;
    begin
      case
        when current_setting('role') = 'matterlock_app' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null and for_case <> all (app.my_cases())
            -- Whoever has just left a case says so last.
            and not (event = 'person_unassigned' and details ->> 'user' = s.user_id::text) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege';
          end if;
          select u.name into who from users u where u.firm_id = s.firm_id and u.id = s.user_id;
          return app.write_entry(s.firm_id, 'user', s.user_id, who, s.id, event, for_case, details, address, address_source, device, request);
        when current_setting('role') in ('matterlock_admin', 'matterlock_operator') then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null then raise exception 'the console has no cases' using errcode = 'insufficient_privilege'; end if;
          select u.name into who from users u where u.firm_id = s.firm_id and u.id = s.user_id;
          return app.write_console_entry(s.firm_id, 'user', s.user_id, who, s.id, event, details, address, address_source, device, request);
        when current_setting('role') = 'matterlock_signer' then
          v := app.live_visit();
          if v.firm_id is null then raise exception 'no live visit' using errcode = 'insufficient_privilege'; end if;
          select g.name into who from signers g where g.firm_id = v.firm_id and g.id = v.signer_id;
          return app.write_entry(v.firm_id, 'signer', v.signer_id, who, v.id, event, v.case_id, details, address, address_source, device, request);
        when current_setting('role') = 'matterlock_worker' then
          j := app.live_job();
          if j.firm_id is null then raise exception 'no live job' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(j.firm_id, 'server', null, 'Matterlock', null, event, j.case_id, details, address, address_source, device, request);
        else
          raise exception 'this role appends nothing here' using errcode = 'insufficient_privilege';
      end case;
    end
  $$;
set role matterlock_owner;
