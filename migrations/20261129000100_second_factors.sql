-- Second factors: authenticator apps and passkeys, of which a person has as many as they like, and recovery codes.

create table matterlock.authenticators (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  -- What its owner calls it.
  name text not null check (length(name) between 1 and 60),
  -- Sealed with the firm's key, bound to this row: see docs/decisions/0011-second-factors.md.
  secret bytea not null,
  -- The last time step whose code was used (RFC 6238): a code works once.
  last_step bigint not null default 0,
  created_at timestamptz not null default app.now(),
  -- Until a code of it was entered it opens nothing.
  confirmed_at timestamptz,
  last_used_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id)
);
create index authenticators_of on matterlock.authenticators (firm_id, user_id);
create unique index authenticators_one_unconfirmed on matterlock.authenticators (firm_id, user_id) where confirmed_at is null;

-- Everybody's one app moves. A sealed secret opens only where it belongs, and here that is the row with the same id.
alter table matterlock.users no force row level security;
insert into matterlock.authenticators (firm_id, id, user_id, name, secret, last_step, created_at, confirmed_at)
  select firm_id, id, id, case language when 'es' then 'Aplicación autenticadora' else 'Authenticator app' end,
    totp_secret, totp_last_step, created_at, totp_confirmed_at
  from matterlock.users;
alter table matterlock.users force row level security;
-- Nothing is released yet, so no older server runs beside this one and asks for them.
alter table matterlock.users drop column totp_secret, drop column totp_confirmed_at, drop column totp_last_step;

create table matterlock.passkeys (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 60),
  credential_id bytea not null check (length(credential_id) between 16 and 1023),
  -- Public key, counter and flags, as the library writes them. Nothing of it is secret.
  credential jsonb not null,
  created_at timestamptz not null default app.now(),
  last_used_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id)
);
create index passkeys_of on matterlock.passkeys (firm_id, user_id);
-- A passkey names its owner wherever it is shown, so it has one (WebAuthn Level 3, section 7.1, step 26).
create unique index passkeys_credential on matterlock.passkeys (credential_id);

create table matterlock.recovery_codes (
  firm_id uuid not null,
  user_id uuid not null,
  -- Under a key that is not in the database.
  code_hash bytea not null check (length(code_hash) = 32),
  made_at timestamptz not null default app.now(),
  used_at timestamptz,
  primary key (firm_id, user_id, code_hash),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id)
);

-- A passkey's ceremony between question and answer: the challenge, and what has to hold of the answer. Nothing of a firm. No role
-- reads or changes it but through the two functions.
create table matterlock.ceremonies (
  name_hash bytea primary key check (length(name_hash) = 32),
  purpose text not null check (purpose in ('add', 'second_factor', 'step_up', 'alone')),
  -- The session or the half of a sign-in that asked; nothing where nobody is known yet.
  bound_to uuid check ((bound_to is null) = (purpose = 'alone')),
  state jsonb not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index ceremonies_expiry on matterlock.ceremonies (expires_at);

alter table matterlock.authenticators enable row level security;
alter table matterlock.authenticators force row level security;
alter table matterlock.passkeys enable row level security;
alter table matterlock.passkeys force row level security;
alter table matterlock.recovery_codes enable row level security;
alter table matterlock.recovery_codes force row level security;
alter table matterlock.ceremonies enable row level security;
alter table matterlock.ceremonies force row level security;

-- Whoever works in the office only ever adds in the own session: that is not left to what the caller says.
create function app.ceremony_bound_to(for_purpose text, bound uuid) returns uuid language plpgsql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      if current_setting('role') = 'matterlock_auth' then return bound; end if;
      if for_purpose <> 'add' or (app.live_session()).id is null then
        raise exception 'not a ceremony of the office' using errcode = 'insufficient_privilege';
      end if;
      return (app.live_session()).id;
    end
  $$;

create function app.begin_ceremony(name bytea, for_purpose text, bound uuid, asked jsonb, good_for interval) returns void
  language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    insert into ceremonies (name_hash, purpose, bound_to, state, expires_at)
      values (name, for_purpose, app.ceremony_bound_to(for_purpose, bound), asked, app.now() + good_for)
  $$;

-- Uses a ceremony up, whatever the answer to it is worth: what was asked, to the first who comes in time.
create function app.use_ceremony(name bytea, for_purpose text, bound uuid) returns jsonb language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    update ceremonies set used_at = app.now()
      where name_hash = name and purpose = for_purpose and bound_to is not distinct from app.ceremony_bound_to(for_purpose, bound)
        and used_at is null and expires_at > app.now()
      returning state
  $$;

-- Whether somebody has a second factor set up. Signing in asks it of whoever gave a password.
create function app.has_second_factor(firm uuid, person uuid) returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select exists (select from authenticators a where a.firm_id = firm and a.user_id = person and a.confirmed_at is not null)
      or exists (select from passkeys p where p.firm_id = firm and p.user_id = person)
  $$;

-- The secret of an app that its owner is adding, for comparing the first code. Of one that is confirmed the office learns nothing.
create function app.unconfirmed_secret(which uuid) returns bytea language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select a.secret from authenticators a
      where a.firm_id = app.current_firm() and a.user_id = app.current_user_id() and a.id = which and a.confirmed_at is null
        and app.factor_is_fresh()
  $$;

-- Confirms it, and uses up the code with which that was done.
create function app.confirm_authenticator(which uuid, step bigint) returns boolean language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update authenticators a set confirmed_at = app.now(), last_used_at = app.now(), last_step = step
        where a.firm_id = app.current_firm() and a.user_id = app.current_user_id() and a.id = which and a.confirmed_at is null
          and app.factor_is_fresh();
      return found;
    end
  $$;

-- Nobody is left without a second factor. Those who remove two at the same time queue, and the second is asked again.
create function app.keep_a_factor() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('factors of ' || old.user_id, 0));
      if not exists (select from authenticators a where a.firm_id = old.firm_id and a.user_id = old.user_id
            and a.confirmed_at is not null and a.id <> old.id)
        and not exists (select from passkeys p where p.firm_id = old.firm_id and p.user_id = old.user_id and p.id <> old.id) then
        raise exception 'a person keeps a second factor' using errcode = 'check_violation', constraint = 'last_factor_stays';
      end if;
      return old;
    end
  $$;
