-- Why a document that can be read can't be sent for signature, as it was found when it was uploaded.

alter table matterlock.documents add column signing_obstacle text
  check (signing_obstacle in ('protected', 'signed_before', 'unsound'));
grant insert (signing_obstacle) on matterlock.documents to matterlock_app;
