-- What a fresh look at isolation found: fewer are told. See docs/decisions/0016-walls-and-glass.md, 0021-support-access.md and 0022-erasure.md.

-- That support is there, and who it was, is something about a case: it is seen by whoever is on that case, and by who may grant it.
create function app.support_in_sight() returns uuid[] language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session(); cases uuid[] := app.my_cases(); grants boolean := app.may('grant_support');
    begin
      return (select coalesce(array_agg(u.id), '{}') from users u
        join support g on g.firm_id = u.firm_id and g.id = u.support_id
        where u.firm_id = s.firm_id and (u.id = s.user_id or grants or g.case_id = any (cases)));
    end
  $$;
alter function app.support_in_sight() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.support_in_sight() to matterlock_app;
set role matterlock_owner;
alter policy app_reads on matterlock.users
  using (firm_id = (select app.current_firm())
    and (not (select app.speaks_for_support()) or id = any ((select app.people_of_my_cases())::uuid[]))
    and (role not in ('support', 'support_changing') or id = any ((select app.support_in_sight())::uuid[])));

set role matterlock_definer;
-- As before; but what happens to a grant is heard by the same.
create or replace function app.after_support() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if old.ended_at is null and new.ended_at is not null and new.case_id is not null then
        update sessions x set ended_at = app.now(), end_reason = 'support_over'
          from users u
          where u.firm_id = new.firm_id and u.support_id = new.id and x.firm_id = u.firm_id and x.user_id = u.id and x.ended_at is null;
        if new.end_why <> 'revoked' then
          perform app.write_entry(new.firm_id, 'server', null, null, 'support_ended', new.case_id,
            jsonb_build_object('event', 'support_ended', 'case', new.case_id, 'why', new.end_why), null, 'server', 'support access');
        end if;
      end if;
      -- Whoever is on the case, the firm's administrators, at the office and at the console; and the operators'. Nobody else hears that there is
      -- support.
      perform pg_notify('matterlock', json_build_object('firm', new.firm_id, 'case', new.case_id)::text) where new.case_id is not null;
      perform pg_notify('matterlock', json_build_object('firm', new.firm_id, 'user', u.id)::text)
        from users u join role_permissions p on p.role = u.role and p.permission = 'grant_support'
        where u.firm_id = new.firm_id and u.active;
      perform pg_notify('matterlock', json_build_object('firm', new.firm_id, 'console', true)::text);
      perform pg_notify('matterlock', json_build_object('firm', new.operator_house, 'console', true)::text);
      return null;
    end
  $$;

-- As before; but which number an operator was told is theirs to read. It may be the number of the case that was granted.
create or replace function app.support_of_operators() returns table (id uuid, firm_name text, operator_name text, own boolean, reason text, told text,
    asked_at timestamptz, decided_at timestamptz, decided_by text, number text, role text, until timestamptz, ended_at timestamptz, end_why text)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select g.id, f.name, g.operator_name, g.operator_id = s.user_id, g.reason,
      case when g.operator_id = s.user_id then g.told else '' end, g.asked_at, g.decided_at, null::text,
      case when g.operator_id = s.user_id and app.support_lasts(g) then c.number end, g.role, g.until, g.ended_at, g.end_why
    from app.live_session() s
    join support g on g.operator_house = s.firm_id
    join firms f on f.id = g.firm_id
    left join cases c on c.firm_id = g.firm_id and c.id = g.case_id
    where current_setting('role') = 'matterlock_operator' and app.may('operate_installation')
    order by g.asked_at desc, g.id
    limit 200
  $$;

-- As before; but the number that the operator was told is read like that of the case: by whoever may grant it while nobody has decided, unless they
-- are walled off from a case of that number; afterwards by whoever reads which case it is.
create or replace function app.support_of_the_firm() returns table (id uuid, firm_name text, operator_name text, own boolean, reason text, told text,
    asked_at timestamptz, decided_at timestamptz, decided_by text, number text, role text, until timestamptz, ended_at timestamptz, end_why text)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select g.id, '', g.operator_name, false, g.reason,
      case when g.decided_at is null and not exists (select from cases t
          join case_walls w on w.firm_id = t.firm_id and w.case_id = t.id and w.user_id = s.user_id
          where t.firm_id = g.firm_id and t.number = g.told)
        or g.decided_at is not null and (g.decided_by = s.user_id
            or exists (select from case_assignments a where a.firm_id = g.firm_id and a.case_id = g.case_id and a.user_id = s.user_id))
          and not exists (select from case_walls w where w.firm_id = g.firm_id and w.case_id = g.case_id and w.user_id = s.user_id)
        then g.told else '' end, g.asked_at, g.decided_at, d.name,
      case when (g.decided_by = s.user_id
          or exists (select from case_assignments a where a.firm_id = g.firm_id and a.case_id = g.case_id and a.user_id = s.user_id))
        and not exists (select from case_walls w where w.firm_id = g.firm_id and w.case_id = g.case_id and w.user_id = s.user_id)
        then c.number end,
      g.role, g.until, g.ended_at, g.end_why
    from app.live_session() s
    join support g on g.firm_id = s.firm_id
    left join users d on d.firm_id = g.firm_id and d.id = g.decided_by
    left join cases c on c.firm_id = g.firm_id and c.id = g.case_id
    where current_setting('role') = 'matterlock_admin' and app.may('grant_support')
    order by g.asked_at desc, g.id
    limit 200
  $$;

