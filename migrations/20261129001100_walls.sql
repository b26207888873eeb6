-- Ethical walls, the responsible attorney, and break-glass access: docs/decisions/0016-walls-and-broken-glass.md.

-- Who answers for a case: one of those assigned, at any time, by a key and not by anybody's care. Asked at the end of a transaction,
-- because whoever opens a case is assigned by a trigger after it.
alter table matterlock.cases add column responsible_id uuid;
alter table matterlock.cases no force row level security;
alter table matterlock.case_assignments no force row level security;
-- Whoever opened it, if they are assigned still; otherwise whoever is for the longest.
update matterlock.cases c set responsible_id = (
  select a.user_id from matterlock.case_assignments a
  where a.firm_id = c.firm_id and a.case_id = c.id
  order by a.user_id <> c.opened_by, a.assigned_at, a.user_id limit 1);
alter table matterlock.cases
  alter column responsible_id set not null,
  add constraint cases_responsible_is_assigned foreign key (firm_id, id, responsible_id)
    references matterlock.case_assignments (firm_id, case_id, user_id) deferrable initially deferred;
alter table matterlock.cases force row level security;
alter table matterlock.case_assignments force row level security;

create function app.answer_for_it() returns trigger language plpgsql
  as $$ begin new.responsible_id := new.opened_by; return new; end $$;
create trigger answer_for_it before insert on matterlock.cases for each row execute function app.answer_for_it();

