-- Access that lasts, and a request that waits for an answer, can't be pushed off a list by asking for more.

set role matterlock_definer;

-- As before; but what lasts comes first, then what waits: the banner at the console and what takes the access back are made from this list.
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
    order by app.support_lasts(g) desc, g.decided_at is null and g.ended_at is null desc, g.asked_at desc, g.id
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
    order by app.support_lasts(g) desc, g.decided_at is null and g.ended_at is null desc, g.asked_at desc, g.id
    limit 200
  $$;

set role matterlock_owner;
