-- What is sent is what is signed, and what is recorded of it is what happened.

-- One field a signer: no other comes to what was sent, or signed.
alter table matterlock.fields add constraint fields_one_a_signer unique (firm_id, signer_id);
drop index matterlock.fields_signer;

-- Each page that was shown, by number, in order; none where the signer's browser ran no script.
alter table matterlock.signers add column pages_shown int[] not null default '{}';
-- The text that was consented to, as it was read: a later version or name of the firm is not put in its place.
alter table matterlock.signers add column consent_text text;
alter table matterlock.signers add constraint signers_consent_text
  check (consent_text is null or sha256(convert_to(consent_text, 'UTF8')) is not distinct from consent_sha256);
grant select (pages_shown) on matterlock.signers to matterlock_app, matterlock_signer;
grant update (pages_shown, consent_text) on matterlock.signers to matterlock_signer;

-- A signer acts while the envelope is open, and holds it open until the act is done: whoever takes it back waits, and whoever
-- comes second finds nothing to change. What ends the envelope goes first and the signer's row follows in the same
-- transaction, which is why a signer that is behind a closed envelope may still catch up with it.
drop policy signer_acts on matterlock.signers;
create policy signer_acts on matterlock.signers for update to matterlock_signer
  using (firm_id = (select app.visit_firm()) and id = (select app.visit_signer()) and state not in ('signed', 'declined')
    and ((select exists (
        select from matterlock.envelopes e
        where e.firm_id = app.visit_firm() and e.id = app.visit_envelope() and e.state = 'sent' for share))
      or exists (
        select from matterlock.envelopes e
        where e.firm_id = signers.firm_id and e.id = signers.envelope_id and e.state in ('signed', 'declined'))))
  with check (firm_id = (select app.visit_firm()) and id = (select app.visit_signer())
    and exists (
      select from matterlock.envelopes e
      where e.firm_id = signers.firm_id and e.id = signers.envelope_id
        and case e.state when 'sent' then signers.state not in ('signed', 'declined') else signers.state = e.state end));
