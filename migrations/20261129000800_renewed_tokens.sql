-- A second factor that is given again renews the session's secret, and a copy of the one before ends (ASVS 5.0, 7.2.4). For a minute the one
-- before still names the session, because requests are under way with it, in this tab and in others: a large file takes its time. It does
-- nothing sensitive meanwhile: who copied a cookie is not fresh because its owner is.

alter table matterlock.sessions
  add column renewed_from bytea check (length(renewed_from) = 32),
  add column renewed_at timestamptz,
  add constraint sessions_renewed_whole check ((renewed_from is null) = (renewed_at is null));
create index sessions_renewed on matterlock.sessions (renewed_from) where renewed_from is not null;
grant update (secret_hash, renewed_from, renewed_at) on matterlock.sessions to matterlock_auth;

-- Whether a secret's hash names this session: its own, or for a minute the one before.
create function app.names_session(s matterlock.sessions, hash bytea) returns boolean language sql stable
  as $$ select s.secret_hash = hash or (s.renewed_from = hash and s.renewed_at > app.now() - interval '1 minute') $$;
grant execute on function app.names_session(matterlock.sessions, bytea) to matterlock_auth, matterlock_definer;

-- Streams that were opened with the secret before are opened anew.
create function app.tell_renewed() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$ begin perform pg_notify('matterlock', json_build_object('firm', new.firm_id, 'session', new.id, 'renewed', true)::text); return null; end $$;
create trigger tell_renewed after update of secret_hash on matterlock.sessions
  for each row when (old.secret_hash is distinct from new.secret_hash) execute function app.tell_renewed();
alter function app.tell_renewed() owner to matterlock_definer;

set role matterlock_definer;
-- As before; and only by the session's own secret.
create or replace function app.factor_is_fresh() returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(s.secret_hash = app.secret_hash() and s.factor_at > app.now() - interval '5 minutes', false) from app.live_session() s
  $$;
-- As before; and by the secret before, while requests are under way with it.
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
  $$;
set role matterlock_owner;