-- Who may not see a case, whatever their role.
create table matterlock.case_walls (
  firm_id uuid not null,
  case_id uuid not null,
  user_id uuid not null,
  raised_by uuid not null,
  raised_at timestamptz not null default app.now(),
  reason text not null check (length(reason) between 10 and 500),
  primary key (firm_id, case_id, user_id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  foreign key (firm_id, raised_by) references matterlock.users (firm_id, id)
);
create index case_walls_user on matterlock.case_walls (firm_id, user_id, case_id);

-- Who saw a case without being assigned to it, why, and for how long. Rows come by `app.break_glass` only.
create table matterlock.broken_glass (
  firm_id uuid not null,
  id uuid not null,
  case_id uuid not null,
  user_id uuid not null,
  reason text not null check (length(reason) between 10 and 500),
  at timestamptz not null default app.now(),
  until timestamptz not null,
  -- Before its time: by whoever broke it, or by somebody assigned.
  ended_at timestamptz,
  ended_by uuid,
  primary key (firm_id, id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  foreign key (firm_id, ended_by) references matterlock.users (firm_id, id),
  constraint broken_glass_is_short check (until > at and until <= at + interval '4 hours'),
  check (ended_at <= until),
  check (ended_by is null or ended_at is not null)
);
create unique index broken_glass_one_live on matterlock.broken_glass (firm_id, user_id, case_id) where ended_at is null;
create index broken_glass_case on matterlock.broken_glass (firm_id, case_id);

-- Whether somebody sees a case by it now: one place for the time.
create function app.glass_lasts(g matterlock.broken_glass) returns boolean language sql stable
  as $$ select g.ended_at is null and g.until > app.now() $$;

-- The cases that the person whose session the transaction carries is assigned to. A wall is stronger than an assignment, wherever that came from.
create function app.my_assigned_cases() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(array_agg(a.case_id), '{}')
    from app.live_session() s
    join case_assignments a on a.firm_id = s.firm_id and a.user_id = s.user_id
    where not app.needs_passkey(s.firm_id, s.user_id)
      and not exists (select from case_walls w where w.firm_id = a.firm_id and w.case_id = a.case_id and w.user_id = a.user_id)
  $$;

-- Assigning and walling off somebody at the same time queue at the case's row, and each looks again after it. Asked after the policies have let
-- the row in, so that whoever may not see the case is told nothing of its walls.
create function app.guard_assignment() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from cases where firm_id = new.firm_id and id = new.case_id for no key update;
      if exists (select from case_walls w where w.firm_id = new.firm_id and w.case_id = new.case_id and w.user_id = new.user_id) then
        raise exception 'walled off from this case' using errcode = 'check_violation', constraint = 'walled_off_is_not_assigned';
      end if;
      -- Whoever is assigned needs no broken glass.
      update broken_glass g set ended_at = app.now(), ended_by = new.assigned_by
        where g.firm_id = new.firm_id and g.case_id = new.case_id and g.user_id = new.user_id and app.glass_lasts(g);
      return null;
    end
  $$;
create trigger guard_assignment after insert on matterlock.case_assignments for each row execute function app.guard_assignment();

-- Whoever works on the case is taken off it first, by an act of its own; and what somebody sees by broken glass ends with the wall.
create function app.guard_wall() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from cases where firm_id = new.firm_id and id = new.case_id for no key update;
      if exists (select from cases c where c.firm_id = new.firm_id and c.id = new.case_id and c.responsible_id = new.user_id) then
        raise exception 'responsible for this case' using errcode = 'check_violation', constraint = 'responsible_is_not_walled_off';
      end if;
      if exists (select from case_assignments a where a.firm_id = new.firm_id and a.case_id = new.case_id and a.user_id = new.user_id) then
        raise exception 'assigned to this case' using errcode = 'check_violation', constraint = 'assigned_is_not_walled_off';
      end if;
      update broken_glass g set ended_at = app.now(), ended_by = new.raised_by
        where g.firm_id = new.firm_id and g.case_id = new.case_id and g.user_id = new.user_id and app.glass_lasts(g);
      return null;
    end
  $$;
create trigger guard_wall after insert on matterlock.case_walls for each row execute function app.guard_wall();

-- Grants know columns and policies know rows; this knows who may write this one column of a row that others may change too.
create function app.guard_responsible() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if current_setting('role') = 'matterlock_app' and not (app.may('assign_people') and new.id = any (app.my_assigned_cases())) then
        raise exception 'who is responsible is not this person''s to say'
          using errcode = 'insufficient_privilege', constraint = 'responsible_is_the_teams_to_name';
      end if;
      return new;
    end
  $$;
create trigger guard_responsible before update of responsible_id on matterlock.cases
  for each row when (old.responsible_id is distinct from new.responsible_id) execute function app.guard_responsible();

-- Broken glass that is not in the log is not kept, whatever statement broke it. Asked at the end, because the entry comes last.
create function app.glass_is_logged() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if not exists (select from log_entries l
        where l.firm_id = new.firm_id and l.case_id = new.case_id and l.actor_id = new.user_id and l.event = 'glass_broken' and l.at = new.at) then
        raise exception 'broken glass stands in the log' using errcode = 'check_violation', constraint = 'broken_glass_is_logged';
      end if;
      return null;
    end
  $$;
create constraint trigger glass_is_logged after insert on matterlock.broken_glass
  deferrable initially deferred for each row execute function app.glass_is_logged();

-- Whoever sees a case no more hears of that.
create trigger tell_glass_ended after update of ended_at on matterlock.broken_glass
  for each row when (old.ended_at is null and new.ended_at is not null) execute function app.tell_taken_off();

-- Opens the case of a number to whoever this transaction speaks for, for four hours, and writes to the responsible attorney. Nothing comes back
-- for a number of nobody's, of another firm's, and of a case that they are walled off from; a case without a time is one that they see already.
create function app.break_glass(wanted text, why text, out opened uuid, out good_until timestamptz) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if not (app.may('break_glass') and app.factor_is_fresh()) then
        raise exception 'this session breaks no glass' using errcode = 'insufficient_privilege', constraint = 'glass_is_broken_by_few';
      end if;
      -- Looked up without a lock: whoever is walled off waits for nobody in there, as if there were nothing to wait for.
      select c.id into opened from cases c
        where c.firm_id = s.firm_id and c.number = wanted
          and not exists (select from case_walls w where w.firm_id = c.firm_id and w.case_id = c.id and w.user_id = s.user_id);
      if opened is null then return; end if;
      -- A wall that is being raised, and the same glass in another tab: one after the other, and a look at what the first has done.
      perform 1 from cases c where c.firm_id = s.firm_id and c.id = opened for no key update;
      if exists (select from case_walls w where w.firm_id = s.firm_id and w.case_id = opened and w.user_id = s.user_id) then
        opened := null;
        return;
      end if;
      if opened = any (app.my_cases()) then return; end if;
      -- What was over by itself makes room.
      update broken_glass g set ended_at = g.until
        where g.firm_id = s.firm_id and g.case_id = opened and g.user_id = s.user_id and g.ended_at is null;
      insert into broken_glass (firm_id, id, case_id, user_id, reason, until)
        values (s.firm_id, gen_random_uuid(), opened, s.user_id, why, app.now() + interval '4 hours')
        returning until into good_until;
      -- Where the responsible attorney's account is closed, everybody else on the case is told too.
      insert into letters (firm_id, id, user_id, notice, address_source, device)
        select c.firm_id, gen_random_uuid(), a.user_id,
          jsonb_build_object('notice', 'glass_broken', 'case', c.id, 'number', c.number, 'by', me.name, 'reason', why,
            'until', (extract(epoch from good_until) * 1000)::bigint),
          'server', ''
        from cases c
        join users me on me.firm_id = c.firm_id and me.id = s.user_id
        join users r on r.firm_id = c.firm_id and r.id = c.responsible_id
        join case_assignments a on a.firm_id = c.firm_id and a.case_id = c.id
        join users u on u.firm_id = a.firm_id and u.id = a.user_id
        where c.firm_id = s.firm_id and c.id = opened and (a.user_id = c.responsible_id or (u.active and not r.active));
    end
  $$;

alter table matterlock.case_walls enable row level security;
alter table matterlock.case_walls force row level security;
alter table matterlock.broken_glass enable row level security;
alter table matterlock.broken_glass force row level security;

-- The definer's part.
grant select on matterlock.case_walls to matterlock_definer;
create policy definer_reads on matterlock.case_walls for select to matterlock_definer using (true);
grant select, insert, update (ended_at, ended_by) on matterlock.broken_glass to matterlock_definer;
create policy definer_breaks on matterlock.broken_glass to matterlock_definer using (true) with check (true);
grant execute on function app.glass_lasts(matterlock.broken_glass) to matterlock_app, matterlock_definer;

alter function app.my_assigned_cases() owner to matterlock_definer;
alter function app.guard_assignment() owner to matterlock_definer;
alter function app.guard_wall() owner to matterlock_definer;
alter function app.guard_responsible() owner to matterlock_definer;
alter function app.glass_is_logged() owner to matterlock_definer;
alter function app.break_glass(text, text) owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.my_assigned_cases() to matterlock_app, matterlock_definer;
grant execute on function app.break_glass(text, text) to matterlock_app;

-- As before, less what one is walled off from; and those that one sees by broken glass for now, while one's role carries that still.
create or replace function app.my_cases() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select app.my_assigned_cases() || case
      when glass.cases is null then '{}'
      when app.may('break_glass') then glass.cases
      else '{}' end
    from (
      select array_agg(g.case_id) as cases
      from app.live_session() s
      join broken_glass g on g.firm_id = s.firm_id and g.user_id = s.user_id and app.glass_lasts(g)
      where not exists (select from case_walls w where w.firm_id = g.firm_id and w.case_id = g.case_id and w.user_id = g.user_id)
    ) glass
  $$;

-- As before; and the responsible attorney stays too, until another is named. Their row is locked as a change of it would: whoever adds to the
-- case at the same time goes on.
create or replace function app.keep_an_assignee() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from cases where firm_id = old.firm_id and id = old.case_id for no key update;
      if not exists (select from case_assignments where firm_id = old.firm_id and case_id = old.case_id and user_id <> old.user_id) then
        raise exception 'a case needs an assigned person' using errcode = 'check_violation', constraint = 'case_keeps_an_assignee';
      end if;
      if exists (select from cases where firm_id = old.firm_id and id = old.case_id and responsible_id = old.user_id) then
        raise exception 'a case keeps its responsible attorney' using errcode = 'check_violation', constraint = 'case_keeps_its_responsible';
      end if;
      return old;
    end
  $$;

-- As before; and whoever ends what they saw by broken glass says so last.
create or replace function app.append_entry(event text, for_case uuid, details jsonb, origin bytea, address_source text, request text)
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
            and not (event = 'person_unassigned' and details ->> 'user' = s.user_id::text)
            and not (event = 'glass_ended' and exists (
              select from broken_glass g
              where g.firm_id = s.firm_id and g.case_id = for_case and g.user_id = s.user_id and g.ended_by = s.user_id and g.ended_at = app.now())) then
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
set role matterlock_owner;

-- The firm's people. The team, the responsible attorney and the walls are for those assigned to say: broken glass shows them and changes none.
alter policy app_assigns on matterlock.case_assignments
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[])
    and assigned_by = (select app.current_user_id()) and (select app.may('assign_people')));
