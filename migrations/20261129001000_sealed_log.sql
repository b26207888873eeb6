-- The log, so that it can be proven, kept for years and erased from: personal values sealed under a key of whoever they are about,
-- partitions by year, and what its proof needs. See docs/decisions/0018-the-log.md.

-- The keys under which personal values stand in the log: one for each person, party, signer, invitation or case that it speaks of, wrapped
-- by the firm's key. Erasing somebody is destroying theirs: what was sealed under it is noise from then on, and the entries stay as they are.
create table matterlock.log_keys (
  firm_id uuid not null references matterlock.firms (id),
  subject_id uuid not null,
  key_version int not null,
  wrapped bytea,
  made_at timestamptz not null default app.now(),
  erased_at timestamptz,
  primary key (firm_id, subject_id),
  foreign key (firm_id, key_version) references matterlock.firm_keys (firm_id, version),
  check ((wrapped is null) = (erased_at is not null))
);
alter table matterlock.log_keys enable row level security;
alter table matterlock.log_keys force row level security;
grant select, insert on matterlock.log_keys to matterlock_definer;
create policy definer_reads on matterlock.log_keys for select to matterlock_definer using (true);
create policy definer_makes on matterlock.log_keys for insert to matterlock_definer with check (true);
grant select on matterlock.firm_keys to matterlock_definer;
create policy definer_wraps on matterlock.firm_keys for select to matterlock_definer using (true);

-- A number follows the one before it, whoever writes it; and no head goes back. So a number is given once in a firm, although a key over
-- partitions by year can't say that: each insert takes the head's number, and the head moves by one.
create function app.head_moves_on() returns trigger language plpgsql
  as $$
    begin
      if tg_op = 'INSERT' and new.last = 1 then return new; end if;
      if tg_op = 'UPDATE' and new.firm_id = old.firm_id and new.last = old.last + 1 and new.year >= old.year then return new; end if;
      raise exception 'a log is numbered one by one' using errcode = 'insufficient_privilege';
    end
  $$;
create function app.number_is_the_heads() returns trigger language plpgsql
  as $$
    declare head record;
    begin
      execute format('select last, year from matterlock.%I where firm_id = $1', tg_argv[0]) into head using new.firm_id;
      if new.number is distinct from head.last or new.year is distinct from head.year then
        raise exception 'a log is numbered one by one' using errcode = 'insufficient_privilege';
      end if;
      return new;
    end
  $$;

-- The year of a log's newest entry. It never goes back, so that a partition holds a run of numbers and nothing younger than its year.
alter table matterlock.log_heads no force row level security;
alter table matterlock.console_heads no force row level security;
alter table matterlock.log_heads add column year smallint;
alter table matterlock.console_heads add column year smallint;
update matterlock.log_heads set year = extract(year from app.now() at time zone 'UTC');
update matterlock.console_heads set year = extract(year from app.now() at time zone 'UTC');
alter table matterlock.log_heads alter column year set not null, force row level security;
alter table matterlock.console_heads alter column year set not null, force row level security;
create trigger head_moves_on before insert or update on matterlock.log_heads for each row execute function app.head_moves_on();
create trigger head_moves_on before insert or update on matterlock.console_heads for each row execute function app.head_moves_on();
create trigger head_stays before delete on matterlock.log_heads for each row execute function app.refuse_change();
create trigger head_stays before delete on matterlock.console_heads for each row execute function app.refuse_change();
create trigger heads_stay before delete or truncate on matterlock.log_heads for each statement execute function app.refuse_change();
create trigger heads_stay before delete or truncate on matterlock.console_heads for each statement execute function app.refuse_change();
alter table matterlock.log_heads enable always trigger head_moves_on, enable always trigger head_stays, enable always trigger heads_stay;
alter table matterlock.console_heads enable always trigger head_moves_on, enable always trigger head_stays, enable always trigger heads_stay;

