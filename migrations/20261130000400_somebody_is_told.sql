-- What goes wrong is told to somebody, whoever there is: without an operator to the people who may run the checks. See docs/operations/operators.md.

set role matterlock_definer;
drop function app.watch_installation(boolean, bigint, int);
drop function app.troubles(boolean, bigint, int);
set role matterlock_owner;

-- As before; of work that fails, a firm is told of its own only. And a check that is known to whoever asks, and has no result though it was to be run
-- for more than a day, is late as one is whose result is old: `since` is when the server began to run them, or nothing where it does not.
create function app.troubles(disk_low boolean, disk_free bigint, failing int, known text[], since timestamptz, of_firm uuid)
  returns table (kind text, subject text, figure bigint) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select 'check_broken', c.check_id, 0::bigint from check_results c where c.outcome = 'broken'
    union all
    select 'checks_late', '', 0
    where exists (select from check_results c where c.at <= app.now() - interval '26 hours')
      or since <= app.now() - interval '26 hours'
        and exists (select from unnest(known) k (check_id) where not exists (select from check_results c where c.check_id = k.check_id))
    union all
    select 'jobs_failing', j.kind, count(*) from jobs j
    where j.finished_at is null and j.attempts >= failing and (of_firm is null or j.firm_id = of_firm)
    group by j.kind
    union all
    select 'sign_ins_attacked', '', count(*) from sign_in_failures f where f.locked_until > app.now() having count(*) >= 10
    union all
    select 'stamps_failing', '', s.failures from stamping s where s.failing_since <= app.now() - interval '1 day'
    union all
    select 'disk_low', '', disk_free where disk_low
  $$;

-- Whose alerts are opened: the operators', where one of them has an open account; otherwise each firm's, for those of its people who may run the
-- checks. Of a firm it is named, so that it is told nothing of others.
create function app.houses_to_alert() returns table (house uuid, of_firm uuid) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    with operators as (
      select f.id from firms f
      where f.kind = 'installation' and exists (select from users u where u.firm_id = f.id and u.active)
    )
    select o.id, null::uuid from operators o
    union all
    select f.id, f.id from firms f where f.kind = 'firm' and not exists (select from operators)
  $$;

-- Looks at what the database knows and what the server measured, opens and closes alerts, and writes of each that is new to whoever is to be told.
-- Several servers that look at the same time do it one after the other. Alerts of a house that is no longer told are over.
create function app.watch_installation(disk_low boolean, disk_free bigint, failing int, known text[], since timestamptz,
    out opened bigint, out closed bigint) language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    declare told record; begun_here bigint; ended_here bigint;
    begin
      perform pg_advisory_xact_lock(hashtextextended('watch the installation', 0));
      opened := 0;
      update alerts a set closed_at = app.now()
      where a.closed_at is null and not exists (select from app.houses_to_alert() h where h.house = a.firm_id);
      get diagnostics closed = row_count;
      for told in select * from app.houses_to_alert() loop
        with wrong as materialized (
          select * from app.troubles(disk_low, disk_free, failing, known, since, told.of_firm)
        ), ended as (
          update alerts a set closed_at = app.now()
          where a.firm_id = told.house and a.closed_at is null
            and not exists (select from wrong w where w.kind = a.kind and w.subject = a.subject)
          returning a.id
        ), still as (
          update alerts a set figure = w.figure
          from wrong w
          where a.firm_id = told.house and a.closed_at is null and w.kind = a.kind and w.subject = a.subject and a.figure <> w.figure
          returning a.id
        ), begun as (
          insert into alerts (firm_id, id, kind, subject, figure)
          select told.house, gen_random_uuid(), w.kind, w.subject, w.figure from wrong w
          where not exists (select from alerts a where a.firm_id = told.house and a.closed_at is null and a.kind = w.kind and a.subject = w.subject)
          returning kind, subject
        ), written as (
          insert into letters (firm_id, id, user_id, notice, address_source, device)
          select told.house, gen_random_uuid(), u.id,
            jsonb_build_object('notice', 'alert', 'kind', b.kind, 'subject', b.subject, 'instead', told.of_firm is not null), 'server', ''
          from begun b join users u on u.firm_id = told.house and u.active
          where (told.of_firm is null or exists (select from role_permissions p where p.role = u.role and p.permission = 'run_checks'))
          -- What comes and goes is told once an hour; the page shows every time.
            and not exists (select from alerts a
              where a.firm_id = told.house and a.kind = b.kind and a.subject = b.subject and a.opened_at > app.now() - interval '1 hour')
          returning id
        )
        select (select count(*) from begun), (select count(*) from ended) into begun_here, ended_here;
        opened := opened + begun_here;
        closed := closed + ended_here;
        if begun_here + ended_here > 0 then
          perform pg_notify('matterlock', json_build_object('firm', told.house, 'console', true)::text);
        end if;
      end loop;
    end
  $$;

alter function app.troubles(boolean, bigint, int, text[], timestamptz, uuid) owner to matterlock_definer;
alter function app.houses_to_alert() owner to matterlock_definer;
alter function app.watch_installation(boolean, bigint, int, text[], timestamptz) owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.troubles(boolean, bigint, int, text[], timestamptz, uuid), app.houses_to_alert() to matterlock_definer;
grant execute on function app.watch_installation(boolean, bigint, int, text[], timestamptz) to matterlock_worker;
set role matterlock_owner;
