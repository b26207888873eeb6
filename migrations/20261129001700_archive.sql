-- Retention: a year of the log goes seven years after its end, archived, the oldest first, and in no other way. docs/decisions/0023-retention.md.

-- Every year for which the logs ever had partitions.
create table matterlock.log_years (
  year smallint primary key,
  made_at timestamptz not null default app.now()
);
-- The years whose partitions were removed.
create table matterlock.log_drops (
  year smallint primary key,
  at timestamptz not null default app.now()
);
-- What the installation has signed of each archived year of a log: crates/tlog/src/archive.rs. Where and how far, for the database; the note says
-- it all again under its signature.
create table matterlock.log_archives (
  firm_id uuid not null,
  log text not null,
  year smallint not null,
  first bigint not null check (first > 0),
  last bigint not null check (last >= first),
  sha256 bytea not null check (length(sha256) = 32),
  kept_at timestamptz not null default app.now(),
  note text not null,
  primary key (firm_id, log, year),
  foreign key (firm_id, log) references matterlock.log_trees (firm_id, log)
);
alter table matterlock.log_years enable row level security;
alter table matterlock.log_years force row level security;
alter table matterlock.log_drops enable row level security;
alter table matterlock.log_drops force row level security;
alter table matterlock.log_archives enable row level security;
alter table matterlock.log_archives force row level security;

create trigger append_only before update or delete on matterlock.log_years for each row execute function app.refuse_change();
create trigger append_only before update or delete on matterlock.log_drops for each row execute function app.refuse_change();
create trigger append_only before update or delete on matterlock.log_archives for each row execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.log_years
  for each statement execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.log_drops
  for each statement execute function app.refuse_change();
create trigger append_only_statement before update or delete or truncate on matterlock.log_archives
  for each statement execute function app.refuse_change();
alter table matterlock.log_years enable always trigger append_only, enable always trigger append_only_statement;
alter table matterlock.log_drops enable always trigger append_only, enable always trigger append_only_statement;
alter table matterlock.log_archives enable always trigger append_only, enable always trigger append_only_statement;

create policy owner_makes on matterlock.log_years to matterlock_owner using (true) with check (true);
create policy owner_drops on matterlock.log_drops to matterlock_owner using (true) with check (true);
insert into matterlock.log_years (year)
  select right(c.relname, 4)::smallint from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'matterlock.log_entries'::regclass;

grant select on matterlock.log_years, matterlock.log_archives, matterlock.log_trees to matterlock_definer;
grant select, insert on matterlock.log_drops to matterlock_definer;
create policy definer_reads on matterlock.log_years for select to matterlock_definer using (true);
create policy definer_drops on matterlock.log_drops to matterlock_definer using (true) with check (true);
create policy definer_reads on matterlock.log_archives for select to matterlock_definer using (true);
create policy definer_reads on matterlock.log_trees for select to matterlock_definer using (true);
grant select on matterlock.log_years, matterlock.log_drops to matterlock_sealer;
grant select, insert (firm_id, log, year, first, last, sha256, note) on matterlock.log_archives to matterlock_sealer;
create policy sealer_reads on matterlock.log_years for select to matterlock_sealer using (true);
create policy sealer_reads on matterlock.log_drops for select to matterlock_sealer using (true);
create policy sealer_archives on matterlock.log_archives to matterlock_sealer using (true) with check (true);