-- The entries. `details` holds what happened, with each personal value sealed. `origin` holds the actor's name, address and device, sealed under
-- the actor's key: its first byte is 1, or 0 where it is from before values were sealed and stands in clear.
alter table matterlock.log_entries rename to log_entries_before;
alter table matterlock.console_entries rename to console_entries_before;
create table matterlock.log_entries (
  firm_id uuid not null references matterlock.firms (id),
  year smallint not null,
  number bigint not null check (number > 0),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'signer', 'server', 'stranger')),
  actor_id uuid,
  event text not null,
  case_id uuid,
  -- A personal value is sealed before it comes here: one in clear is refused.
  details jsonb not null check (not jsonb_path_exists(details, '$.*.value')),
  origin bytea,
  address_source text not null check (address_source in ('direct', 'trusted_proxy', 'server')),
  session_id uuid,
  request text not null,
  primary key (firm_id, year, number),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  check (year >= extract(year from at at time zone 'UTC'))
) partition by list (year);
create index on matterlock.log_entries (firm_id, number desc);
create index on matterlock.log_entries (firm_id, case_id, number desc);
create index on matterlock.log_entries (firm_id, actor_id, number desc);
create table matterlock.console_entries (
  firm_id uuid not null references matterlock.firms (id),
  year smallint not null,
  number bigint not null check (number > 0),
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'server', 'stranger')),
  actor_id uuid,
  event text not null,
  details jsonb not null check (not jsonb_path_exists(details, '$.*.value')),
  origin bytea,
  address_source text not null check (address_source in ('direct', 'trusted_proxy', 'server')),
  session_id uuid,
  request text not null,
  primary key (firm_id, year, number),
  check (year >= extract(year from at at time zone 'UTC'))
) partition by list (year);
create index on matterlock.console_entries (firm_id, number desc);
create index on matterlock.console_entries (firm_id, actor_id, number desc);

-- A year's partitions of both logs, as protected as the logs are: whoever names a partition meets the same refusals, and no policy lets
-- anybody read one past the log itself. As the owner, at every start.
create function app.make_log_years(first int, last int) returns void language plpgsql
  as $$
    declare log text; part text; trigger_name text;
    begin
      foreach log in array array['log_entries', 'console_entries'] loop
        for of_year in first..last loop
          part := log || '_' || of_year;
          continue when to_regclass('matterlock.' || part) is not null;
          execute format('create table matterlock.%I partition of matterlock.%I for values in (%s)', part, log, of_year);
          execute format('alter table matterlock.%I enable row level security', part);
          execute format('alter table matterlock.%I force row level security', part);
          execute format('create trigger append_only_statement before update or delete or truncate on matterlock.%I
            for each statement execute function app.refuse_change()', part);
          foreach trigger_name in array array['append_only', 'append_only_statement', 'number_is_the_heads'] loop
            execute format('alter table matterlock.%I enable always trigger %I', part, trigger_name);
          end loop;
        end loop;
      end loop;
    end
  $$;

create trigger append_only before update or delete on matterlock.log_entries for each row execute function app.refuse_change();
create trigger append_only before update or delete on matterlock.console_entries for each row execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.log_entries for each statement execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.console_entries for each statement execute function app.refuse_change();

-- What was written before moves over as it is. Then numbers follow the heads.
alter table matterlock.log_entries_before no force row level security;
alter table matterlock.console_entries_before no force row level security;
do $$
  declare first int;
  begin
    select extract(year from least(app.now(), (select min(at) from matterlock.log_entries_before), (select min(at) from matterlock.console_entries_before))
      at time zone 'UTC') into first;
    -- The triggers that a partition is given are there already, but for this one.
    create trigger number_is_the_heads before insert on matterlock.log_entries for each row execute function app.number_is_the_heads('log_heads');
    create trigger number_is_the_heads before insert on matterlock.console_entries for each row execute function app.number_is_the_heads('console_heads');
    perform app.make_log_years(first, (extract(year from app.now() at time zone 'UTC') + 5)::int);
    alter table matterlock.log_entries disable trigger number_is_the_heads;
    alter table matterlock.console_entries disable trigger number_is_the_heads;
    insert into matterlock.log_entries (firm_id, year, number, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request)
      select firm_id, max(extract(year from at at time zone 'UTC')) over (partition by firm_id order by number), number, at, actor_kind, actor_id, event, case_id, details,
        '\x00'::bytea || convert_to(json_build_object('name', actor, 'address', host(address), 'device', device)::text, 'UTF8'), address_source, session_id, request
      from matterlock.log_entries_before;
    insert into matterlock.console_entries (firm_id, year, number, at, actor_kind, actor_id, event, details, origin, address_source, session_id, request)
      select firm_id, max(extract(year from at at time zone 'UTC')) over (partition by firm_id order by number), number, at, actor_kind, actor_id, event, details,
        '\x00'::bytea || convert_to(json_build_object('name', actor, 'address', host(address), 'device', device)::text, 'UTF8'), address_source, session_id, request
      from matterlock.console_entries_before;
  end
$$;
drop table matterlock.log_entries_before;
drop table matterlock.console_entries_before;
alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement, enable always trigger number_is_the_heads;
alter table matterlock.console_entries enable always trigger append_only, enable always trigger append_only_statement, enable always trigger number_is_the_heads;

alter table matterlock.log_entries enable row level security;
alter table matterlock.log_entries force row level security;
alter table matterlock.console_entries enable row level security;
alter table matterlock.console_entries force row level security;
grant select on matterlock.log_entries to matterlock_app, matterlock_worker;
create policy app_reads on matterlock.log_entries for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case
    when case_id is not null then case_id = any ((select app.my_cases())::uuid[])
    else actor_id = (select app.current_user_id()) or (select app.may('read_firm_log'))
  end);
