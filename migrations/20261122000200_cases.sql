-- Cases, who is assigned to them, and who takes part.

create table matterlock.cases (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  number text not null,
  title text not null check (length(title) between 1 and 160),
  kind text not null check (kind in ('civil', 'commercial', 'labour', 'family', 'succession', 'property', 'criminal', 'administrative')),
  stage text not null default 'intake' check (stage in ('intake', 'active', 'waiting', 'closing', 'closed')),
  summary text not null default '' check (length(summary) <= 4000),
  version int not null default 1,
  opened_by uuid not null,
  opened_at timestamptz not null default app.now(),
  last_activity_at timestamptz not null default app.now(),
  primary key (firm_id, id),
  unique (firm_id, number),
  foreign key (firm_id, opened_by) references matterlock.users (firm_id, id)
);

create table matterlock.case_assignments (
  firm_id uuid not null,
  case_id uuid not null,
  user_id uuid not null,
  assigned_by uuid not null,
  assigned_at timestamptz not null default app.now(),
  primary key (firm_id, case_id, user_id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  foreign key (firm_id, assigned_by) references matterlock.users (firm_id, id)
);
create index case_assignments_user on matterlock.case_assignments (firm_id, user_id, case_id);

create table matterlock.case_counters (
  firm_id uuid not null references matterlock.firms (id),
  year int not null,
  last int not null,
  primary key (firm_id, year)
);

create table matterlock.parties (
  firm_id uuid not null,
  case_id uuid not null,
  id uuid not null,
  role text not null check (role in ('client', 'opposing', 'opposing_counsel', 'witness', 'authority', 'other')),
  name text not null check (length(name) between 1 and 160),
  email text not null default '' check (length(email) <= 254),
  phone text not null default '' check (length(phone) <= 160),
  created_at timestamptz not null default app.now(),
  primary key (firm_id, id),
  unique (firm_id, case_id, id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id)
);
create index parties_case on matterlock.parties (firm_id, case_id);

-- The cases of the person whose session the transaction carries. Asked once a query: `= any ((select app.my_cases())::uuid[])`.
create function app.my_cases() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(array_agg(a.case_id), '{}')
    from app.live_session() s
    join case_assignments a on a.firm_id = s.firm_id and a.user_id = s.user_id
  $$;

-- A number of the firm's own, 2026-0014, without gaps: the counter's row is locked until the case is committed.
create function app.number_case() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare this_year int := extract(year from app.now());
    begin
      insert into case_counters as c (firm_id, year, last) values (new.firm_id, this_year, 1)
        on conflict (firm_id, year) do update set last = c.last + 1
        returning this_year || '-' || lpad(last::text, 4, '0') into new.number;
      return new;
    end
  $$;
create trigger number_case before insert on matterlock.cases for each row execute function app.number_case();

-- Whoever opens a case is its first assignee, in the same statement: there is no case without one.
create function app.assign_opener() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      insert into case_assignments (firm_id, case_id, user_id, assigned_by)
        values (new.firm_id, new.id, new.opened_by, new.opened_by);
      return null;
    end
  $$;
create trigger assign_opener after insert on matterlock.cases for each row execute function app.assign_opener();

-- The last assignee stays: somebody must be able to see the case. Two who leave at once queue at the case's row.
create function app.keep_an_assignee() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from cases where firm_id = old.firm_id and id = old.case_id for update;
      if not exists (select from case_assignments where firm_id = old.firm_id and case_id = old.case_id and user_id <> old.user_id) then
        raise exception 'a case needs an assigned person' using errcode = 'check_violation', constraint = 'case_keeps_an_assignee';
      end if;
      return old;
    end
  $$;
create trigger keep_an_assignee before delete on matterlock.case_assignments for each row execute function app.keep_an_assignee();

alter table matterlock.cases enable row level security;
alter table matterlock.cases force row level security;
alter table matterlock.case_assignments enable row level security;
alter table matterlock.case_assignments force row level security;
alter table matterlock.case_counters enable row level security;
alter table matterlock.case_counters force row level security;
alter table matterlock.parties enable row level security;
alter table matterlock.parties force row level security;

grant select on matterlock.cases to matterlock_app;
grant insert (firm_id, id, title, kind, summary, opened_by) on matterlock.cases to matterlock_app;
grant update (title, kind, stage, summary, version, last_activity_at) on matterlock.cases to matterlock_app;
create policy app_reads on matterlock.cases for select to matterlock_app
  using (firm_id = (select app.current_firm()) and id = any ((select app.my_cases())::uuid[]));
create policy app_opens on matterlock.cases for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and opened_by = (select app.current_user_id()) and (select app.may_write()));
create policy app_changes on matterlock.cases for update to matterlock_app
  using (firm_id = (select app.current_firm()) and id = any ((select app.my_cases())::uuid[]) and (select app.may_write()))
  with check (firm_id = (select app.current_firm()) and id = any ((select app.my_cases())::uuid[]));

grant select, delete on matterlock.case_assignments to matterlock_app;
grant insert (firm_id, case_id, user_id, assigned_by) on matterlock.case_assignments to matterlock_app;
create policy app_reads on matterlock.case_assignments for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_assigns on matterlock.case_assignments for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
    and assigned_by = (select app.current_user_id()) and (select app.may_write()));
create policy app_unassigns on matterlock.case_assignments for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may_write()));

grant select, delete on matterlock.parties to matterlock_app;
grant insert (firm_id, case_id, id, role, name, email, phone) on matterlock.parties to matterlock_app;
grant update (role, name, email, phone) on matterlock.parties to matterlock_app;
create policy app_reads on matterlock.parties for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_writes on matterlock.parties to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may_write()))
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may_write()));

grant select, insert on matterlock.case_assignments to matterlock_definer;
create policy definer_reads on matterlock.case_assignments for select to matterlock_definer using (true);
create policy definer_assigns on matterlock.case_assignments for insert to matterlock_definer with check (true);
grant select, insert, update on matterlock.case_counters to matterlock_definer;
create policy definer_counts on matterlock.case_counters to matterlock_definer using (true) with check (true);
-- `for update` asks for the right to update a column.
grant select, update (last_activity_at) on matterlock.cases to matterlock_definer;
create policy definer_locks on matterlock.cases to matterlock_definer using (true) with check (true);

alter function app.my_cases() owner to matterlock_definer;
alter function app.number_case() owner to matterlock_definer;
alter function app.assign_opener() owner to matterlock_definer;
alter function app.keep_an_assignee() owner to matterlock_definer;
