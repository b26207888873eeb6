-- The firm's console: its own half of a sign-in, its own short sessions, its own log, and the addresses that it opens from.

-- Between password and code: of the office or of the console, and never of both.
alter table matterlock.challenges add column place text not null default 'office' check (place in ('office', 'admin'));

-- However the installation is set up, a session of the console is short.
alter table matterlock.sessions add constraint sessions_console_is_short
  check (kind <> 'admin' or (idle_after <= interval '15 minutes' and expires_at <= created_at + interval '4 hours'));

-- What is done at the console, and who tried to get in: a log apart from the firm's, with numbers of its own. Who works on cases reads
-- nothing of it, and who administers reads nothing of cases there, by grants and not by a condition.
create table matterlock.console_heads (
  firm_id uuid primary key references matterlock.firms (id),
  last bigint not null
);
create table matterlock.console_entries (
  firm_id uuid not null references matterlock.firms (id),
  number bigint not null check (number > 0),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'server', 'stranger')),
  actor_id uuid,
  actor text not null,
  event text not null,
  details jsonb not null,
  address inet,
  address_source text not null check (address_source in ('direct', 'trusted_proxy', 'server')),
  device text not null,
  session_id uuid,
  request text not null,
  primary key (firm_id, number)
);
create index console_entries_actor on matterlock.console_entries (firm_id, actor_id, number desc);
create trigger append_only before update or delete on matterlock.console_entries for each row execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.console_entries
  for each statement execute function app.refuse_change();
alter table matterlock.console_entries enable always trigger append_only;
alter table matterlock.console_entries enable always trigger append_only_statement;

-- From where the firm's console opens: from anywhere where no network is named.
create table matterlock.console_networks (
  firm_id uuid not null references matterlock.firms (id),
  network cidr not null,
  primary key (firm_id, network)
);

alter table matterlock.console_heads enable row level security;
alter table matterlock.console_heads force row level security;
alter table matterlock.console_entries enable row level security;
alter table matterlock.console_entries force row level security;
alter table matterlock.console_networks enable row level security;
alter table matterlock.console_networks force row level security;

-- Whether the console of a firm opens from an address. An address that nobody knows is none of a network's.
create function app.console_opens_from(firm uuid, address inet) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select count(*) = 0 or coalesce(bool_or(n.network >>= address), false) from console_networks n where n.firm_id = firm
  $$;

-- The address that a transaction of the console came from, as the server tells it beside the secret.
create function app.caller_address() returns inet language sql stable
  as $$ select nullif(current_setting('matterlock.address', true), '')::inet $$;

