-- A firm may ask for passkeys. Who has one then signs in with it and with no code; who has none gets in, adds one, and until then
-- reaches no case and may do nothing: it is the policies that say so, whatever a page shows.
create function app.needs_passkey(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce((select p.passkey_required from firm_policies p where p.firm_id = firm), false)
      and not exists (select from passkeys k where k.firm_id = firm and k.user_id = person)
  $$;
create function app.takes_no_code(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce((select p.passkey_required from firm_policies p where p.firm_id = firm), false)
      and exists (select from passkeys k where k.firm_id = firm and k.user_id = person)
  $$;
alter function app.needs_passkey(uuid, uuid) owner to matterlock_definer;
alter function app.takes_no_code(uuid, uuid) owner to matterlock_definer;
set role matterlock_definer;
create or replace function app.my_cases() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(array_agg(a.case_id), '{}')
    from app.live_session() s
    join case_assignments a on a.firm_id = s.firm_id and a.user_id = s.user_id
    where not app.needs_passkey(s.firm_id, s.user_id)
  $$;
-- The console has its own second step, and is where the rule is made.
create or replace function app.may(wanted text) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select exists (
      select from app.live_session() s
      join users u on u.firm_id = s.firm_id and u.id = s.user_id
      join role_permissions p on p.role = u.role and p.permission = wanted
      where s.kind = 'admin' or not app.needs_passkey(s.firm_id, s.user_id))
  $$;
grant execute on function app.needs_passkey(uuid, uuid), app.takes_no_code(uuid, uuid) to matterlock_auth;
set role matterlock_owner;
