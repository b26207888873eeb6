-- Entries that cost less, and fewer who know of all firms. See docs/decisions/0018-the-log.md, 0021-support-access.md and 0026-what-a-transaction-costs.md.

-- One index less: the key has the number before the year, so that it serves whoever looks for numbers too. That there is such a firm, the head says,
-- whose row every entry's trigger asks for; that the case is of that firm, app.write_entry, through which every entry goes. A foreign key would lock
-- the case's row for each.
alter table matterlock.log_entries drop constraint log_entries_pkey1, add primary key (firm_id, number, year), drop constraint log_entries_firm_id_fkey1,
  drop constraint log_entries_firm_id_case_id_fkey1;
alter table matterlock.console_entries drop constraint console_entries_pkey1, add primary key (firm_id, number, year), drop constraint console_entries_firm_id_fkey1;
drop index matterlock.log_entries_firm_id_number_idx, matterlock.console_entries_firm_id_number_idx;

-- As before; but a function is called only where there is something to refuse.
drop trigger head_moves_on on matterlock.log_heads;
drop trigger head_moves_on on matterlock.console_heads;
create trigger head_moves_on before update on matterlock.log_heads for each row
  when (new.firm_id <> old.firm_id or new.last <> old.last + 1 or new.year < old.year) execute function app.head_moves_on();
create trigger head_moves_on before update on matterlock.console_heads for each row
  when (new.firm_id <> old.firm_id or new.last <> old.last + 1 or new.year < old.year) execute function app.head_moves_on();
create trigger head_begins before insert on matterlock.log_heads for each row when (new.last <> 1) execute function app.head_moves_on();
create trigger head_begins before insert on matterlock.console_heads for each row when (new.last <> 1) execute function app.head_moves_on();
alter table matterlock.log_heads enable always trigger head_moves_on, enable always trigger head_begins;
alter table matterlock.console_heads enable always trigger head_moves_on, enable always trigger head_begins;

-- Parties are found in the log by their removal; their other entries are looked for in the case.
drop index matterlock.log_entries_parties;
create index log_entries_removals on matterlock.log_entries (firm_id, (details ->> 'party')) where event = 'party_removed';

