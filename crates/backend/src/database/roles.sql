-- Roles and schemas. Run at every start by the owner's login, before the migrations and in one transaction with them; says the same thing
-- every time. Roles belong to all databases of a server: another one may have made them.

do $$
declare
  wanted text;
begin
  -- Owns tables. Can't sign in: it is entered by `set role` while migrating, and by nobody else.
  -- Owns look-up functions. Can't sign in, and no login is a member.
  -- The others: one a kind of caller, each with only the grants that it needs.
  foreach wanted in array array['matterlock_owner', 'matterlock_definer', 'matterlock_auth', 'matterlock_app',
    'matterlock_admin', 'matterlock_signer', 'matterlock_operator', 'matterlock_worker', 'matterlock_sealer']
  loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I nologin noinherit', wanted);
    end if;
  end loop;
  -- Logins: what the server signs in as. Each does nothing itself but become its own roles.
  foreach wanted in array array['matterlock_login', 'matterlock_door', 'matterlock_works', 'matterlock_checks']
  loop
    if not exists (select from pg_roles where rolname = wanted) then
      execute format('create role %I login noinherit', wanted);
    end if;
  end loop;
end
$$;

grant matterlock_definer to matterlock_owner;
-- The office, a firm's console and signers: nothing without a secret.
grant matterlock_app, matterlock_admin, matterlock_signer to matterlock_login;
-- Whoever is nobody yet.
grant matterlock_auth to matterlock_door;
-- Jobs, the proof of the logs, and the installation's operators.
grant matterlock_worker, matterlock_sealer, matterlock_operator to matterlock_works;
-- The promise checks, which try everything under every role and commit nothing.
grant matterlock_auth, matterlock_app, matterlock_admin, matterlock_signer, matterlock_operator, matterlock_worker, matterlock_sealer
  to matterlock_checks;

do $$
declare
  lost text;
begin
  -- Earlier versions had one login for all.
  for lost in
    select roleid::regrole from pg_auth_members
    where member = 'matterlock_login'::regrole
      and roleid in ('matterlock_auth'::regrole, 'matterlock_operator'::regrole, 'matterlock_worker'::regrole, 'matterlock_sealer'::regrole)
  loop
    execute format('revoke %s from matterlock_login', lost);
  end loop;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant matterlock_owner to %I', current_user);
  end if;
  execute format('revoke temporary, create on database %I from public', current_database());
  execute format('grant connect on database %I to matterlock_login, matterlock_door, matterlock_works, matterlock_checks', current_database());
end
$$;

create schema if not exists matterlock authorization matterlock_owner;
create schema if not exists app authorization matterlock_owner;
grant usage on schema matterlock, app to matterlock_auth, matterlock_app, matterlock_admin, matterlock_signer, matterlock_operator, matterlock_worker,
  matterlock_sealer, matterlock_definer;
grant create on schema app to matterlock_definer;
-- PostgreSQL lets everybody call a new function; ours are callable by nobody until a migration says so.
alter default privileges for role matterlock_owner revoke execute on functions from public;

-- What a connection runs stands in a view of the server's that the same login may read of all its other connections, and the first statement
-- of each transaction holds the secret of a session. Only a superuser may take it out of there; where none prepares the database, somebody
-- does it by hand: docs/operations/configuration.md.
do $$
declare
  login text;
begin
  for login in select r.rolname from pg_roles r where r.rolname like 'matterlock\_%' and r.rolcanlogin
    and not exists (select from pg_db_role_setting s
      where s.setrole = r.oid and s.setdatabase = 0 and 'track_activities=off' = any (s.setconfig))
  loop
    begin
      execute format('alter role %I set track_activities = off', login);
    exception when insufficient_privilege then
      raise notice 'track_activities stays on for %', login;
    end;
  end loop;
end
$$;
