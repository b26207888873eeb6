-- Envelopes, signers, fields and visits; the jobs that follow; the functions that say whose visit or job a transaction carries.

create table matterlock.envelopes (
  firm_id uuid not null,
  case_id uuid not null,
  id uuid not null,
  document_id uuid not null,
  -- What is sent is what is signed: the digest is kept from the moment of sending.
  document_sha256 bytea not null check (length(document_sha256) = 32),
  state text not null default 'sent' check (state in ('sent', 'signed', 'completed', 'declined', 'voided', 'expired')),
  language text not null check (language in ('es', 'en')),
  message text not null default '' check (length(message) <= 4000),
  sent_by uuid not null,
  sender_name text not null,
  sent_at timestamptz not null default app.now(),
  expires_at timestamptz not null,
  closed_at timestamptz,
  close_reason text not null default '',
  signed_document_id uuid,
  primary key (firm_id, id),
  unique (firm_id, case_id, id),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, case_id, document_id) references matterlock.documents (firm_id, case_id, id),
  foreign key (firm_id, case_id, signed_document_id) references matterlock.documents (firm_id, case_id, id),
  foreign key (firm_id, sent_by) references matterlock.users (firm_id, id),
  check ((state = 'completed') = (signed_document_id is not null))
);
create index envelopes_case on matterlock.envelopes (firm_id, case_id, sent_at desc);
create index envelopes_open on matterlock.envelopes (expires_at) where state = 'sent';
alter table matterlock.documents add foreign key (firm_id, case_id, signed_from) references matterlock.envelopes (firm_id, case_id, id);
create unique index documents_one_signed_copy on matterlock.documents (firm_id, signed_from);

create table matterlock.signers (
  firm_id uuid not null,
  case_id uuid not null,
  envelope_id uuid not null,
  id uuid not null,
  party_id uuid,
  name text not null,
  email text not null,
  state text not null default 'invited' check (state in ('invited', 'opened', 'consented', 'signed', 'declined')),
  -- The link's token: a keyed hash to look it up, the ciphertext to hand it over again.
  token_hash bytea not null unique check (length(token_hash) = 32),
  token_sealed bytea not null,
  token_used_at timestamptz,
  opened_at timestamptz,
  consented_at timestamptz,
  consent_version text,
  consent_sha256 bytea,
  consent_language text,
  furthest_page int not null default 0,
  draft bytea,
  mark bytea,
  method text,
  signed_at timestamptz,
  finish_key text,
  last_mail_asked_at timestamptz,
  primary key (firm_id, id),
  unique (firm_id, case_id, envelope_id, id),
  foreign key (firm_id, case_id, envelope_id) references matterlock.envelopes (firm_id, case_id, id),
  foreign key (firm_id, case_id, party_id) references matterlock.parties (firm_id, case_id, id) on delete set null (party_id),
  check ((state = 'signed') = (signed_at is not null and mark is not null and token_used_at is not null))
);
-- One signer an envelope for now; several come with their order.
create unique index signers_one on matterlock.signers (firm_id, envelope_id);

create table matterlock.fields (
  firm_id uuid not null,
  case_id uuid not null,
  envelope_id uuid not null,
  signer_id uuid not null,
  id uuid not null,
  kind text not null check (kind = 'signature'),
  page int not null check (page > 0),
  x real not null check (x between 0 and 1),
  y real not null check (y between 0 and 1),
  width real not null check (width > 0 and width <= 1),
  height real not null check (height > 0 and height <= 1),
  primary key (firm_id, id),
  foreign key (firm_id, case_id, envelope_id, signer_id) references matterlock.signers (firm_id, case_id, envelope_id, id)
);
create index fields_signer on matterlock.fields (firm_id, signer_id);

-- A signer's visit from one device, begun by opening the link.
create table matterlock.visits (
  firm_id uuid not null,
  case_id uuid not null,
  envelope_id uuid not null,
  signer_id uuid not null,
  id uuid not null,
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  started_at timestamptz not null default app.now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  address inet,
  address_source text not null,
  device text not null,
  primary key (firm_id, id),
  foreign key (firm_id, case_id, envelope_id, signer_id) references matterlock.signers (firm_id, case_id, envelope_id, id)
);

