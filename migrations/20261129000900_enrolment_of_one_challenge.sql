-- The secret of a first app, or of the one that a recovery puts in place of the old ones, belongs to the challenge that shows it: whoever gave
-- the password before and read a secret holds nothing once somebody else gives it.
alter table matterlock.challenges add column authenticator_id uuid;
grant delete on matterlock.authenticators to matterlock_auth;
create policy auth_replaces_only_unconfirmed on matterlock.authenticators as restrictive for delete to matterlock_auth using (confirmed_at is null);
