-- Links by mail that lead to an account: an invitation to a firm, a new password. Used once, over by themselves; opening one uses
-- nothing up. The secret is made from the row's id with a key that only the server has, so no copy of it is kept anywhere: the database holds a hash.
create table matterlock.account_links (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  kind text not null check (kind in ('invitation', 'new_password')),
  -- Whose password. Who is invited has no account yet, and becomes one by using the link.
  user_id uuid,
  email text,
  name text check (length(name) between 1 and 160),
  role text check (role in ('administrator', 'partner', 'attorney', 'assistant', 'read_only')),
  language text check (language in ('es', 'en')),
  invited_by uuid,
  token_hash bytea not null unique check (length(token_hash) = 32),
  made_at timestamptz not null default app.now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  withdrawn_at timestamptz,
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id),
  foreign key (firm_id, invited_by) references matterlock.users (firm_id, id),
  check (case kind
    when 'new_password' then user_id is not null and num_nonnulls(email, name, role, language, invited_by) = 0
    else user_id is null and num_nonnulls(email, name, role, language, invited_by) = 5 end)
);
create index account_links_user on matterlock.account_links (firm_id, user_id) where kind = 'new_password';
-- One invitation for an address at a firm: the next withdraws the last.
create unique index account_links_invited on matterlock.account_links (firm_id, lower(email))
  where kind = 'invitation' and used_at is null and withdrawn_at is null;
alter table matterlock.account_links enable row level security;
alter table matterlock.account_links force row level security;

-- A letter tells something to somebody with an account, or carries a link to whoever it is for.
alter table matterlock.letters
  alter column user_id drop not null,
  alter column notice drop not null,
  add column account_link_id uuid,
  add foreign key (firm_id, account_link_id) references matterlock.account_links (firm_id, id),
  add constraint letters_tell_or_carry check (num_nonnulls(notice, account_link_id) = 1 and num_nonnulls(user_id, account_link_id) >= 1);

create function app.job_account_link() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select l.account_link_id from app.live_job() j join letters l on l.firm_id = j.firm_id and l.id = j.letter_id $$;

-- What dies with a password or an account: links that would change the password.
create function app.withdraw_links() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      update account_links set withdrawn_at = app.now()
      where firm_id = new.firm_id and user_id = new.id and kind = 'new_password' and used_at is null and withdrawn_at is null;
      return null;
    end
  $$;
create trigger withdraw_links after update of password_hash, active on matterlock.users
  for each row when ((old.password_hash, old.active) is distinct from (new.password_hash, new.active)) execute function app.withdraw_links();

alter table matterlock.sessions drop constraint sessions_end_reason_check;
alter table matterlock.sessions add constraint sessions_end_reason_check
  check (end_reason in ('signed_out', 'elsewhere', 'idle', 'too_old', 'role_changed', 'account_closed', 'password_changed'));

-- Whoever opens a link is nobody yet.
grant select, insert, update (used_at) on matterlock.account_links to matterlock_auth;
create policy auth_reads on matterlock.account_links for select to matterlock_auth using (true);
create policy auth_asks on matterlock.account_links for insert to matterlock_auth with check (kind = 'new_password');
create policy auth_uses on matterlock.account_links for update to matterlock_auth
  using (used_at is null and withdrawn_at is null and expires_at > app.now()) with check (true);

-- Administrators invite, and take back.
grant select (firm_id, id, kind, email, name, role, language, invited_by, made_at, expires_at, used_at, withdrawn_at),
  insert (firm_id, id, kind, email, name, role, language, invited_by, token_hash, expires_at), update (withdrawn_at)
  on matterlock.account_links to matterlock_admin;
create policy admin_reads on matterlock.account_links for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and kind = 'invitation' and (select app.may('manage_people')));
create policy admin_invites on matterlock.account_links for insert to matterlock_admin
  with check (firm_id = (select app.current_firm()) and kind = 'invitation' and invited_by = (select app.current_user_id())
    and (select app.may('manage_people')) and (select app.factor_is_fresh()));
create policy admin_withdraws on matterlock.account_links for update to matterlock_admin
  using (firm_id = (select app.current_firm()) and kind = 'invitation' and used_at is null and (select app.may('manage_people')))
  with check (firm_id = (select app.current_firm()) and kind = 'invitation');

grant select (firm_id, id, kind, email, name, role, language, invited_by, expires_at, used_at, withdrawn_at) on matterlock.account_links to matterlock_worker;
create policy worker_reads on matterlock.account_links for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and id = (select app.job_account_link()));

-- Whom the letter of the job names: its reader, and who invites.
create function app.job_inviter() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select a.invited_by from account_links a where a.firm_id = app.job_firm() and a.id = app.job_account_link() $$;
alter policy worker_reads on matterlock.users
  using (firm_id = (select app.job_firm()) and id in ((select app.job_addressee()), (select app.job_inviter())));

grant select, update (withdrawn_at) on matterlock.account_links to matterlock_definer;
create policy definer_withdraws on matterlock.account_links to matterlock_definer using (true) with check (true);

alter function app.job_account_link() owner to matterlock_definer;
alter function app.job_inviter() owner to matterlock_definer;
alter function app.withdraw_links() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.job_account_link(), app.job_inviter() to matterlock_worker, matterlock_definer;
set role matterlock_owner;

-- A set-up link is used by whoever proves a mailbox first: it is asked for an address, and what was mailed there registers the firm. Asked
-- again, what was mailed before works no more.
alter table matterlock.setup_links
  add column email text,
  add column proof_hash bytea unique check (length(proof_hash) = 32),
  add column proof_expires_at timestamptz,
  add constraint setup_links_prove_one_address check (num_nonnulls(email, proof_hash, proof_expires_at) in (0, 3));
grant update (email, proof_hash, proof_expires_at) on matterlock.setup_links to matterlock_auth;
