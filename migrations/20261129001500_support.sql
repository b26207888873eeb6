-- Support access (promise I5): an operator asks, the firm's administrator grants it for one case, for some hours, read-only or not, and takes it
-- back at any time: docs/decisions/0021-support-access.md.

-- One row a request, from asking to its end. No role but the definer's reaches it: operators are of another house than the firm that they ask, and
-- the console's role has no case.
create table matterlock.support (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  -- Who asks; their name as it was then, because nobody of a firm reads an operator's account.
  operator_house uuid not null,
  operator_id uuid not null,
  operator_name text not null,
  reason text not null check (length(reason) between 10 and 500),
  -- The number of the case as somebody told it to the operator; empty where nobody did. It opens nothing: the firm's administrator says which.
  told text not null check (length(told) <= 40),
  asked_at timestamptz not null default app.now(),
  decided_at timestamptz,
  decided_by uuid,
  -- What was granted: nothing of it where the firm said no.
  case_id uuid,
  role text check (role in ('support', 'support_changing')),
  until timestamptz,
  ended_at timestamptz,
  ended_by uuid,
  end_why text check (end_why in ('declined', 'withdrawn', 'given_back', 'revoked', 'operator_closed')),
  primary key (firm_id, id),
  -- What the role of whoever comes in follows from.
  constraint support_role unique (firm_id, id, role),
  constraint support_asked_by_an_operator foreign key (operator_house, operator_id) references matterlock.users (firm_id, id),
  foreign key (firm_id, decided_by) references matterlock.users (firm_id, id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, ended_by) references matterlock.users (firm_id, id),
  check (num_nonnulls(decided_at, decided_by) in (0, 2)),
  check (num_nonnulls(case_id, role, until) in (0, 3)),
  check (case_id is null or decided_at is not null),
  check ((ended_at is null) = (end_why is null)),
  constraint support_is_short check (until > decided_at and until <= decided_at + interval '72 hours')
);
-- An operator asks a firm once at a time.
create unique index support_one_asked on matterlock.support (firm_id, operator_id) where decided_at is null and ended_at is null;
create index support_operator on matterlock.support (operator_house, operator_id);
create index support_case on matterlock.support (firm_id, case_id);
alter table matterlock.support enable row level security;
alter table matterlock.support force row level security;

-- Whether it is granted now: one place for the time.
create function app.support_lasts(g matterlock.support) returns boolean language sql stable
  as $$ select g.case_id is not null and g.ended_at is null and g.until > app.now() $$;

-- Whoever comes in by a grant is a person of the firm for it, so that policies, pages and the log are for them what they are for everybody. What
-- they may do follows from the grant by a key, and nobody has such a role without one.
alter table matterlock.users
  drop constraint users_role_check,
  add constraint users_role_check
    check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only', 'operator', 'support', 'support_changing')),
  add column support_id uuid,
  add constraint users_support_by_grant check ((role in ('support', 'support_changing')) = (support_id is not null)),
  add constraint users_role_as_granted foreign key (firm_id, support_id, role) references matterlock.support (firm_id, id, role);
create unique index users_one_a_grant on matterlock.users (firm_id, support_id) where support_id is not null;
alter table matterlock.role_permissions
  drop constraint role_permissions_role_check,
  add constraint role_permissions_role_check
    check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only', 'operator', 'support', 'support_changing'));
alter table matterlock.sessions
  drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check check (end_reason in ('signed_out', 'elsewhere', 'idle', 'too_old', 'role_changed',
    'account_closed', 'password_changed', 'ended_by_owner', 'ended_by_administrator', 'support_over'));