-- As before; but nobody is notified: a commit with a NOTIFY waits for every other such commit of the whole database until the disk has it. Whoever is to
-- hear of an entry looks at the heads. A case that something happens to all the time is not written for each entry of a second. And they run as whoever
-- calls them, which only the look-up functions can: what changes the role and the path takes as long as a statement.
set role matterlock_definer;
drop function app.write_entry(uuid, text, uuid, uuid, text, uuid, jsonb, bytea, text, text);
drop function app.write_console_entry(uuid, text, uuid, uuid, text, jsonb, bytea, text, text);
set role matterlock_owner;
create function app.write_entry(
  firm uuid, kind text, who uuid, session uuid, event text, for_case uuid, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql
  as $$
    declare head matterlock.log_heads; this_year smallint := extract(year from app.now() at time zone 'UTC'); active timestamptz;
    begin
      if for_case is not null then
        select c.last_activity_at into active from matterlock.cases c where c.firm_id = firm and c.id = for_case;
        if not found then raise exception 'no such case' using errcode = 'foreign_key_violation', constraint = 'entry_of_a_case'; end if;
        if active < app.now() - interval '1 second' then
          update matterlock.cases c set last_activity_at = app.now() where c.firm_id = firm and c.id = for_case;
        end if;
      end if;
      update matterlock.log_heads h set last = h.last + 1, year = greatest(h.year, this_year) where h.firm_id = firm returning * into head;
      if not found then
        insert into matterlock.log_heads as h (firm_id, last, year) values (firm, 1, this_year)
          on conflict (firm_id) do update set last = h.last + 1, year = greatest(h.year, excluded.year) returning * into head;
      end if;
      insert into matterlock.log_entries (firm_id, year, number, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request)
        values (firm, head.year, head.last, app.now(), kind, who, event, for_case, details, origin, address_source, session, request);
      return head.last;
    end
  $$;
create function app.write_console_entry(
  firm uuid, kind text, who uuid, session uuid, event text, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql
  as $$
    declare head matterlock.console_heads; this_year smallint := extract(year from app.now() at time zone 'UTC');
    begin
      update matterlock.console_heads h set last = h.last + 1, year = greatest(h.year, this_year) where h.firm_id = firm returning * into head;
      if not found then
        insert into matterlock.console_heads as h (firm_id, last, year) values (firm, 1, this_year)
          on conflict (firm_id) do update set last = h.last + 1, year = greatest(h.year, excluded.year) returning * into head;
      end if;
      insert into matterlock.console_entries (firm_id, year, number, at, actor_kind, actor_id, event, details, origin, address_source, session_id, request)
        values (firm, head.year, head.last, app.now(), kind, who, event, details, origin, address_source, session, request);
      return head.last;
    end
  $$;
revoke all on function app.write_entry(uuid, text, uuid, uuid, text, uuid, jsonb, bytea, text, text),
  app.write_console_entry(uuid, text, uuid, uuid, text, jsonb, bytea, text, text) from public;
grant execute on function app.write_entry(uuid, text, uuid, uuid, text, uuid, jsonb, bytea, text, text),
  app.write_console_entry(uuid, text, uuid, uuid, text, jsonb, bytea, text, text) to matterlock_definer;

set role matterlock_definer;
-- As before; but nearly every entry is of a case that its writer is assigned to, and that is asked of the session that is at hand.
create or replace function app.append_entry(event text, for_case uuid, details jsonb, origin bytea, address_source text, request text)
  returns bigint language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare
      acting text := current_setting('role'); s sessions; v visits; j jobs;
    begin
      case
        when acting = 'matterlock_app' then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is not null
            -- As in app.my_assigned_cases.
            and not (exists (select from case_assignments a where a.firm_id = s.firm_id and a.user_id = s.user_id and a.case_id = for_case)
              and not exists (select from case_walls w where w.firm_id = s.firm_id and w.user_id = s.user_id and w.case_id = for_case)
              and not app.needs_passkey(s.firm_id, s.user_id))
            and for_case <> all (app.my_cases())
            and not (event = 'glass_ended' and exists (
              select from broken_glass g
              where g.firm_id = s.firm_id and g.case_id = for_case and g.user_id = s.user_id and g.ended_by = s.user_id and g.ended_at = app.now())) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege', constraint = 'entry_of_ones_own_case';
          end if;
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when acting in ('matterlock_admin', 'matterlock_operator') then
          s := app.live_session();
          if s.firm_id is null then raise exception 'no live session' using errcode = 'insufficient_privilege'; end if;
          if for_case is null then
            return app.write_console_entry(s.firm_id, 'user', s.user_id, s.id, event, details, origin, address_source, request);
          end if;
          if not exists (select from support g where g.firm_id = s.firm_id and g.case_id = for_case
            and (event = 'support_granted' and g.decided_by = s.user_id and g.decided_at = app.now()
              or event = 'support_revoked' and g.ended_by = s.user_id and g.ended_at = app.now())) then
            raise exception 'the console has no cases' using errcode = 'insufficient_privilege';
          end if;
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when acting = 'matterlock_signer' then
          v := app.live_visit();
          if v.firm_id is null then raise exception 'no live visit' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(v.firm_id, 'signer', v.signer_id, v.id, event, v.case_id, details, origin, address_source, request);
        when acting = 'matterlock_worker' then
          j := app.live_job();
          if j.firm_id is null then raise exception 'no live job' using errcode = 'insufficient_privilege'; end if;
          return app.write_entry(j.firm_id, 'server', null, null, event, j.case_id, details, origin, address_source, request);
        else
          raise exception 'this role appends nothing here' using errcode = 'insufficient_privilege';
      end case;
    end
  $$;

-- As before; but the entries about a removed party are looked for in the case that it was removed from.
create or replace function app.removed_to_erase(after text, most int) returns table (id uuid, at timestamptz, details jsonb[])
  language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if not (app.may('erase_people') and app.factor_is_fresh()) then
        raise exception 'this session erases nobody' using errcode = 'insufficient_privilege', constraint = 'erasing_is_an_administrators';
      end if;
      return query
        select r.party::uuid, r.removed, array(
          select l.details || '{"case": "00000000-0000-0000-0000-000000000000"}' from log_entries l
          where l.firm_id = s.firm_id and l.case_id = any (r.cases) and l.details ->> 'party' = r.party
            and l.event in ('party_added', 'party_changed', 'party_removed')
          order by l.number)
        from (
          select l.details ->> 'party' as party, max(l.at) as removed, array_agg(l.case_id) as cases
          from log_entries l
          where l.firm_id = s.firm_id and l.event = 'party_removed' and l.details ->> 'party' > after and not app.is_walled_off(s, l.case_id)
            and not app.is_erased(s.firm_id, (l.details ->> 'party')::uuid)
          group by l.details ->> 'party' order by l.details ->> 'party' limit least(most, 200)
        ) r
        order by r.party;
    end
  $$;

-- What speaks of every firm is asked by the role that looks at every log, and that no session of a console can have.
revoke execute on function app.all_erasures(), app.sealed_links(), app.log_gaps() from matterlock_operator;
grant execute on function app.all_erasures(), app.sealed_links(), app.log_gaps() to matterlock_sealer;

-- Who is told at once that a case was opened from outside: the responsible attorney, or where that account is closed everybody on the case.
set role matterlock_owner;
create function app.told_of_case(firm uuid, one uuid) returns setof uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select a.user_id
    from cases c
    join users r on r.firm_id = c.firm_id and r.id = c.responsible_id
    join case_assignments a on a.firm_id = c.firm_id and a.case_id = c.id
    join users u on u.firm_id = a.firm_id and u.id = a.user_id
    where c.firm_id = firm and c.id = one and u.active and (a.user_id = c.responsible_id or not r.active)
  $$;
-- Mail may wait for hours: of a case nobody is told who is no longer on it. Where whom the letter of the job was written for may no longer read it, it is
-- written to whoever is to be told by now, and was not yet; whether that is so.
create function app.readdress_letter() returns boolean language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare j jobs := app.live_job(); may boolean;
    begin
      may := (select coalesce(l.notice ->> 'case', '') = '' or exists (
            select from case_assignments a join users u on u.firm_id = a.firm_id and u.id = a.user_id
            where a.firm_id = l.firm_id and a.case_id = (l.notice ->> 'case')::uuid and a.user_id = l.user_id and u.active
              and not exists (select from case_walls w where w.firm_id = a.firm_id and w.case_id = a.case_id and w.user_id = a.user_id))
        from letters l where l.firm_id = j.firm_id and l.id = j.letter_id);
      if not may then
        insert into letters (firm_id, id, user_id, notice, written_at, address, address_source, device)
          select l.firm_id, gen_random_uuid(), told.person, l.notice, l.written_at, l.address, l.address_source, l.device
          from letters l cross join app.told_of_case(l.firm_id, (l.notice ->> 'case')::uuid) as told (person)
          where l.firm_id = j.firm_id and l.id = j.letter_id
            and not exists (select from letters other where other.firm_id = l.firm_id and other.user_id = told.person and other.notice = l.notice);
      end if;
      return not may;
    end
  $$;
alter function app.told_of_case(uuid, uuid) owner to matterlock_definer;
alter function app.readdress_letter() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.told_of_case(uuid, uuid) to matterlock_definer;
grant execute on function app.readdress_letter() to matterlock_worker;

-- As before, both by that rule.
create or replace function app.break_glass(wanted text, why text, out opened uuid, out good_until timestamptz) language plpgsql security definer
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
      insert into letters (firm_id, id, user_id, notice, address_source, device)
        select c.firm_id, gen_random_uuid(), told.person,
          jsonb_build_object('notice', 'glass_broken', 'case', c.id, 'number', c.number, 'by', me.name, 'reason', why,
            'until', (extract(epoch from good_until) * 1000)::bigint),
          'server', ''
        from cases c
        join users me on me.firm_id = c.firm_id and me.id = s.user_id
        cross join app.told_of_case(c.firm_id, c.id) as told (person)
        where c.firm_id = s.firm_id and c.id = opened;
    end
  $$;
create or replace function app.grant_support(which uuid, wanted text, hours int, changing boolean,
    out outcome text, out opened uuid, out good_until timestamptz, out operator uuid, out operator_name text, out why text)
  language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session(); asked support;
    begin
      if current_setting('role') <> 'matterlock_admin' or not (app.may('grant_support') and app.factor_is_fresh()) then
        raise exception 'this session grants no support' using errcode = 'insufficient_privilege', constraint = 'support_is_granted_by_few';
      end if;
      outcome := 'gone';
      select g.* into asked from support g where g.firm_id = s.firm_id and g.id = which;
      if not found then return; end if;
      -- Closing the operator's account queues here, then whoever else answers or takes it back: in this order, and before the case, as everywhere.
      perform pg_advisory_xact_lock(hashtextextended('people of ' || asked.operator_house, 0));
      select g.* into asked from support g
        where g.firm_id = s.firm_id and g.id = which and g.decided_at is null and g.ended_at is null
          and exists (select from users o where o.firm_id = g.operator_house and o.id = g.operator_id and o.active)
        for no key update;
      if not found then return; end if;
      -- As with broken glass: looked up without a lock, so that whoever is walled off waits for nobody in there.
      select c.id into opened from cases c
        where c.firm_id = s.firm_id and c.number = wanted
          and not exists (select from case_walls w where w.firm_id = c.firm_id and w.case_id = c.id and w.user_id = s.user_id);
      if opened is null then outcome := 'no_case'; return; end if;
      perform 1 from cases c where c.firm_id = s.firm_id and c.id = opened for no key update;
      if exists (select from case_walls w where w.firm_id = s.firm_id and w.case_id = opened and w.user_id = s.user_id) then
        opened := null; outcome := 'no_case'; return;
      end if;
      update support g set decided_at = app.now(), decided_by = s.user_id, case_id = opened,
          role = case when changing then 'support_changing' else 'support' end, until = app.now() + make_interval(hours => hours)
        where g.firm_id = s.firm_id and g.id = which
        returning g.* into asked;
      -- No password is the hash of this, and no mail reaches the address: `.invalid` is nobody's (RFC 2606).
      insert into users (firm_id, id, email, name, role, language, password_hash, support_id)
        select s.firm_id, gen_random_uuid(), 'support-' || which || '@support.invalid',
          left(case f.language when 'es' then 'Soporte: ' else 'Support: ' end || asked.operator_name, 160),
          asked.role, o.language, '', which
        from firms f, users o where f.id = s.firm_id and o.firm_id = asked.operator_house and o.id = asked.operator_id
        returning id into operator;
      operator_name := asked.operator_name; why := asked.reason; good_until := asked.until; outcome := 'granted';
      insert into letters (firm_id, id, user_id, notice, address_source, device)
        select c.firm_id, gen_random_uuid(), told.person,
          jsonb_build_object('notice', 'support_granted', 'case', c.id, 'number', c.number, 'by', me.name, 'operator', asked.operator_name,
            'reason', asked.reason, 'changing', changing, 'until', (extract(epoch from good_until) * 1000)::bigint),
          'server', ''
        from cases c
        join users me on me.firm_id = c.firm_id and me.id = s.user_id
        cross join app.told_of_case(c.firm_id, c.id) as told (person)
        where c.firm_id = s.firm_id and c.id = opened;
    end
  $$;
set role matterlock_owner;
