-- What the last proof of all logs came to, in figures: shown to everybody on the page of promises (L6). One row, of sums over all logs; nothing
-- of any one of them.
create table matterlock.proof_run (
  only_one boolean primary key default true check (only_one),
  at timestamptz not null default app.now(),
  logs bigint not null check (logs >= 0),
  entries bigint not null check (entries >= 0),
  proven bigint not null check (proven >= 0),
  wrong bigint not null check (wrong >= 0),
  drilled bigint not null check (drilled >= 0)
);
alter table matterlock.proof_run enable row level security;
alter table matterlock.proof_run force row level security;
grant select on matterlock.proof_run to matterlock_auth, matterlock_operator, matterlock_admin;
grant insert (logs, entries, proven, wrong, drilled), update (at, logs, entries, proven, wrong, drilled) on matterlock.proof_run to matterlock_operator;
create policy everybody_reads on matterlock.proof_run for select to matterlock_auth, matterlock_operator using (true);
create policy admin_reads on matterlock.proof_run for select to matterlock_admin using ((select app.may('run_checks')));
create policy operator_writes on matterlock.proof_run for insert to matterlock_operator with check (true);
create policy operator_renews on matterlock.proof_run for update to matterlock_operator using (true) with check (true);