-- As before; but nobody is written to whose account is closed.
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
        where c.firm_id = s.firm_id and c.id = opened and u.active and (a.user_id = c.responsible_id or not r.active);
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
      -- Where the responsible attorney's account is closed, everybody else on the case is told too.
      insert into letters (firm_id, id, user_id, notice, address_source, device)
        select c.firm_id, gen_random_uuid(), a.user_id,
          jsonb_build_object('notice', 'support_granted', 'case', c.id, 'number', c.number, 'by', me.name, 'operator', asked.operator_name,
            'reason', asked.reason, 'changing', changing, 'until', (extract(epoch from good_until) * 1000)::bigint),
          'server', ''
        from cases c
        join users me on me.firm_id = c.firm_id and me.id = s.user_id
        join users r on r.firm_id = c.firm_id and r.id = c.responsible_id
        join case_assignments a on a.firm_id = c.firm_id and a.case_id = c.id
        join users u on u.firm_id = a.firm_id and u.id = a.user_id
        where c.firm_id = s.firm_id and c.id = opened and u.active and (a.user_id = c.responsible_id or not r.active);
    end
  $$;

-- As before; but which case a party was removed from is nothing to who looks for names, and nobody reads more than a page of them at once.
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
          where l.firm_id = s.firm_id and l.details ->> 'party' = r.party and l.event in ('party_added', 'party_changed', 'party_removed')
          order by l.number)
        from (
          select l.details ->> 'party' as party, max(l.at) as removed
          from log_entries l
          where l.firm_id = s.firm_id and l.event = 'party_removed' and l.details ->> 'party' > after and not app.is_walled_off(s, l.case_id)
            and not app.is_erased(s.firm_id, (l.details ->> 'party')::uuid)
          group by l.details ->> 'party' order by l.details ->> 'party' limit least(most, 200)
        ) r
        order by r.party;
    end
  $$;

-- What somebody is called is asked at the door, where nobody is yet; everybody else asks with their own rights.
revoke execute on function app.log_name(uuid, uuid) from matterlock_app, matterlock_admin, matterlock_operator, matterlock_signer, matterlock_worker;

-- How long the firm's log is tells when others act: who follows it goes by the newest entry that they may see.
drop function app.log_head();

-- A trigger of the definer's that comes before the policies answers for rows that the policies would refuse, also for another firm's. So it comes
-- after them, or leaves another firm's to them.
grant execute on function app.no_signer_of_erased(), app.support_has_no_door() to matterlock_owner;
set role matterlock_owner;
drop trigger no_signer_of_erased on matterlock.signers;
create trigger no_signer_of_erased after insert on matterlock.signers
  for each row when (new.party_id is not null) execute function app.no_signer_of_erased();
drop trigger support_has_no_door on matterlock.challenges;
create trigger support_has_no_door after insert on matterlock.challenges for each row execute function app.support_has_no_door();
drop trigger support_has_no_door on matterlock.trusted_devices;
create trigger support_has_no_door after insert on matterlock.trusted_devices for each row execute function app.support_has_no_door();
drop trigger support_has_no_door on matterlock.authenticators;
create trigger support_has_no_door after insert on matterlock.authenticators for each row execute function app.support_has_no_door();
drop trigger support_has_no_door on matterlock.passkeys;
create trigger support_has_no_door after insert on matterlock.passkeys for each row execute function app.support_has_no_door();
drop trigger support_has_no_door on matterlock.account_links;
create trigger support_has_no_door after insert on matterlock.account_links for each row execute function app.support_has_no_door();
set role matterlock_definer;
revoke execute on function app.no_signer_of_erased(), app.support_has_no_door() from matterlock_owner;
create or replace function app.guard_hold() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      -- The policy refuses it.
      if current_setting('role') = 'matterlock_app' and coalesce(new.firm_id, old.firm_id) is distinct from app.current_firm() then
        return coalesce(new, old);
      end if;
      perform app.one_hold_or_erasure(coalesce(new.firm_id, old.firm_id));
      return coalesce(new, old);
    end
  $$;
create or replace function app.number_case() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare this_year int := extract(year from app.now());
    begin
      -- The policy refuses it.
      if current_setting('role') = 'matterlock_app' and new.firm_id is distinct from app.current_firm() then return new; end if;
      insert into case_counters as c (firm_id, year, last) values (new.firm_id, this_year, 1)
        on conflict (firm_id, year) do update set last = c.last + 1
        returning this_year || '-' || lpad(last::text, greatest(4, length(last::text)), '0') into new.number;
      return new;
    end
  $$;
set role matterlock_owner;