create policy worker_reads on matterlock.log_entries for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and case_id = (select app.job_case()));
grant select, insert on matterlock.log_entries, matterlock.console_entries to matterlock_definer;
create policy definer_reads on matterlock.log_entries for select to matterlock_definer using (true);
create policy definer_appends on matterlock.log_entries for insert to matterlock_definer with check (true);
create policy definer_reads on matterlock.console_entries for select to matterlock_definer using (true);
create policy definer_appends on matterlock.console_entries for insert to matterlock_definer with check (true);
grant select on matterlock.console_entries to matterlock_admin;
create policy admin_reads on matterlock.console_entries for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and (select app.may('read_firm_log')));

-- The proof. `log_trees` says how far a log has been hashed and signed, `log_tiles` holds the hashes, `log_checkpoints` what was signed. All of it
-- follows from the entries and is written by one role, which signs with a key that is not in the database.
create table matterlock.log_trees (
  firm_id uuid not null references matterlock.firms (id),
  log text not null check (log in ('cases', 'console')),
  size bigint not null check (size >= 0),
  primary key (firm_id, log)
);
create table matterlock.log_tiles (
  firm_id uuid not null,
  log text not null,
  level smallint not null check (level >= 0),
  tile bigint not null check (tile >= 0),
  hashes bytea not null check (length(hashes) between 32 and 8192) check (length(hashes) % 32 = 0),
  primary key (firm_id, log, level, tile),
  foreign key (firm_id, log) references matterlock.log_trees (firm_id, log)
);
-- The last of each day stays: each proves all that came before it.
create table matterlock.log_checkpoints (
  firm_id uuid not null,
  log text not null,
  day date not null,
  size bigint not null check (size > 0),
  at timestamptz not null,
  note text not null,
  primary key (firm_id, log, day),
  foreign key (firm_id, log) references matterlock.log_trees (firm_id, log)
);
alter table matterlock.log_trees enable row level security;
alter table matterlock.log_trees force row level security;
alter table matterlock.log_tiles enable row level security;
alter table matterlock.log_tiles force row level security;
alter table matterlock.log_checkpoints enable row level security;
alter table matterlock.log_checkpoints force row level security;

grant select on matterlock.log_heads, matterlock.console_heads, matterlock.log_entries, matterlock.console_entries to matterlock_sealer;
create policy sealer_reads on matterlock.log_heads for select to matterlock_sealer using (true);
create policy sealer_reads on matterlock.console_heads for select to matterlock_sealer using (true);
create policy sealer_reads on matterlock.log_entries for select to matterlock_sealer using (true);
create policy sealer_reads on matterlock.console_entries for select to matterlock_sealer using (true);
grant select, insert, update (size) on matterlock.log_trees to matterlock_sealer;
create policy sealer_grows on matterlock.log_trees to matterlock_sealer using (true) with check (true);
grant select, insert, update (hashes) on matterlock.log_tiles to matterlock_sealer;
create policy sealer_grows on matterlock.log_tiles to matterlock_sealer using (true) with check (true);
grant select, insert, update (size, at, note) on matterlock.log_checkpoints to matterlock_sealer;
create policy sealer_signs on matterlock.log_checkpoints to matterlock_sealer using (true) with check (true);