-- Work that follows an action: queued in the action's transaction, carrying ids only.
create table matterlock.jobs (
  firm_id uuid not null references matterlock.firms (id),
  id uuid not null,
  kind text not null check (kind in ('mail_invitation', 'make_signed_copy', 'expire_envelope')),
  case_id uuid not null,
  envelope_id uuid not null,
  run_at timestamptz not null default app.now(),
  attempts int not null default 0,
  claim_hash bytea,
  claimed_until timestamptz,
  finished_at timestamptz,
  last_error text,
  created_at timestamptz not null default app.now(),
  primary key (firm_id, id),
  foreign key (firm_id, case_id, envelope_id) references matterlock.envelopes (firm_id, case_id, id)
);
create index jobs_due on matterlock.jobs (run_at) where finished_at is null;
create unique index jobs_one_signed_copy on matterlock.jobs (firm_id, envelope_id) where kind = 'make_signed_copy';
create unique index jobs_one_expiry on matterlock.jobs (firm_id, envelope_id) where kind = 'expire_envelope';

create function app.live_visit() returns matterlock.visits language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select v from visits v
    where v.secret_hash = app.secret_hash() and v.ended_at is null and v.expires_at > app.now()
  $$;
create function app.visit_firm() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_visit()).firm_id $$;
create function app.visit_case() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_visit()).case_id $$;
create function app.visit_envelope() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_visit()).envelope_id $$;
create function app.visit_signer() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_visit()).signer_id $$;
create function app.visit_documents() returns uuid[] language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select coalesce(array_agg(d), '{}') from app.live_visit() v
    join envelopes e on e.firm_id = v.firm_id and e.id = v.envelope_id
    cross join lateral unnest(array[e.document_id, e.signed_document_id]) d
    where d is not null
  $$;

create function app.live_job() returns matterlock.jobs language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$
    select j from jobs j
    where j.claim_hash = app.secret_hash() and j.finished_at is null and j.claimed_until > app.now()
  $$;
create function app.job_firm() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_job()).firm_id $$;
create function app.job_case() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_job()).case_id $$;
create function app.job_envelope() returns uuid language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select (app.live_job()).envelope_id $$;

-- Claims the next due job for two minutes. The claimer keeps the secret whose hash it gives; whoever lost the claim sees nothing.
create function app.claim_job(new_claim bytea) returns setof matterlock.jobs language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    update jobs j set claim_hash = new_claim, claimed_until = app.now() + interval '2 minutes', attempts = j.attempts + 1
    where (j.firm_id, j.id) = (
      select c.firm_id, c.id from jobs c
      where c.finished_at is null and c.run_at <= app.now() and (c.claimed_until is null or c.claimed_until <= app.now())
      order by c.run_at limit 1 for update skip locked)
    returning j.*
  $$;

-- Envelopes whose time is over, an hour of grace for those who are reading, become jobs of their own.
create function app.queue_expiries() returns int language sql security definer
  set search_path = matterlock, pg_temp
  as $$
    with queued as (
      insert into jobs (firm_id, id, kind, case_id, envelope_id)
      select e.firm_id, gen_random_uuid(), 'expire_envelope', e.case_id, e.id
      from envelopes e
      where e.state = 'sent' and e.expires_at + interval '1 hour' <= app.now()
      on conflict do nothing
      returning 1)
    select count(*)::int from queued
  $$;

alter table matterlock.envelopes enable row level security;
alter table matterlock.envelopes force row level security;
alter table matterlock.signers enable row level security;
alter table matterlock.signers force row level security;
alter table matterlock.fields enable row level security;
alter table matterlock.fields force row level security;
alter table matterlock.visits enable row level security;
alter table matterlock.visits force row level security;
alter table matterlock.jobs enable row level security;
alter table matterlock.jobs force row level security;

-- The firm's people.
grant select on matterlock.envelopes, matterlock.fields to matterlock_app;
grant select (firm_id, case_id, envelope_id, id, party_id, name, email, state, token_sealed, token_used_at, opened_at, consented_at,
  consent_version, consent_language, furthest_page, method, signed_at) on matterlock.signers to matterlock_app;
