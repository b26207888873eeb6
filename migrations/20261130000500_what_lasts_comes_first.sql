-- Access that lasts can't be pushed off a list of requests by asking for more, and a firm is told of locked addresses where they can be its own only.

set role matterlock_definer;

-- As before; but what lasts comes first: the banner at the console and what takes the access back are made from this list.
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
    order by app.support_lasts(g) desc, g.asked_at desc, g.id
    limit 200
  $$;

-- As before, in the same order.
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
    order by app.support_lasts(g) desc, g.asked_at desc, g.id
    limit 200
  $$;

-- As before; but locked addresses, which are kept by a key and belong to no firm, are told of to a firm only where it is the only one.
create or replace function app.troubles(disk_low boolean, disk_free bigint, failing int, known text[], since timestamptz, of_firm uuid)
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
    select 'sign_ins_attacked', '', count(*) from sign_in_failures f
    where f.locked_until > app.now() and (of_firm is null or (select count(*) from firms where kind = 'firm') = 1)
    having count(*) >= 10
    union all
    select 'stamps_failing', '', s.failures from stamping s where s.failing_since <= app.now() - interval '1 day'
    union all
    select 'disk_low', '', disk_free where disk_low
  $$;

set role matterlock_owner;
