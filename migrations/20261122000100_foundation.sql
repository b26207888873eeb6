-- Firms, their people and their sessions; the functions that say who a transaction speaks for.
--
-- The schemas `matterlock` (tables) and `app` (functions) and all roles exist already: see
-- crates/backend/src/database/roles.sql. This and every later migration runs as matterlock_owner.

-- The one clock of the data. Tests replace it; nothing else asks for the time.
create function app.now() returns timestamptz language sql stable
  as $$ select pg_catalog.now() $$;

-- Lower case, without the accents that people leave out when they search.
create function app.plain(value text) returns text language sql immutable parallel safe
  as $$ select translate(lower(value), 'áéíóúüñàèìòùâêîôûäëïöç', 'aeiouunaeiouaeiouaeioc') $$;

create table matterlock.firms (
  id uuid primary key,
  name text not null check (length(name) between 1 and 160),
  language text not null check (language in ('es', 'en')),
  created_at timestamptz not null default app.now()
);

create table matterlock.firm_keys (
  firm_id uuid not null references matterlock.firms (id),
  version int not null check (version > 0),
  master_key_id text not null,
  wrapped bytea not null,
  created_at timestamptz not null default app.now(),
  primary key (firm_id, version)
);

create table matterlock.users (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  -- One account an address in the installation: signing in names no firm. Only who proves the mailbox learns that it is taken.
  email text not null,
  name text not null check (length(name) between 1 and 160),
  role text not null check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only')),
  language text not null check (language in ('es', 'en')),
  password_hash text not null,
  totp_secret bytea not null,
  totp_confirmed_at timestamptz,
  -- The last time step whose code was used (RFC 6238): a code works once.
  totp_last_step bigint not null default 0,
  active boolean not null default true,
  created_at timestamptz not null default app.now(),
  primary key (firm_id, id)
);
create unique index users_email on matterlock.users (lower(email));
create unique index users_id on matterlock.users (id);

create table matterlock.setup_links (
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default app.now()
);

-- The half of a sign-in between the password and the code.
create table matterlock.challenges (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  attempts int not null default 0,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default app.now(),
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id)
);

create table matterlock.sessions (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  created_at timestamptz not null default app.now(),
  last_seen_at timestamptz not null default app.now(),
  idle_after interval not null check (idle_after > interval '0' and idle_after <= interval '30 minutes'),
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('signed_out', 'elsewhere', 'idle', 'too_old')),
  address inet,
  address_source text not null,
  device text not null,
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  check ((ended_at is null) = (end_reason is null))
);
-- However many sign in at once: one live session a person.
create unique index sessions_one_live on matterlock.sessions (firm_id, user_id) where ended_at is null;

create table matterlock.installation (
  only_row boolean primary key default true check (only_row),
  demonstration boolean not null default false
);
insert into matterlock.installation default values;

-- Who does this transaction speak for? It carries a secret, not an identity: the secret's hash is looked up among
-- what is live now. No setting names a firm, so no statement can speak for a firm whose secret it does not hold.
create function app.secret_hash() returns bytea language sql stable
  as $$ select sha256(convert_to(nullif(current_setting('matterlock.secret', true), ''), 'UTF8')) $$;

create function app.live_session() returns matterlock.sessions language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select s from sessions s
    join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
    where s.secret_hash = app.secret_hash()
      and s.ended_at is null
      and s.last_seen_at + s.idle_after > app.now()
      and s.expires_at > app.now()
  $$;

create function app.current_firm() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_session()).firm_id $$;

create function app.current_user_id() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_session()).user_id $$;

create function app.current_role_name() returns text language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select u.role from app.live_session() s
    join users u on u.firm_id = s.firm_id and u.id = s.user_id
  $$;

-- Whether the person may change anything at all; the application's table says in detail.
create function app.may_write() returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select coalesce(app.current_role_name() <> 'read_only', false) $$;