-- The run of numbers that a log has in a year: a head's year never goes back, so they follow one another.
create function app.log_runs(of_year int) returns table (firm_id uuid, log text, first bigint, last bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select e.firm_id, 'cases', min(e.number), max(e.number) from log_entries e where e.year = of_year group by e.firm_id
    union all
    select e.firm_id, 'console', min(e.number), max(e.number) from console_entries e where e.year = of_year group by e.firm_id
  $$;

-- Whether a year has ended: a day later, so that no transaction of it is still under way.
create function app.log_year_is_over(of_year int) returns boolean language sql stable
  as $$ select app.now() >= make_timestamptz(of_year + 1, 1, 2, 0, 0, 0, 'UTC') $$;
grant execute on function app.log_year_is_over(int) to matterlock_definer, matterlock_sealer;

-- A statement is kept of what is there, signed, and complete.
create function app.guard_log_archive() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if not app.log_year_is_over(new.year) then
        raise exception 'the year % is not over', new.year using errcode = 'check_violation', constraint = 'archive_of_a_past_year';
      end if;
      if not exists (select from app.log_runs(new.year) r
          where r.firm_id = new.firm_id and r.log = new.log and r.first = new.first and r.last = new.last)
        or not exists (select from log_trees t where t.firm_id = new.firm_id and t.log = new.log and t.size >= new.last) then
        raise exception 'this is not what the log holds of %', new.year using errcode = 'check_violation', constraint = 'archive_of_the_whole_year';
      end if;
      return new;
    end
  $$;
create trigger guard_log_archive before insert on matterlock.log_archives for each row execute function app.guard_log_archive();
alter table matterlock.log_archives enable always trigger guard_log_archive;

-- Why a year of the log may not go, in one word, and whose entries keep it; nothing where it may.
create function app.why_year_stays(of_year int, out why text, out firms uuid[]) language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      -- Seven whole years after the year's end, by the database's clock.
      if app.now() < make_timestamptz(of_year + 8, 1, 1, 0, 0, 0, 'UTC') then
        why := 'young';
      elsif not exists (select from log_years y where y.year = of_year) or exists (select from log_drops d where d.year = of_year) then
        why := 'gone';
      elsif exists (select from log_years y where y.year < of_year and not exists (select from log_drops d where d.year = y.year)) then
        why := 'not_the_oldest';
      else
        select array_agg(distinct r.firm_id) into firms from app.log_runs(of_year) r
          where not exists (select from log_archives a
            where a.firm_id = r.firm_id and a.log = r.log and a.year = of_year and a.first = r.first and a.last = r.last);
        if firms is not null then
          why := 'not_archived';
          return;
        end if;
        select array_agg(distinct h.firm_id) into firms from case_holds h
          where exists (select from log_entries e where e.firm_id = h.firm_id and e.case_id = h.case_id and e.year = of_year);
        if firms is not null then why := 'held'; end if;
      end if;
    end
  $$;

-- Asked by whatever statement says that a year goes.
create function app.guard_log_drop() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare kept record;
    begin
      select * into kept from app.why_year_stays(new.year);
      if kept.why is not null then
        raise exception 'the log of % stays: %', new.year, case kept.why
            when 'young' then 'seven years have not passed since its end'
            when 'gone' then 'there is none of it'
            when 'not_the_oldest' then 'an earlier year is still there'
            when 'not_archived' then 'it is not archived, of the firms ' || array_to_string(kept.firms, ', ')
            when 'held' then 'a legal hold is on a case that it speaks of, in the firms ' || array_to_string(kept.firms, ', ')
          end
          using errcode = 'check_violation', constraint = 'log_is_kept', detail = kept.why;
      end if;
      return new;
    end
  $$;
create trigger guard_log_drop before insert on matterlock.log_drops for each row execute function app.guard_log_drop();
alter table matterlock.log_drops enable always trigger guard_log_drop;

-- Tries to say that a year goes, and takes it back: the word by which it was refused, or nothing where it would have gone.
create function app.try_log_drop(of_year int) returns text language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare refused text;
    begin
      insert into log_drops (year) values (of_year);
      raise exception 'it would have gone' using errcode = 'ML001';
    exception
      when check_violation then
        get stacked diagnostics refused = pg_exception_detail;
        return refused;
      when sqlstate 'ML001' then return null;
    end
  $$;

-- Years that are neither there nor removed as they may be.
create function app.lost_log_years() returns setof int language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select y.year::int from log_years y
    where not exists (select from log_drops d where d.year = y.year)
      and 2 <> (select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where not i.inhdetachpending
          and (i.inhparent = to_regclass('matterlock.log_entries') and c.relname = 'log_entries_' || y.year
            or i.inhparent = to_regclass('matterlock.console_entries') and c.relname = 'console_entries_' || y.year))
  $$;

-- After every statement that could take a partition away, a superuser's too, where one has made the event triggers: database/guards.sql.
create function app.guard_log_years() returns event_trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare lost int;
    begin
      if tg_event = 'ddl_command_start' then
        -- It commits half-way, where nothing could be refused any more. It is never part of anything, so its word stands in what was sent.
        if current_query() ~* 'concurrently' then
          raise exception 'nothing is detached concurrently here' using errcode = 'insufficient_privilege';
        end if;
        return;
      end if;
      select min(l) into lost from app.lost_log_years() l;
      if lost is not null then
        raise exception 'the log of % is removed by app.drop_log_year and in no other way', lost using errcode = 'insufficient_privilege';
      end if;
    end
  $$;

-- Tells each firm in its console's log, and the installation's operators in theirs.
create function app.tell_log_drop(of_year int, request text) returns void language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare f record; of_firms int := 0; all_entries bigint := 0; operators uuid;
    begin
      for f in select a.firm_id, sum(a.last - a.first + 1)::bigint as entries from log_archives a where a.year = of_year group by a.firm_id order by a.firm_id
      loop
        of_firms := of_firms + 1;
        all_entries := all_entries + f.entries;
        perform app.write_console_entry(f.firm_id, 'server', null, null, 'log_year_removed',
          jsonb_build_object('event', 'log_year_removed', 'year', of_year, 'entries', f.entries), null, 'server', request);
      end loop;
      select x.id into operators from firms x where x.kind = 'installation';
      if operators is not null then
        perform app.write_console_entry(operators, 'server', null, null, 'log_year_removed',
          jsonb_build_object('event', 'log_year_removed', 'year', of_year, 'entries', all_entries, 'firms', of_firms), null, 'server', request);
      end if;
    end
  $$;

-- Removes a year of both logs. As the owner: nobody who serves may. It waits for no lock while it holds one, so that nobody is kept waiting, and
-- nobody's action ends in a deadlock: it tries for a while to have all of them at once.
create function app.drop_log_year(of_year int, request text) returns void language plpgsql
  as $$
    declare tries int := 0;
    begin
      loop
        begin
          lock table matterlock.log_heads, matterlock.console_heads in exclusive mode nowait;
          lock table matterlock.log_entries, matterlock.console_entries in access exclusive mode nowait;
          exit;
        exception when lock_not_available then
          tries := tries + 1;
          if tries = 300 then
            raise exception 'the log is in use all the time: try again' using errcode = 'lock_not_available';
          end if;
          perform pg_sleep(0.1);
        end;
      end loop;
      insert into matterlock.log_drops (year) values (of_year);
      perform app.tell_log_drop(of_year, request);
      execute format('drop table matterlock.%I', 'log_entries_' || of_year);
      execute format('drop table matterlock.%I', 'console_entries_' || of_year);
    end
  $$;

-- As before; and a year is noted, and one that was removed is not made again.
create or replace function app.make_log_years(first int, last int) returns void language plpgsql
  as $$
    declare log text; part text; trigger_name text;
    begin
      for of_year in first..last loop
        continue when exists (select from matterlock.log_drops d where d.year = of_year);
        foreach log in array array['log_entries', 'console_entries'] loop
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
        insert into matterlock.log_years (year) values (of_year) on conflict do nothing;
      end loop;
    end
  $$;

alter function app.log_runs(int) owner to matterlock_definer;
alter function app.guard_log_archive() owner to matterlock_definer;
alter function app.why_year_stays(int) owner to matterlock_definer;
alter function app.guard_log_drop() owner to matterlock_definer;
alter function app.try_log_drop(int) owner to matterlock_definer;
alter function app.lost_log_years() owner to matterlock_definer;
alter function app.guard_log_years() owner to matterlock_definer;
alter function app.tell_log_drop(int, text) owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.tell_log_drop(int, text) to matterlock_owner;
grant execute on function app.log_runs(int), app.try_log_drop(int), app.lost_log_years() to matterlock_sealer;

-- As before; and numbers that were removed as they may be are not missing.
create or replace function app.log_gaps(out firms bigint, out entries bigint, out gaps bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    with removed as (
      select a.firm_id, a.log, sum(a.last - a.first + 1) as entries
      from log_archives a join log_drops d on d.year = a.year group by a.firm_id, a.log)
    select count(*), coalesce(sum(held), 0)::bigint, coalesce(sum(abs(last - held - coalesce(r.entries, 0))), 0)::bigint
    from (
      select h.firm_id, 'cases' as log, h.last, (select count(*) from log_entries l where l.firm_id = h.firm_id) as held from log_heads h
      union all
      select h.firm_id, 'console', h.last, (select count(*) from console_entries e where e.firm_id = h.firm_id) from console_heads h
    ) counted left join removed r on r.firm_id = counted.firm_id and r.log = counted.log
  $$;
set role matterlock_owner;