grant insert (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at) on matterlock.envelopes to matterlock_app;
grant update (state, closed_at, close_reason) on matterlock.envelopes to matterlock_app;
grant insert (firm_id, case_id, envelope_id, id, party_id, name, email, token_hash, token_sealed) on matterlock.signers to matterlock_app;
grant insert on matterlock.fields to matterlock_app;
grant insert (firm_id, id, kind, case_id, envelope_id) on matterlock.jobs to matterlock_app;
create policy app_reads on matterlock.envelopes for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_sends on matterlock.envelopes for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
    and sent_by = (select app.current_user_id()) and (select app.may_write()));
-- Voiding what is still open is the only change that the firm makes to what it has sent.
create policy app_voids on matterlock.envelopes for update to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and state = 'sent' and (select app.may_write()))
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and state = 'voided');
create policy app_reads on matterlock.signers for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_sends on matterlock.signers for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may_write()));
create policy app_reads on matterlock.fields for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_sends on matterlock.fields for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and (select app.may_write()));
create policy app_queues on matterlock.jobs for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]) and kind = 'mail_invitation' and (select app.may_write()));

-- Opening a link happens before the signer is known: this role finds the signer by the token's hash, and starts the visit.
grant select (firm_id, case_id, envelope_id, id, token_hash, token_used_at, state, opened_at, last_mail_asked_at) on matterlock.signers to matterlock_auth;
grant update (state, opened_at, last_mail_asked_at) on matterlock.signers to matterlock_auth;
grant select (firm_id, case_id, id, state, expires_at) on matterlock.envelopes to matterlock_auth;
grant insert (firm_id, case_id, envelope_id, signer_id, id, secret_hash, expires_at, address, address_source, device) on matterlock.visits to matterlock_auth;
grant insert (firm_id, id, kind, case_id, envelope_id) on matterlock.jobs to matterlock_auth;
create policy auth_opens on matterlock.signers for select to matterlock_auth using (true);
create policy auth_marks_opened on matterlock.signers for update to matterlock_auth using (state in ('invited', 'opened', 'consented')) with check (state in ('opened', 'consented', 'invited'));
create policy auth_opens on matterlock.envelopes for select to matterlock_auth using (true);
create policy auth_visits on matterlock.visits for insert to matterlock_auth with check (true);
create policy auth_queues on matterlock.jobs for insert to matterlock_auth with check (kind = 'mail_invitation');

-- The signer, on a visit: one envelope, its document, its one signer.
grant select (id, name) on matterlock.firms to matterlock_signer;
grant select on matterlock.firm_keys, matterlock.documents, matterlock.fields to matterlock_signer;
grant select (firm_id, case_id, id, document_id, document_sha256, state, language, message, sender_name, sent_at, expires_at, closed_at, signed_document_id)
  on matterlock.envelopes to matterlock_signer;
grant select (firm_id, case_id, envelope_id, id, name, email, state, token_used_at, opened_at, consented_at, furthest_page, draft, method, signed_at, finish_key)
  on matterlock.signers to matterlock_signer;
grant update (state, token_used_at, consented_at, consent_version, consent_sha256, consent_language, furthest_page, draft, mark, method, signed_at, finish_key)
  on matterlock.signers to matterlock_signer;
grant update (state, closed_at, close_reason) on matterlock.envelopes to matterlock_signer;
grant insert (firm_id, id, kind, case_id, envelope_id) on matterlock.jobs to matterlock_signer;
create policy signer_reads on matterlock.firms for select to matterlock_signer using (id = (select app.visit_firm()));
create policy signer_reads on matterlock.firm_keys for select to matterlock_signer using (firm_id = (select app.visit_firm()));
create policy signer_reads on matterlock.documents for select to matterlock_signer
  using (firm_id = (select app.visit_firm()) and id = any ((select app.visit_documents())::uuid[]));
create policy signer_reads on matterlock.fields for select to matterlock_signer
  using (firm_id = (select app.visit_firm()) and signer_id = (select app.visit_signer()));
create policy signer_reads on matterlock.envelopes for select to matterlock_signer
  using (firm_id = (select app.visit_firm()) and id = (select app.visit_envelope()));
