-- What a signer is shown of a document stands in the log as reading it, whether or not their browser says which pages they saw.

alter table matterlock.visits add column read_at timestamptz;
grant update (read_at) on matterlock.visits to matterlock_definer;
set role matterlock_definer;

-- Whether this visit's reading is to be written: the first within ten minutes. Whoever asks at the same moment waits, and is told no.
create function app.reading_begins() returns boolean language plpgsql security definer
  set search_path = matterlock, pg_temp as $$
  declare mine visits := app.live_visit();
  begin
    update visits set read_at = app.now()
      where firm_id = mine.firm_id and id = mine.id and (read_at is null or read_at <= app.now() - interval '10 minutes');
    return found;
  end $$;
revoke all on function app.reading_begins() from public;
grant execute on function app.reading_begins() to matterlock_signer;
set role matterlock_owner;
