-- How the secret of every link begins as it is stored, for the check that looks whether they are sealed: the key that is named there
-- and 16 bytes of ciphertext. The secret can't be made of it, not even with the key.

create function app.sealed_links() returns table (firm_id uuid, beginning bytea) language sql stable security definer
  set search_path = matterlock, pg_temp
  as $$ select s.firm_id, substring(s.token_sealed for 37) from signers s $$;

grant select (firm_id, token_sealed) on matterlock.signers to matterlock_definer;
create policy definer_looks on matterlock.signers for select to matterlock_definer using (true);
alter function app.sealed_links() owner to matterlock_definer;
set role matterlock_definer;
grant execute on function app.sealed_links() to matterlock_operator;
set role matterlock_owner;