alter table matterlock.firms enable row level security;
alter table matterlock.firms force row level security;
alter table matterlock.firm_keys enable row level security;
alter table matterlock.firm_keys force row level security;
alter table matterlock.users enable row level security;
alter table matterlock.users force row level security;
alter table matterlock.setup_links enable row level security;
alter table matterlock.setup_links force row level security;
alter table matterlock.challenges enable row level security;
alter table matterlock.challenges force row level security;
alter table matterlock.sessions enable row level security;
alter table matterlock.sessions force row level security;
alter table matterlock.installation enable row level security;
alter table matterlock.installation force row level security;

-- People of a firm.
grant select on matterlock.firms, matterlock.firm_keys to matterlock_app;
create policy app_reads on matterlock.firms for select to matterlock_app using (id = (select app.current_firm()));
create policy app_reads on matterlock.firm_keys for select to matterlock_app using (firm_id = (select app.current_firm()));
grant select (firm_id, id, email, name, role, language, active, created_at) on matterlock.users to matterlock_app;
grant update (language) on matterlock.users to matterlock_app;
create policy app_reads on matterlock.users for select to matterlock_app using (firm_id = (select app.current_firm()));
create policy app_changes_own on matterlock.users for update to matterlock_app
  using (firm_id = (select app.current_firm()) and id = (select app.current_user_id()))
  with check (firm_id = (select app.current_firm()) and id = (select app.current_user_id()));

-- Signing in happens before anybody is known. This role reads accounts, and nothing of any case.
grant select (id, name, language), insert on matterlock.firms to matterlock_auth;
create policy auth_reads on matterlock.firms for select to matterlock_auth using (true);
create policy auth_registers on matterlock.firms for insert to matterlock_auth with check (true);
grant select, insert on matterlock.firm_keys to matterlock_auth;
create policy auth_reads on matterlock.firm_keys for select to matterlock_auth using (true);
create policy auth_registers on matterlock.firm_keys for insert to matterlock_auth with check (true);
grant select, insert, update (password_hash, totp_confirmed_at, totp_last_step) on matterlock.users to matterlock_auth;
create policy auth_reads on matterlock.users for select to matterlock_auth using (true);
create policy auth_registers on matterlock.users for insert to matterlock_auth with check (true);
create policy auth_signs_in on matterlock.users for update to matterlock_auth using (true) with check (true);
grant select, update (used_at) on matterlock.setup_links to matterlock_auth;
create policy auth_reads on matterlock.setup_links for select to matterlock_auth using (true);
create policy auth_uses on matterlock.setup_links for update to matterlock_auth using (true) with check (true);
grant select, insert, update (attempts, used_at) on matterlock.challenges to matterlock_auth;
create policy auth_all on matterlock.challenges to matterlock_auth using (true) with check (true);
grant select, insert, update (last_seen_at, ended_at, end_reason) on matterlock.sessions to matterlock_auth;
create policy auth_all on matterlock.sessions to matterlock_auth using (true) with check (true);

-- The operator of the installation makes set-up links. Nothing of a firm.
grant insert on matterlock.setup_links to matterlock_operator;
create policy operator_makes on matterlock.setup_links for insert to matterlock_operator with check (true);
grant select on matterlock.installation to matterlock_operator, matterlock_auth;
create policy everybody_reads on matterlock.installation for select to matterlock_operator, matterlock_auth using (true);
grant update (demonstration) on matterlock.installation to matterlock_operator;
create policy operator_marks on matterlock.installation for update to matterlock_operator using (true) with check (true);

-- The role that owns the look-up functions. It can't sign in and nobody can become it.
grant select on matterlock.sessions, matterlock.users to matterlock_definer;
create policy definer_reads on matterlock.sessions for select to matterlock_definer using (true);
create policy definer_reads on matterlock.users for select to matterlock_definer using (true);

alter function app.live_session() owner to matterlock_definer;
alter function app.current_firm() owner to matterlock_definer;
alter function app.current_user_id() owner to matterlock_definer;
alter function app.current_role_name() owner to matterlock_definer;
alter function app.may_write() owner to matterlock_definer;