grant execute on function app.now() to matterlock_sealer;

-- For which firm's log a transaction may seal values: its own, or at the door whichever it names.
create function app.log_firm(claimed uuid) returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select firm from (select case current_setting('role')
      when 'matterlock_auth' then claimed
      when 'matterlock_app' then app.current_firm()
      when 'matterlock_admin' then app.current_firm()
      when 'matterlock_operator' then app.current_firm()
      when 'matterlock_signer' then app.visit_firm()
      when 'matterlock_worker' then app.job_firm()
    end as firm) own where firm = claimed
  $$;

-- The keys of whoever an entry speaks of, each with the firm's key that wraps it, or is to wrap it where there is none yet.
create function app.log_keys_of(claimed uuid, subjects uuid[])
  returns table (subject_id uuid, wrapped bytea, erased boolean, key_version int, firm_key bytea) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select s.id, k.wrapped, k.erased_at is not null, f.version, f.wrapped
    from app.log_firm(claimed) as firm
    cross join (select distinct unnest(subjects) as id) s
    left join log_keys k on k.firm_id = firm and k.subject_id = s.id
    join lateral (select version, wrapped from firm_keys x where x.firm_id = firm and (k.key_version is null or x.version = k.key_version)
      order by version desc limit 1) f on true
    where firm is not null
    order by s.id
  $$;

-- Keeps new keys; one that somebody else has made meanwhile stays.
create function app.keep_log_keys(claimed uuid, version int, subjects uuid[], keys bytea[]) returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    insert into log_keys (firm_id, subject_id, key_version, wrapped)
    select firm, n.subject, version, n.key from app.log_firm(claimed) as firm, unnest(subjects, keys) as n (subject, key)
    where firm is not null order by n.subject
    on conflict do nothing
  $$;

-- Whom this transaction speaks for: the firm whose log it is, and who acts, with what they are called now. Nobody acts where the server does.
create function app.log_speaker(out firm uuid, out id uuid, out name text) language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions; v visits;
    begin
      case
        when current_setting('role') in ('matterlock_app', 'matterlock_admin', 'matterlock_operator') then
          s := app.live_session();
          select s.firm_id, s.user_id, u.name into firm, id, name from users u where u.firm_id = s.firm_id and u.id = s.user_id;
        when current_setting('role') = 'matterlock_signer' then
          v := app.live_visit();
          select v.firm_id, v.signer_id, g.name into firm, id, name from signers g where g.firm_id = v.firm_id and g.id = v.signer_id;
        when current_setting('role') = 'matterlock_worker' then
          firm := app.job_firm();
        else null;
      end case;
    end
  $$;

-- What somebody is called now: a person of the firm, or a signer.
create function app.log_name(claimed uuid, person uuid) returns text language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce((select u.name from users u where u.firm_id = firm and u.id = person), (select g.name from signers g where g.firm_id = firm and g.id = person))
    from app.log_firm(claimed) as firm
  $$;

alter function app.log_firm(uuid) owner to matterlock_definer;
alter function app.log_keys_of(uuid, uuid[]) owner to matterlock_definer;
alter function app.keep_log_keys(uuid, int, uuid[], bytea[]) owner to matterlock_definer;
alter function app.log_name(uuid, uuid) owner to matterlock_definer;
alter function app.log_speaker() owner to matterlock_definer;

set role matterlock_definer;
drop function app.append_entry(text, uuid, jsonb, inet, text, text, text);
drop function app.append_account_entry(uuid, uuid, boolean, uuid, text, jsonb, inet, text, text, text);
drop function app.append_console_entry(uuid, uuid, boolean, uuid, text, jsonb, inet, text, text, text);
drop function app.append_link_entry(uuid, uuid, boolean, text, jsonb, inet, text, text, text);
drop function app.append_server_entry(uuid, text, jsonb, text);
drop function app.write_entry(uuid, text, uuid, text, uuid, text, uuid, jsonb, inet, text, text, text);
drop function app.write_console_entry(uuid, text, uuid, text, uuid, text, jsonb, inet, text, text, text);
set role matterlock_owner;

