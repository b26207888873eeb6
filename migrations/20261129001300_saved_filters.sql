-- Filters of the log that people keep, each person their own, of the office's log and of the console's. A place in one of twenty slots is what
-- there is room for, whoever saves at once.
create table matterlock.saved_log_filters (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  place text not null check (place in ('office', 'admin')),
  slot smallint not null check (slot between 1 and 20),
  name text not null check (length(name) between 1 and 60),
  filter jsonb not null check (length(filter::text) <= 4000),
  created_at timestamptz not null default app.now(),
  primary key (firm_id, id),
  unique (firm_id, user_id, place, slot),
  unique (firm_id, user_id, place, name),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id)
);
alter table matterlock.saved_log_filters enable row level security;
alter table matterlock.saved_log_filters force row level security;
grant select, insert (firm_id, id, user_id, place, slot, name, filter), delete on matterlock.saved_log_filters to matterlock_app, matterlock_admin;
create policy app_reads_own on matterlock.saved_log_filters for select to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'office');
create policy app_saves_own on matterlock.saved_log_filters for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'office');
create policy app_removes_own on matterlock.saved_log_filters for delete to matterlock_app
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'office');
create policy admin_reads_own on matterlock.saved_log_filters for select to matterlock_admin
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'admin' and (select app.may('read_firm_log')));
create policy admin_saves_own on matterlock.saved_log_filters for insert to matterlock_admin
  with check (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'admin' and (select app.may('read_firm_log')));
create policy admin_removes_own on matterlock.saved_log_filters for delete to matterlock_admin
  using (firm_id = (select app.current_firm()) and user_id = (select app.current_user_id()) and place = 'admin' and (select app.may('read_firm_log')));

-- Whether a session's reading stands in the log already is asked with every look at it, by whoever follows the log too.
create index log_entries_readings on matterlock.log_entries (firm_id, session_id, number desc) where event in ('log_read', 'log_searched');
create index console_entries_readings on matterlock.console_entries (firm_id, session_id, number desc) where event in ('log_read', 'log_searched');

-- The number of the newest entry of the log at whose place somebody asks: the firm's at the office, the console's at the console. Every entry up to
-- it has committed, and none of them changes; so what ends there can be read in parts.
create function app.log_head() returns bigint language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(case current_setting('role')
      when 'matterlock_app' then (select last from log_heads where firm_id = app.current_firm())
      when 'matterlock_admin' then (select last from console_heads where firm_id = app.current_firm())
    end, 0)
  $$;
alter function app.log_head() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.log_head() to matterlock_app, matterlock_admin;
set role matterlock_owner;
