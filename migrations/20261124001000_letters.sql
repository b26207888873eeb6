-- Letters: mails about an account, to the person whose account it is. And the second factor, given again during a session.

create table matterlock.letters (
  firm_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  -- What the letter tells, as the application's own type. No words: they are chosen when it is mailed, in the language of then.
  notice jsonb not null,
  written_at timestamptz not null default app.now(),
  address inet,
  address_source text not null check (address_source in ('direct', 'trusted_proxy', 'server')),
  device text not null,
  primary key (firm_id, id),
  foreign key (firm_id, user_id) references matterlock.users (firm_id, id)
);

alter table matterlock.jobs
  alter column case_id drop not null,
  alter column envelope_id drop not null,
  add column letter_id uuid,
  add foreign key (firm_id, letter_id) references matterlock.letters (firm_id, id),
  drop constraint jobs_kind_check,
  add constraint jobs_kind_check check (kind in ('mail_invitation', 'make_signed_copy', 'expire_envelope', 'mail_letter')),
  add constraint jobs_about_one_thing check (case kind
    when 'mail_letter' then letter_id is not null and envelope_id is null and case_id is null
    else letter_id is null and envelope_id is not null and case_id is not null end);
create unique index jobs_one_letter on matterlock.jobs (firm_id, letter_id) where kind = 'mail_letter';

-- A letter is mailed because it was written: whoever may write one needs no right to the queue.
create function app.queue_letter() returns trigger language plpgsql security definer
  set search_path = matterlock, pg_temp
  as $$
    begin
      insert into jobs (firm_id, id, kind, letter_id) values (new.firm_id, gen_random_uuid(), 'mail_letter', new.id);
      return null;
    end
  $$;
create trigger queue_letter after insert on matterlock.letters for each row execute function app.queue_letter();

create function app.job_letter() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_job()).letter_id $$;
-- Whom the letter of the job is for.
create function app.job_addressee() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select l.user_id from app.live_job() j join letters l on l.firm_id = j.firm_id and l.id = j.letter_id $$;

-- When a second factor was last given in this session: what is sensitive asks for one of the last five minutes.
alter table matterlock.sessions add column factor_at timestamptz not null default app.now();
create function app.factor_is_fresh() returns boolean language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select coalesce((app.live_session()).factor_at > app.now() - interval '5 minutes', false) $$;

alter table matterlock.letters enable row level security;
alter table matterlock.letters force row level security;

grant insert on matterlock.letters to matterlock_auth, matterlock_app;
create policy auth_writes on matterlock.letters for insert to matterlock_auth with check (true);
-- Who is signed in causes letters to colleagues of the own firm, and to themselves.
create policy app_writes on matterlock.letters for insert to matterlock_app with check (firm_id = (select app.current_firm()));

grant select on matterlock.letters to matterlock_worker, matterlock_definer;
create policy worker_reads on matterlock.letters for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and id = (select app.job_letter()));
create policy definer_reads on matterlock.letters for select to matterlock_definer using (true);
grant select (firm_id, id, name, email, language) on matterlock.users to matterlock_worker;
create policy worker_reads on matterlock.users for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and id = (select app.job_addressee()));
grant insert (letter_id) on matterlock.jobs to matterlock_definer;

grant update (factor_at) on matterlock.sessions to matterlock_auth;

alter function app.queue_letter() owner to matterlock_definer;
alter function app.job_letter() owner to matterlock_definer;
alter function app.job_addressee() owner to matterlock_definer;
alter function app.factor_is_fresh() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.job_letter(), app.job_addressee() to matterlock_worker, matterlock_definer;
grant execute on function app.factor_is_fresh() to matterlock_app, matterlock_definer;
set role matterlock_owner;