-- Numbers the entry and writes it. The head's row is locked until COMMIT, so numbers follow the order of commits; the application calls this as
-- the last statement of a transaction, to hold the lock for as short as it can. The case's row comes before the head: see the order of locks.
create function app.write_entry(
  firm uuid, kind text, who uuid, session uuid, event text, for_case uuid, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare head log_heads;
    begin
      if for_case is not null then
        update cases set last_activity_at = app.now() where firm_id = firm and id = for_case;
      end if;
      insert into log_heads as h (firm_id, last, year) values (firm, 1, extract(year from app.now() at time zone 'UTC'))
        on conflict (firm_id) do update set last = h.last + 1, year = greatest(h.year, excluded.year) returning * into head;
      insert into log_entries (firm_id, year, number, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request)
        values (firm, head.year, head.last, app.now(), kind, who, event, for_case, details, origin, address_source, session, request);
      -- Ids only: who hears it asks again and sees what the policies let them see.
      perform pg_notify('matterlock', json_build_object('firm', firm, 'case', for_case)::text);
      return head.last;
    end
  $$;

-- As app.write_entry, into the console's log. Whoever looks at it hears of it, and nobody at the office.
create function app.write_console_entry(
  firm uuid, kind text, who uuid, session uuid, event text, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare head console_heads;
    begin
      insert into console_heads as h (firm_id, last, year) values (firm, 1, extract(year from app.now() at time zone 'UTC'))
        on conflict (firm_id) do update set last = h.last + 1, year = greatest(h.year, excluded.year) returning * into head;
      insert into console_entries (firm_id, year, number, at, actor_kind, actor_id, event, details, origin, address_source, session_id, request)
        values (firm, head.year, head.last, app.now(), kind, who, event, details, origin, address_source, session, request);
      perform pg_notify('matterlock', json_build_object('firm', firm, 'console', true)::text);
      return head.last;
    end
  $$;

-- Appends an entry for whoever this transaction speaks for. Who acts is never an argument; what they are called, and from where they ask, is sealed
-- under their key in `origin`.
create function app.append_entry(event text, for_case uuid, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare
      s sessions; v visits; j jobs;
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
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when current_setting('role') in ('matterlock_admin', 'matterlock_operator') then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null then raise exception 'the console has no cases' using errcode = 'insufficient_privilege'; end if;
          return app.write_console_entry(s.firm_id, 'user', s.user_id, s.id, event, details, origin, address_source, request);
        when current_setting('role') = 'matterlock_signer' then
          v := app.live_visit();
          if v.firm_id is null then raise exception 'no live visit' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(v.firm_id, 'signer', v.signer_id, v.id, event, v.case_id, details, origin, address_source, request);
        when current_setting('role') = 'matterlock_worker' then
          j := app.live_job();
          if j.firm_id is null then raise exception 'no live job' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(j.firm_id, 'server', null, null, event, j.case_id, details, origin, address_source, request);
        else
          raise exception 'this role appends nothing here' using errcode = 'insufficient_privilege';
      end case;
    end
  $$;

-- Appends an entry about an account, before or after there is a session. Only for the role that signs people in.
create function app.append_account_entry(firm uuid, account uuid, proven boolean, session uuid,
  event text, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from users u where u.firm_id = firm and u.id = account;
      if not found then raise exception 'no such account' using errcode = 'no_data_found'; end if;
      return app.write_entry(firm, case when proven then 'user' when address_source = 'server' then 'server' else 'stranger' end, account, session,
        event, null, details, origin, address_source, request);
    end
  $$;

-- As app.append_account_entry, about an account at the console's door.
create function app.append_console_entry(firm uuid, account uuid, proven boolean, session uuid,
  event text, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from users u where u.firm_id = firm and u.id = account;
      if not found then raise exception 'no such account' using errcode = 'no_data_found'; end if;
      return app.write_console_entry(firm, case when proven then 'user' when address_source = 'server' then 'server' else 'stranger' end, account, session,
        event, details, origin, address_source, request);
    end
  $$;

-- Appends an entry about a signature link, before there is a visit. Only for the role that opens links.
create function app.append_link_entry(firm uuid, signer uuid, proven boolean,
  event text, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare g signers;
    begin
      select * into strict g from signers x where x.firm_id = firm and x.id = signer;
      return app.write_entry(firm, case when proven then 'signer' else 'stranger' end, signer, null,
        event, g.case_id, details, origin, address_source, request);
    end
  $$;

-- What the server itself did at a console, asked by somebody at the terminal.
create function app.append_server_entry(firm uuid, event text, details jsonb, request text) returns bigint language sql security definer
  set search_path = matterlock, pg_temp
  as $$ select app.write_console_entry(firm, 'server', null, null, event, details, null, 'server', request) $$;

alter function app.write_entry(uuid, text, uuid, uuid, text, uuid, jsonb, bytea, text, text) owner to matterlock_definer;
alter function app.write_console_entry(uuid, text, uuid, uuid, text, jsonb, bytea, text, text) owner to matterlock_definer;
alter function app.append_entry(text, uuid, jsonb, bytea, text, text) owner to matterlock_definer;
alter function app.append_account_entry(uuid, uuid, boolean, uuid, text, jsonb, bytea, text, text) owner to matterlock_definer;
alter function app.append_console_entry(uuid, uuid, boolean, uuid, text, jsonb, bytea, text, text) owner to matterlock_definer;
alter function app.append_link_entry(uuid, uuid, boolean, text, jsonb, bytea, text, text) owner to matterlock_definer;
alter function app.append_server_entry(uuid, text, jsonb, text) owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.write_entry(uuid, text, uuid, uuid, text, uuid, jsonb, bytea, text, text),
  app.write_console_entry(uuid, text, uuid, uuid, text, jsonb, bytea, text, text), app.log_firm(uuid) to matterlock_definer;
grant execute on function app.append_entry(text, uuid, jsonb, bytea, text, text)
  to matterlock_app, matterlock_admin, matterlock_operator, matterlock_signer, matterlock_worker;
grant execute on function app.append_account_entry(uuid, uuid, boolean, uuid, text, jsonb, bytea, text, text),
  app.append_console_entry(uuid, uuid, boolean, uuid, text, jsonb, bytea, text, text),
  app.append_link_entry(uuid, uuid, boolean, text, jsonb, bytea, text, text),
  app.append_server_entry(uuid, text, jsonb, text) to matterlock_auth;
grant execute on function app.log_keys_of(uuid, uuid[]), app.keep_log_keys(uuid, int, uuid[], bytea[]), app.log_name(uuid, uuid), app.log_speaker()
  to matterlock_auth, matterlock_app, matterlock_admin, matterlock_operator, matterlock_signer, matterlock_worker;

-- As before.
create or replace function app.end_stale_sessions() returns int language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s record; ended int := 0; why jsonb;
    begin
      for s in
        update sessions x set ended_at = app.now(),
          end_reason = case when x.expires_at <= app.now() then 'too_old' else 'idle' end
        where x.ended_at is null and (x.expires_at <= app.now() or x.last_seen_at + x.idle_after <= app.now())
        returning x.firm_id, x.user_id, x.id, x.kind, x.end_reason
      loop
        why := jsonb_build_object('event', 'session_ended', 'why', s.end_reason);
        case s.kind
          when 'admin' then
            perform app.write_console_entry(s.firm_id, 'server', s.user_id, s.id, 'session_ended', why, null, 'server', 'stale sessions');
          else
            perform app.write_entry(s.firm_id, 'server', s.user_id, s.id, 'session_ended', null, why, null, 'server', 'stale sessions');
        end case;
        ended := ended + 1;
      end loop;
      return ended;
    end
  $$;

-- Whether this session's reading of the same thing stands in the console's log since ten minutes ago. What is sealed is left out of `same`:
-- it is never the same twice.
create or replace function app.read_lately(same jsonb) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select exists (
      select from app.live_session() s
      join console_entries e on e.firm_id = s.firm_id and e.session_id = s.id and e.details @> same and e.at > app.now() - interval '10 minutes')
  $$;
set role matterlock_owner;
