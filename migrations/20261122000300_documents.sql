-- Documents. The bytes stand, encrypted, in the object store; here stands what they are and the wrapped key.

create table matterlock.documents (
  firm_id uuid not null,
  case_id uuid not null,
  id uuid not null,
  file_name text not null check (length(file_name) between 1 and 200),
  size bigint not null check (size > 0),
  pages int not null check (pages > 0),
  sha256 bytea not null check (length(sha256) = 32),
  -- Width and height of every page in points: [[612, 792], …].
  page_sizes jsonb not null,
  key_version int not null,
  wrapped_key bytea not null,
  -- Names of objects in the store: the file itself, and the text of its pages.
  object_name text not null,
  text_object_name text not null,
  uploaded_by uuid,
  -- The envelope whose signing made it; null for an uploaded file.
  signed_from uuid,
  uploaded_at timestamptz not null default app.now(),
  primary key (firm_id, id),
  unique (firm_id, case_id, id),
  unique (object_name),
  foreign key (firm_id, case_id) references matterlock.cases (firm_id, id),
  foreign key (firm_id, uploaded_by) references matterlock.users (firm_id, id),
  foreign key (firm_id, key_version) references matterlock.firm_keys (firm_id, version),
  check ((uploaded_by is null) = (signed_from is not null))
);
create index documents_case on matterlock.documents (firm_id, case_id, uploaded_at desc);

alter table matterlock.documents enable row level security;
alter table matterlock.documents force row level security;

grant select on matterlock.documents to matterlock_app;
grant insert (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
  on matterlock.documents to matterlock_app;
create policy app_reads on matterlock.documents for select to matterlock_app
  using (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[]));
create policy app_uploads on matterlock.documents for insert to matterlock_app
  with check (firm_id = (select app.current_firm()) and case_id = any ((select app.my_cases())::uuid[])
    and uploaded_by = (select app.current_user_id()) and (select app.may_write()));