-- As app.write_entry, into the console's log. Whoever looks at it hears of it, and nobody at the office.
create function app.write_console_entry(
  firm uuid, kind text, who_id uuid, who text, session uuid,
  event text, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare entry_number bigint;
    begin
      insert into console_heads as h (firm_id, last) values (firm, 1)
        on conflict (firm_id) do update set last = h.last + 1 returning last into entry_number;
      insert into console_entries (firm_id, number, at, actor_kind, actor_id, actor, event, details, address, address_source, device, session_id, request)
        values (firm, entry_number, app.now(), kind, who_id, who, event, details, address, address_source, device, session, request);
      perform pg_notify('matterlock', json_build_object('firm', firm, 'console', true)::text);
      return entry_number;
    end
  $$;

-- As app.append_account_entry, about an account at the console's door.
create function app.append_console_entry(firm uuid, account uuid, proven boolean, session uuid,
  event text, details jsonb, address inet, address_source text, device text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare who text;
    begin
      select u.name into strict who from users u where u.firm_id = firm and u.id = account;
      return app.write_console_entry(firm, case when proven then 'user' when address_source = 'server' then 'server' else 'stranger' end,
        account, who, session, event, details, address, address_source, device, request);
    end
  $$;

-- A list that would shut out whoever saves it is not saved, whatever statement it came by. Asked at the end, when the list is whole.
create function app.guard_networks() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if current_setting('role') = 'matterlock_admin' and app.current_firm() is null then
        raise exception 'this list shuts out whoever saves it'
          using errcode = 'check_violation', constraint = 'console_opens_to_its_administrator';
      end if;
      return null;
    end
  $$;
create constraint trigger guard_networks after insert or update or delete on matterlock.console_networks
  deferrable initially deferred for each row execute function app.guard_networks();

-- The definer's part.
grant select, insert, update on matterlock.console_heads to matterlock_definer;
grant select, insert on matterlock.console_entries to matterlock_definer;
grant select on matterlock.console_networks to matterlock_definer;
create policy definer_counts on matterlock.console_heads to matterlock_definer using (true) with check (true);
create policy definer_reads on matterlock.console_entries for select to matterlock_definer using (true);
create policy definer_appends on matterlock.console_entries for insert to matterlock_definer with check (true);
create policy definer_reads on matterlock.console_networks for select to matterlock_definer using (true);
grant execute on function app.caller_address() to matterlock_admin, matterlock_app, matterlock_definer;

alter function app.console_opens_from(uuid, inet) owner to matterlock_definer;
alter function app.write_console_entry(uuid, text, uuid, text, uuid, text, jsonb, inet, text, text, text) owner to matterlock_definer;
alter function app.append_console_entry(uuid, uuid, boolean, uuid, text, jsonb, inet, text, text, text) owner to matterlock_definer;
alter function app.guard_networks() owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.console_opens_from(uuid, inet) to matterlock_auth, matterlock_admin, matterlock_definer;
grant execute on function app.has_second_factor(uuid, uuid) to matterlock_admin;
grant execute on function app.write_console_entry(uuid, text, uuid, text, uuid, text, jsonb, inet, text, text, text) to matterlock_definer;
grant execute on function app.append_console_entry(uuid, uuid, boolean, uuid, text, jsonb, inet, text, text, text) to matterlock_auth;

-- As before; and a session of the console speaks only from where the firm lets it.
create or replace function app.live_session() returns matterlock.sessions language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select s from sessions s
    join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
    where s.secret_hash = app.secret_hash()
      and s.kind = case current_setting('role') when 'matterlock_app' then 'office' when 'matterlock_admin' then 'admin' end
      and s.ended_at is null
      and s.last_seen_at + s.idle_after > app.now()
      and s.expires_at > app.now()
      and (s.kind = 'office' or app.console_opens_from(s.firm_id, app.caller_address()))
  $$;

-- As before; and what the console does stands in its own log.
create or replace function app.append_entry(event text, for_case uuid, details jsonb, address inet, address_source text, device text, request text)
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
        when 'matterlock_admin' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null then raise exception 'the console has no cases' using errcode = 'insufficient_privilege'; end if;
          select u.name into who from users u where u.firm_id = s.firm_id and u.id = s.user_id;
          return app.write_console_entry(s.firm_id, 'user', s.user_id, who, s.id, event, details, address, address_source, device, request);
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

-- As before; each with its entry in the log of its own place.
create or replace function app.end_stale_sessions() returns int language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s record; ended int := 0; why jsonb;
    begin
      for s in
        update sessions x set ended_at = app.now(),
          end_reason = case when x.expires_at <= app.now() then 'too_old' else 'idle' end
        from users u
        where u.firm_id = x.firm_id and u.id = x.user_id and x.ended_at is null
          and (x.expires_at <= app.now() or x.last_seen_at + x.idle_after <= app.now())
        returning x.firm_id, x.user_id, x.id, x.kind, x.end_reason, u.name
      loop
        why := jsonb_build_object('event', 'session_ended', 'why', s.end_reason);
        case s.kind
          when 'admin' then
            perform app.write_console_entry(s.firm_id, 'server', s.user_id, s.name, s.id, 'session_ended', why, null, 'server', '', 'stale sessions');
          else
            perform app.write_entry(s.firm_id, 'server', s.user_id, s.name, s.id, 'session_ended', null, why, null, 'server', '', 'stale sessions');
        end case;
        ended := ended + 1;
      end loop;
      return ended;
    end
  $$;

-- As before, over both logs. A firm counts once for each.
create or replace function app.log_gaps(out firms bigint, out entries bigint, out gaps bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select count(*), coalesce(sum(held), 0)::bigint, coalesce(sum(last - held), 0)::bigint
    from (
      select h.last, (select count(*) from log_entries l where l.firm_id = h.firm_id) as held from log_heads h
      union all
      select h.last, (select count(*) from console_entries e where e.firm_id = h.firm_id) from console_heads h
    ) counted
  $$;
set role matterlock_owner;

-- What an administrator reads at the console.
grant select on matterlock.console_entries to matterlock_admin;
create policy admin_reads on matterlock.console_entries for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('read_firm_log')));
grant select (id, name, time_zone), update (time_zone) on matterlock.firms to matterlock_admin;
create policy admin_reads on matterlock.firms for select to matterlock_admin using (id = (select app.current_firm()));
create policy admin_sets on matterlock.firms for update to matterlock_admin
  using (id = (select app.current_firm()) and (select app.may('manage_policies')) and (select app.factor_is_fresh()))
  with check (id = (select app.current_firm()) and (select app.may('manage_policies')));
grant select, insert, delete on matterlock.console_networks to matterlock_admin;
create policy admin_reads on matterlock.console_networks for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_policies')));
create policy admin_adds on matterlock.console_networks for insert to matterlock_admin
  with check (firm_id = (select app.current_firm()) and (select app.may('manage_policies')) and (select app.factor_is_fresh()));
create policy admin_removes on matterlock.console_networks for delete to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('manage_policies')) and (select app.factor_is_fresh()));
grant select on matterlock.check_results to matterlock_admin;
create policy admin_reads on matterlock.check_results for select to matterlock_admin using ((select app.may('run_checks')));
