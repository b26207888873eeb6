-- What keeps the log's partitions in place whoever asks. Run at every start by the owner's login, after the migrations; says the same thing every time.
-- Only a superuser can make an event trigger: where none prepares the database, the owner's hands are held by nothing but the proof of the log.

do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    raise notice 'no event triggers: the login in DATABASE_URL is no superuser';
    return;
  end if;
  if not exists (select from pg_event_trigger where evtname = 'matterlock_log_years_stay') then
    create event trigger matterlock_log_years_stay on ddl_command_end
      when tag in ('ALTER TABLE', 'DROP TABLE', 'DROP SCHEMA') execute function app.guard_log_years();
    alter event trigger matterlock_log_years_stay enable always;
  end if;
  if not exists (select from pg_event_trigger where evtname = 'matterlock_no_half_detach') then
    create event trigger matterlock_no_half_detach on ddl_command_start
      when tag in ('ALTER TABLE') execute function app.guard_log_years();
    alter event trigger matterlock_no_half_detach enable always;
  end if;
end
$$;
