-- What keeps firms apart, as it was when the last start that changed any of it was done: crates/backend/src/database/catalogue.rs
-- writes it and compares. Why it is recorded: docs/decisions/0017-the-catalogue-is-recorded.md.

create table matterlock.catalogue (
  only_row boolean primary key default true check (only_row),
  -- Of which migrations and roles: with others a start writes it anew.
  made_of text not null,
  -- By which PostgreSQL and in which form the lines are printed: others can't be compared with them.
  form text not null,
  lines text[] not null,
  recorded_at timestamptz not null default app.now()
);
alter table matterlock.catalogue enable row level security;
alter table matterlock.catalogue force row level security;
create policy owner_writes on matterlock.catalogue to matterlock_owner using (true) with check (true);
grant select on matterlock.catalogue to matterlock_operator;
create policy operator_reads on matterlock.catalogue for select to matterlock_operator using (true);

-- As before, in words that PostgreSQL prints as it reads them. It prints a comparison of three columns at once in pairs, and reads that
-- back as three: a dump that was restored would not be line by line what was recorded.
set role matterlock_definer;
grant execute on function app.after_new_credentials() to matterlock_owner;
set role matterlock_owner;
create or replace trigger a_trust_dies after update of password_hash, role, active on matterlock.users
  for each row when (old.password_hash is distinct from new.password_hash or old.role is distinct from new.role
    or old.active is distinct from new.active)
  execute function app.after_new_credentials();
set role matterlock_definer;
revoke execute on function app.after_new_credentials() from matterlock_owner;
set role matterlock_owner;