-- Whether somebody is in by a grant; and for whoever is not, or while theirs lasts, that they may be.
create function app.is_support(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select exists (select from users u where u.firm_id = firm and u.id = person and u.support_id is not null) $$;
create function app.let_in(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select u.support_id is null
      or exists (select from support g where g.firm_id = u.firm_id and g.id = u.support_id and app.support_lasts(g))
    from users u where u.firm_id = firm and u.id = person
  $$;

-- Whether this transaction speaks for somebody who is in by a grant.
create function app.speaks_for_support() returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select coalesce((select app.is_support(s.firm_id, s.user_id) from app.live_session() s), false) $$;

-- Whom somebody in by a grant sees: those whom the rows of the case name, and themselves.
create function app.people_of_my_cases() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    with s as (select firm_id, user_id, app.my_cases() as cases from app.live_session())
    select coalesce(array_agg(p.id), '{}') from (
      select s.user_id as id from s
      union select a.user_id from s join case_assignments a on a.firm_id = s.firm_id and a.case_id = any (s.cases)
      union select c.opened_by from s join cases c on c.firm_id = s.firm_id and c.id = any (s.cases)
      union select d.uploaded_by from s join documents d on d.firm_id = s.firm_id and d.case_id = any (s.cases)
      union select e.sent_by from s join envelopes e on e.firm_id = s.firm_id and e.case_id = any (s.cases)
      union select w.user_id from s join case_walls w on w.firm_id = s.firm_id and w.case_id = any (s.cases)
      union select w.raised_by from s join case_walls w on w.firm_id = s.firm_id and w.case_id = any (s.cases)
      union select g.user_id from s join broken_glass g on g.firm_id = s.firm_id and g.case_id = any (s.cases)
    ) p
  $$;

-- An operator asks a firm. Its administrators are written to. Nothing comes back where the operator waits for an answer of that firm already, or
-- for a firm that is none.
create function app.ask_support(of_firm uuid, why text, told_number text, out asked uuid, out firm_name text) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if current_setting('role') <> 'matterlock_operator' or not (app.may('operate_installation') and app.factor_is_fresh()) then
        raise exception 'this session asks no firm' using errcode = 'insufficient_privilege', constraint = 'support_is_asked_by_operators';
      end if;
      select f.name into firm_name from firms f where f.id = of_firm and f.kind = 'firm';
      if firm_name is null then return; end if;
      insert into support (firm_id, id, operator_house, operator_id, operator_name, reason, told)
        select of_firm, gen_random_uuid(), u.firm_id, u.id, u.name, why, told_number from users u where u.firm_id = s.firm_id and u.id = s.user_id
        on conflict (firm_id, operator_id) where decided_at is null and ended_at is null do nothing
        returning id into asked;
      if asked is null then return; end if;
      insert into letters (firm_id, id, user_id, notice, address_source, device)
        select a.firm_id, gen_random_uuid(), a.id, jsonb_build_object('notice', 'support_asked', 'by', me.name, 'reason', why), 'server', ''
        from users a
        join role_permissions p on p.role = a.role and p.permission = 'grant_support'
        join users me on me.firm_id = s.firm_id and me.id = s.user_id
        where a.firm_id = of_firm and a.active;
      perform pg_notify('matterlock', json_build_object('firm', of_firm, 'console', true)::text);
    end
  $$;

-- Takes back what this operator asked for, or gives back what was granted to them, whichever it is by now.
create function app.end_own_support(which uuid, out firm_name text) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if current_setting('role') <> 'matterlock_operator' or not (app.may('operate_installation') and app.factor_is_fresh()) then
        raise exception 'this session ends no support' using errcode = 'insufficient_privilege', constraint = 'support_is_asked_by_operators';
      end if;
      update support g set ended_at = app.now(), end_why = case when g.case_id is null then 'withdrawn' else 'given_back' end
        from firms f
        where g.id = which and f.id = g.firm_id and g.operator_house = s.firm_id and g.operator_id = s.user_id
          and (g.decided_at is null or app.support_lasts(g)) and g.ended_at is null
        returning f.name into firm_name;
    end
  $$;

-- What operators have asked for: that of colleagues too, so that two do not ask for the same. Which case it is, whoever may go in reads.
create function app.support_of_operators() returns table (id uuid, firm_name text, operator_name text, own boolean, reason text, told text,
    asked_at timestamptz, decided_at timestamptz, decided_by text, number text, role text, until timestamptz, ended_at timestamptz, end_why text)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select g.id, f.name, g.operator_name, g.operator_id = s.user_id, g.reason, g.told, g.asked_at, g.decided_at, null::text,
      case when g.operator_id = s.user_id and app.support_lasts(g) then c.number end, g.role, g.until, g.ended_at, g.end_why
    from app.live_session() s
    join support g on g.operator_house = s.firm_id
    join firms f on f.id = g.firm_id
    left join cases c on c.firm_id = g.firm_id and c.id = g.case_id
    where current_setting('role') = 'matterlock_operator' and app.may('operate_installation')
    order by g.asked_at desc, g.id
    limit 200
  $$;

-- Grants it for the case of a number. `outcome` is `granted`; `no_case` for a number of nobody's and of a case that this administrator is walled off
-- from, alike; `gone` where it is not there, or somebody has decided meanwhile. The responsible attorney is written to at once.
create function app.grant_support(which uuid, wanted text, hours int, changing boolean,
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
        where c.firm_id = s.firm_id and c.id = opened and (a.user_id = c.responsible_id or (u.active and not r.active));
    end
  $$;

-- Says no to what an operator asks, the first time.
create function app.decline_support(which uuid, out operator uuid, out operator_name text, out why text) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if current_setting('role') <> 'matterlock_admin' or not (app.may('grant_support') and app.factor_is_fresh()) then
        raise exception 'this session declines no support' using errcode = 'insufficient_privilege', constraint = 'support_is_granted_by_few';
      end if;
      update support g set decided_at = app.now(), decided_by = s.user_id, ended_at = app.now(), ended_by = s.user_id, end_why = 'declined'
        where g.firm_id = s.firm_id and g.id = which and g.decided_at is null and g.ended_at is null
        returning g.id, g.operator_name, g.reason into decline_support.operator, decline_support.operator_name, decline_support.why;
    end
  $$;

-- Takes a grant back, the first time. Any administrator may: it is the safe side. Which case it was, goes into that case's log and to nobody else.
create function app.revoke_support(which uuid, out closed uuid, out operator uuid, out operator_name text) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare s sessions := app.live_session();
    begin
      if current_setting('role') <> 'matterlock_admin' or not (app.may('grant_support') and app.factor_is_fresh()) then
        raise exception 'this session revokes no support' using errcode = 'insufficient_privilege', constraint = 'support_is_granted_by_few';
      end if;
      update support g set ended_at = app.now(), ended_by = s.user_id, end_why = 'revoked'
        from users u
        where g.firm_id = s.firm_id and g.id = which and app.support_lasts(g) and u.firm_id = g.firm_id and u.support_id = g.id
        returning g.case_id, u.id, g.operator_name into closed, operator, revoke_support.operator_name;
    end
  $$;

-- What the firm was asked for and has granted, for its administrators. The number of the case is read by whoever granted it and by whoever is on the
-- case; for all others, walled off or not, it is a case.
create function app.support_of_the_firm() returns table (id uuid, firm_name text, operator_name text, own boolean, reason text, told text,
    asked_at timestamptz, decided_at timestamptz, decided_by text, number text, role text, until timestamptz, ended_at timestamptz, end_why text)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select g.id, '', g.operator_name, false, g.reason, g.told, g.asked_at, g.decided_at, d.name,
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

-- What the pages of the office say for as long as it lasts: to those on the case which one, to administrators that there is one, to whoever is in by
-- it that they are, and to nobody else anything.
create function app.support_now() returns table (id uuid, case_id uuid, number text, operator_name text, role text, until timestamptz, own boolean)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    with me as (
      select s.firm_id, u.support_id, app.my_cases() as cases, app.may('grant_support') as grants
      from app.live_session() s join users u on u.firm_id = s.firm_id and u.id = s.user_id)
    select g.id, c.id, c.number, g.operator_name, g.role, g.until, g.id is not distinct from me.support_id
    from me
    join support g on g.firm_id = me.firm_id and app.support_lasts(g)
    left join cases c on c.firm_id = g.firm_id and c.id = g.case_id and c.id = any (me.cases)
    where current_setting('role') = 'matterlock_app' and (c.id is not null or me.grants)
    order by g.until, g.id
  $$;

-- Whom a session begins for, where an operator goes in by a grant of theirs. Who the operator is, the door has asked.
create function app.support_to_enter(which uuid, of_house uuid, who uuid) returns table (firm_id uuid, user_id uuid, case_id uuid)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select g.firm_id, u.id, g.case_id from support g
    join users u on u.firm_id = g.firm_id and u.support_id = g.id
    where g.id = which and g.operator_house = of_house and g.operator_id = who and app.support_lasts(g)
  $$;

-- A session by a grant ends with it at the latest, and none begins after. A grant that is being taken back is waited for.
create function app.limit_support() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare g support; granted uuid;
    begin
      select u.support_id into granted from users u where u.firm_id = new.firm_id and u.id = new.user_id;
      if granted is null then return new; end if;
      select x.* into g from support x where x.firm_id = new.firm_id and x.id = granted for share;
      if new.kind <> 'office' or not app.support_lasts(g) then
        raise exception 'no grant lasts' using errcode = 'check_violation', constraint = 'support_begins_while_granted';
      end if;
      new.expires_at := least(new.expires_at, g.until);
      return new;
    end
  $$;
create trigger limit_support before insert on matterlock.sessions for each row execute function app.limit_support();

-- What is granted and what ends stands in the log of the case, whatever statement did it. Asked at the end, because the entry comes last.
create function app.support_is_logged() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if old.case_id is null and new.case_id is not null and not exists (select from log_entries l
          where l.firm_id = new.firm_id and l.case_id = new.case_id and l.actor_id = new.decided_by and l.event = 'support_granted'
            and l.at = new.decided_at)
        or old.ended_at is null and new.ended_at is not null and new.case_id is not null and not exists (select from log_entries l
          where l.firm_id = new.firm_id and l.case_id = new.case_id and l.event in ('support_revoked', 'support_ended') and l.at = new.ended_at) then
        raise exception 'support access stands in the log' using errcode = 'check_violation', constraint = 'support_is_logged';
      end if;
      return null;
    end
  $$;
create constraint trigger support_is_logged after update on matterlock.support
  deferrable initially deferred for each row execute function app.support_is_logged();

-- The end of a grant ends its sessions, which closes their streams. What the firm did not end itself, the server says in the case's log.
create function app.after_support() returns trigger language plpgsql security definer
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
      -- The firm's pages, at the office and at the console; and the operators'.
      perform pg_notify('matterlock', json_build_object('firm', new.firm_id)::text);
      perform pg_notify('matterlock', json_build_object('firm', new.operator_house, 'console', true)::text);
      return null;
    end
  $$;
create trigger after_support after update on matterlock.support for each row execute function app.after_support();

-- An operator whose account is closed is out everywhere at once.
create function app.end_operators_support() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update support g set ended_at = app.now(), end_why = 'operator_closed'
        where g.operator_house = new.firm_id and g.operator_id = new.id and g.ended_at is null and (g.decided_at is null or app.support_lasts(g));
      return null;
    end
  $$;
create trigger end_operators_support after update of active on matterlock.users
  for each row when (old.active and not new.active) execute function app.end_operators_support();

-- They come in from their console, and are out when that session is ended: by themselves, by a colleague, by a new password. That nobody touched the
-- console for a while is no end: they work in the case.
create function app.end_support_sessions() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update sessions x set ended_at = app.now(), end_reason = 'support_over'
        from support g join users u on u.firm_id = g.firm_id and u.support_id = g.id
        where g.operator_house = new.firm_id and g.operator_id = new.user_id
          and x.firm_id = u.firm_id and x.user_id = u.id and x.ended_at is null;
      return null;
    end
  $$;
create trigger end_support_sessions after update of ended_at on matterlock.sessions
  for each row when (old.ended_at is null and new.ended_at is not null and new.kind = 'admin' and new.end_reason not in ('idle', 'too_old'))
  execute function app.end_support_sessions();

-- No door but that: no password, no second factor, no trusted device, no link is theirs.
create function app.support_has_no_door() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if app.is_support(new.firm_id, new.user_id) then
        raise exception 'support comes in from its console' using errcode = 'check_violation', constraint = 'support_has_no_door';
      end if;
      return new;
    end
  $$;
create trigger support_has_no_door before insert on matterlock.challenges for each row execute function app.support_has_no_door();
create trigger support_has_no_door before insert on matterlock.trusted_devices for each row execute function app.support_has_no_door();
create trigger support_has_no_door before insert on matterlock.authenticators for each row execute function app.support_has_no_door();
create trigger support_has_no_door before insert on matterlock.passkeys for each row execute function app.support_has_no_door();
create trigger support_has_no_door before insert on matterlock.account_links for each row execute function app.support_has_no_door();

-- The definer's part.
grant select, insert, update (decided_at, decided_by, case_id, role, until, ended_at, ended_by, end_why) on matterlock.support to matterlock_definer;
create policy definer_keeps on matterlock.support to matterlock_definer using (true) with check (true);
grant insert (firm_id, id, email, name, role, language, password_hash, support_id) on matterlock.users to matterlock_definer;
grant select (language) on matterlock.firms to matterlock_definer;
grant select (case_id, uploaded_by) on matterlock.documents to matterlock_definer;
create policy definer_lets_support_in on matterlock.users for insert to matterlock_definer with check (support_id is not null);
grant execute on function app.support_lasts(matterlock.support) to matterlock_app, matterlock_definer;

alter function app.is_support(uuid, uuid) owner to matterlock_definer;
alter function app.let_in(uuid, uuid) owner to matterlock_definer;
alter function app.speaks_for_support() owner to matterlock_definer;
alter function app.people_of_my_cases() owner to matterlock_definer;
alter function app.ask_support(uuid, text, text) owner to matterlock_definer;
alter function app.end_own_support(uuid) owner to matterlock_definer;
alter function app.support_of_operators() owner to matterlock_definer;
alter function app.grant_support(uuid, text, int, boolean) owner to matterlock_definer;
alter function app.decline_support(uuid) owner to matterlock_definer;
alter function app.revoke_support(uuid) owner to matterlock_definer;
alter function app.support_of_the_firm() owner to matterlock_definer;
alter function app.support_now() owner to matterlock_definer;
alter function app.support_to_enter(uuid, uuid, uuid) owner to matterlock_definer;
alter function app.limit_support() owner to matterlock_definer;
alter function app.support_is_logged() owner to matterlock_definer;
alter function app.after_support() owner to matterlock_definer;
alter function app.end_operators_support() owner to matterlock_definer;
alter function app.end_support_sessions() owner to matterlock_definer;
alter function app.support_has_no_door() owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.is_support(uuid, uuid) to matterlock_definer;
grant execute on function app.let_in(uuid, uuid) to matterlock_auth, matterlock_definer;
grant execute on function app.speaks_for_support(), app.people_of_my_cases(), app.support_now() to matterlock_app;
grant execute on function app.ask_support(uuid, text, text), app.end_own_support(uuid), app.support_of_operators() to matterlock_operator;
grant execute on function app.grant_support(uuid, text, int, boolean), app.decline_support(uuid), app.revoke_support(uuid),
  app.support_of_the_firm() to matterlock_admin;
grant execute on function app.support_to_enter(uuid, uuid, uuid) to matterlock_auth;

-- As before; and of whoever is in by a grant, for as long as that lasts.
create or replace function app.live_session() returns matterlock.sessions language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select s from sessions s
    join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
    where (s.secret_hash = app.secret_hash() or (s.renewed_from = app.secret_hash() and s.renewed_at > app.now() - interval '1 minute'))
      and s.kind = case current_setting('role')
        when 'matterlock_app' then 'office' when 'matterlock_admin' then 'admin' when 'matterlock_operator' then 'admin' end
      and s.ended_at is null
      and s.last_seen_at + s.idle_after > app.now()
      and s.expires_at > app.now()
      and (s.kind = 'office' or app.console_opens_from(s.firm_id, app.caller_address()))
      and (u.support_id is null or app.let_in(u.firm_id, u.id))
  $$;

-- As before; and never of whoever is in by a grant: what asks for it is none of theirs.
create or replace function app.factor_is_fresh() returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(s.secret_hash = app.secret_hash() and s.factor_at > app.now() - interval '5 minutes' and not app.is_support(s.firm_id, s.user_id), false)
    from app.live_session() s
  $$;

-- As before; but whoever is in by a grant gave their second factor at their own house.
create or replace function app.needs_passkey(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce((select p.passkey_required from firm_policies p where p.firm_id = firm), false)
      and not exists (select from passkeys k where k.firm_id = firm and k.user_id = person)
      and not app.is_support(firm, person)
  $$;

-- As before; and the one case of a grant, for whoever is in by it. A wall is stronger than that too.
create or replace function app.my_cases() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select app.my_assigned_cases() || case
      when glass.cases is null then '{}'
      when app.may('break_glass') then glass.cases
      else '{}' end || coalesce(granted.cases, '{}')
    from (
      select array_agg(g.case_id) as cases
      from app.live_session() s
      join broken_glass g on g.firm_id = s.firm_id and g.user_id = s.user_id and app.glass_lasts(g)
      where not exists (select from case_walls w where w.firm_id = g.firm_id and w.case_id = g.case_id and w.user_id = g.user_id)
    ) glass, (
      select array_agg(g.case_id) as cases
      from app.live_session() s
      join users u on u.firm_id = s.firm_id and u.id = s.user_id
      join support g on g.firm_id = u.firm_id and g.id = u.support_id and app.support_lasts(g)
      where not exists (select from case_walls w where w.firm_id = g.firm_id and w.case_id = g.case_id and w.user_id = s.user_id)
    ) granted
  $$;

-- As before; and nobody who is in by a grant makes themselves at home.
create or replace function app.guard_assignment() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform 1 from cases where firm_id = new.firm_id and id = new.case_id for no key update;
      if app.is_support(new.firm_id, new.user_id) then
        raise exception 'support is not assigned' using errcode = 'check_violation', constraint = 'support_is_not_assigned';
      end if;
      if exists (select from case_walls w where w.firm_id = new.firm_id and w.case_id = new.case_id and w.user_id = new.user_id) then
        raise exception 'walled off from this case' using errcode = 'check_violation', constraint = 'walled_off_is_not_assigned';
      end if;
      -- Whoever is assigned needs no broken glass.
      update broken_glass g set ended_at = app.now(), ended_by = new.assigned_by
        where g.firm_id = new.firm_id and g.case_id = new.case_id and g.user_id = new.user_id and app.glass_lasts(g);
      return null;
    end
  $$;

-- As before; support is nobody of the firm's.
create or replace function app.firms_of_the_installation()
  returns table (id uuid, name text, since timestamptz, people bigint, signed_in bigint, last_sign_in timestamptz, document_bytes bigint)
  language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select f.id, f.name, f.created_at,
      (select count(*) from users u where u.firm_id = f.id and u.active and u.support_id is null),
      (select count(distinct s.user_id) from sessions s
        where s.firm_id = f.id and s.ended_at is null and s.last_seen_at + s.idle_after > app.now() and s.expires_at > app.now()
          and not app.is_support(s.firm_id, s.user_id)),
      (select max(s.created_at) from sessions s where s.firm_id = f.id and not app.is_support(s.firm_id, s.user_id)),
      (select coalesce(sum(d.size), 0)::bigint from documents d where d.firm_id = f.id)
    from firms f
    where f.kind = 'firm' and app.may('operate_installation')
    order by app.plain(f.name), f.id
  $$;

-- As before; and an administrator who has just granted a case, or taken one back, says so in its log.
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
            and not (event = 'glass_ended' and exists (
              select from broken_glass g
              where g.firm_id = s.firm_id and g.case_id = for_case and g.user_id = s.user_id and g.ended_by = s.user_id and g.ended_at = app.now())) then
            raise exception 'not a case of this person' using errcode = 'insufficient_privilege';
          end if;
          return app.write_entry(s.firm_id, 'user', s.user_id, s.id, event, for_case, details, origin, address_source, request);
        when current_setting('role') in ('matterlock_admin', 'matterlock_operator') then
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

-- Of the firm's people, support sees those of the case; and of its own account it changes nothing and keeps nothing.
alter policy app_reads on matterlock.users
  using (firm_id = (select app.current_firm())
    and (not (select app.speaks_for_support()) or id = any ((select app.people_of_my_cases())::uuid[])));
alter policy app_changes_own on matterlock.users
  using (firm_id = (select app.current_firm()) and id = (select app.current_user_id()) and not (select app.speaks_for_support()));
alter policy app_saves_own on matterlock.saved_log_filters
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'office'
    and not (select app.speaks_for_support()));
alter policy app_writes on matterlock.letters
  with check (firm_id = (select app.current_firm()) and not (select app.speaks_for_support()));
-- Nor is it one of the people whom administrators look after: its role is the grant's, and it ends with that.
alter policy admin_reads on matterlock.users
  using (firm_id = (select app.current_firm()) and (select app.may('manage_people')) and role not in ('support', 'support_changing'));
alter policy admin_manages on matterlock.users
  using (firm_id = (select app.current_firm()) and (select app.may('manage_people')) and (select app.factor_is_fresh())
    and role not in ('support', 'support_changing'));