create trigger keep_a_factor before delete on matterlock.authenticators
  for each row when (old.confirmed_at is not null) execute function app.keep_a_factor();
create trigger keep_a_factor before delete on matterlock.passkeys for each row execute function app.keep_a_factor();

-- Signing in compares codes, uses them up and notes what was used.
grant select, insert (firm_id, id, user_id, name, secret), update (last_step, confirmed_at, last_used_at)
  on matterlock.authenticators to matterlock_auth;
create policy auth_all on matterlock.authenticators to matterlock_auth using (true) with check (true);
grant select, update (credential, last_used_at) on matterlock.passkeys to matterlock_auth;
create policy auth_reads on matterlock.passkeys for select to matterlock_auth using (true);
create policy auth_uses on matterlock.passkeys for update to matterlock_auth using (true) with check (true);
grant select, update (used_at) on matterlock.recovery_codes to matterlock_auth;
create policy auth_reads on matterlock.recovery_codes for select to matterlock_auth using (true);
create policy auth_uses on matterlock.recovery_codes for update to matterlock_auth using (true) with check (true);

-- Everybody looks after their own, and changes them with a second factor of the last five minutes.
grant select (firm_id, id, user_id, name, created_at, confirmed_at, last_used_at), insert (firm_id, id, user_id, name, secret),
  update (name), delete on matterlock.authenticators to matterlock_app;
create policy app_reads_own on matterlock.authenticators for select to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()));
create policy app_adds_own on matterlock.authenticators for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));
create policy app_renames_own on matterlock.authenticators for update to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));
create policy app_removes_own on matterlock.authenticators for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));

grant select (firm_id, id, user_id, name, credential_id, created_at, last_used_at),
  insert (firm_id, id, user_id, name, credential_id, credential), update (name), delete on matterlock.passkeys to matterlock_app;
create policy app_reads_own on matterlock.passkeys for select to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()));
create policy app_adds_own on matterlock.passkeys for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));
create policy app_renames_own on matterlock.passkeys for update to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));
create policy app_removes_own on matterlock.passkeys for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));

-- Made and thrown away together; used by whoever signs in.
grant select (firm_id, user_id, made_at, used_at), insert (firm_id, user_id, code_hash), delete on matterlock.recovery_codes to matterlock_app;
create policy app_reads_own on matterlock.recovery_codes for select to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()));
create policy app_makes_own on matterlock.recovery_codes for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));
create policy app_removes_own on matterlock.recovery_codes for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and (select app.factor_is_fresh()));

grant select, update (confirmed_at, last_used_at, last_step) on matterlock.authenticators to matterlock_definer;
create policy definer_reads on matterlock.authenticators for select to matterlock_definer using (true);
create policy definer_confirms on matterlock.authenticators for update to matterlock_definer using (confirmed_at is null) with check (true);
grant select on matterlock.passkeys to matterlock_definer;
create policy definer_reads on matterlock.passkeys for select to matterlock_definer using (true);
grant select, insert, update (used_at), delete on matterlock.ceremonies to matterlock_definer;
create policy definer_all on matterlock.ceremonies to matterlock_definer using (true) with check (true);

alter function app.ceremony_bound_to(text, uuid) owner to matterlock_definer;
alter function app.begin_ceremony(bytea, text, uuid, jsonb, interval) owner to matterlock_definer;
alter function app.use_ceremony(bytea, text, uuid) owner to matterlock_definer;
alter function app.has_second_factor(uuid, uuid) owner to matterlock_definer;
alter function app.unconfirmed_secret(uuid) owner to matterlock_definer;
alter function app.confirm_authenticator(uuid, bigint) owner to matterlock_definer;
alter function app.keep_a_factor() owner to matterlock_definer;

set role matterlock_definer;
grant execute on function app.begin_ceremony(bytea, text, uuid, jsonb, interval), app.use_ceremony(bytea, text, uuid) to matterlock_auth, matterlock_app;
grant execute on function app.has_second_factor(uuid, uuid) to matterlock_auth;
grant execute on function app.unconfirmed_secret(uuid), app.confirm_authenticator(uuid, bigint) to matterlock_app;

-- Removes what is over.
create or replace function app.sweep_limits() returns void language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    delete from rate_counts where expires_at <= app.now();
    delete from sign_in_failures where expires_at <= app.now();
    delete from solved_captchas where expires_at <= app.now();
    delete from ceremonies where expires_at <= app.now();
  $$;
set role matterlock_owner;