alter policy app_unassigns on matterlock.case_assignments
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[]) and (select app.may('assign_people')));
grant update (responsible_id) on matterlock.cases to matterlock_app;

grant select, insert (firm_id, case_id, user_id, raised_by, reason), delete on matterlock.case_walls to matterlock_app;
create policy app_reads on matterlock.case_walls for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_raises on matterlock.case_walls for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[])
    and raised_by = (select app.current_user_id()) and (select app.may('manage_walls')));
-- Lifting asks for a second factor of the last five minutes.
create policy app_lifts on matterlock.case_walls for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_assigned_cases())::uuid[]) and (select app.may('manage_walls'))
    and (select app.factor_is_fresh()));

grant select, update (ended_at, ended_by) on matterlock.broken_glass to matterlock_app;
create policy app_reads on matterlock.broken_glass for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
-- Ended by whoever broke it and by those assigned, now, and for good.
create policy app_ends on matterlock.broken_glass for update to matterlock_app
  using (firm_id = (select app.current_firm()) and ended_at is null and until > (select app.now())
    and (user_id = (select app.current_user_id())
      or (case_id = any ((select app.my_assigned_cases())::uuid[]) and (select app.may('assign_people')))))
  with check (firm_id = (select app.current_firm()) and ended_by = (select app.current_user_id()) and ended_at = (select app.now()));