-- Only an open envelope, and only to signed or declined.
create policy signer_finishes on matterlock.envelopes for update to matterlock_signer
  using (firm_id = (select app.visit_firm()) and id = (select app.visit_envelope()) and state = 'sent')
  with check (firm_id = (select app.visit_firm()) and id = (select app.visit_envelope()) and state in ('signed', 'declined'));
create policy signer_reads on matterlock.signers for select to matterlock_signer
  using (firm_id = (select app.visit_firm()) and id = (select app.visit_signer()));
create policy signer_acts on matterlock.signers for update to matterlock_signer
  using (firm_id = (select app.visit_firm()) and id = (select app.visit_signer()) and state not in ('signed', 'declined'))
  with check (firm_id = (select app.visit_firm()) and id = (select app.visit_signer()));
create policy signer_queues on matterlock.jobs for insert to matterlock_signer
  with check (firm_id = (select app.visit_firm()) and envelope_id = (select app.visit_envelope()) and kind = 'make_signed_copy');

-- The worker, with a claimed job: the one envelope that the job is about.
grant select (id, name) on matterlock.firms to matterlock_worker;
grant select on matterlock.firm_keys, matterlock.documents, matterlock.fields, matterlock.envelopes, matterlock.signers to matterlock_worker;
grant select (firm_id, case_id, envelope_id, signer_id, id, started_at, address, address_source, device) on matterlock.visits to matterlock_worker;
grant insert on matterlock.documents to matterlock_worker;
grant update (state, closed_at, signed_document_id) on matterlock.envelopes to matterlock_worker;
grant select, update (finished_at, claimed_until, run_at, last_error) on matterlock.jobs to matterlock_worker;
create policy worker_reads on matterlock.firms for select to matterlock_worker using (id = (select app.job_firm()));
create policy worker_reads on matterlock.firm_keys for select to matterlock_worker using (firm_id = (select app.job_firm()));
create policy worker_reads on matterlock.documents for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and case_id = (select app.job_case()));
create policy worker_adds_signed_copy on matterlock.documents for insert to matterlock_worker
  with check (firm_id = (select app.job_firm()) and case_id = (select app.job_case()) and signed_from = (select app.job_envelope()));
create policy worker_reads on matterlock.fields for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and envelope_id = (select app.job_envelope()));
create policy worker_reads on matterlock.envelopes for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and id = (select app.job_envelope()));
create policy worker_advances on matterlock.envelopes for update to matterlock_worker
  using (firm_id = (select app.job_firm()) and id = (select app.job_envelope()) and state in ('sent', 'signed'))
  with check (firm_id = (select app.job_firm()) and id = (select app.job_envelope()) and state in ('completed', 'expired'));
create policy worker_reads on matterlock.signers for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and envelope_id = (select app.job_envelope()));
create policy worker_reads on matterlock.visits for select to matterlock_worker
  using (firm_id = (select app.job_firm()) and envelope_id = (select app.job_envelope()));
create policy worker_own_job on matterlock.jobs to matterlock_worker
  using (firm_id = (select app.job_firm()) and claim_hash = (select app.secret_hash()))
  with check (firm_id = (select app.job_firm()));

grant select on matterlock.visits, matterlock.envelopes to matterlock_definer;
grant select, insert, update on matterlock.jobs to matterlock_definer;
create policy definer_reads on matterlock.visits for select to matterlock_definer using (true);
create policy definer_reads on matterlock.envelopes for select to matterlock_definer using (true);
create policy definer_claims on matterlock.jobs to matterlock_definer using (true) with check (true);

alter function app.live_visit() owner to matterlock_definer;
alter function app.visit_firm() owner to matterlock_definer;
alter function app.visit_case() owner to matterlock_definer;
alter function app.visit_envelope() owner to matterlock_definer;
alter function app.visit_signer() owner to matterlock_definer;
alter function app.visit_documents() owner to matterlock_definer;
alter function app.live_job() owner to matterlock_definer;
alter function app.job_firm() owner to matterlock_definer;
alter function app.job_case() owner to matterlock_definer;
alter function app.job_envelope() owner to matterlock_definer;
alter function app.claim_job(bytea) owner to matterlock_definer;
alter function app.queue_expiries() owner to matterlock_definer;
