//! The log in sentences. Whoever did it stands beside the sentence, so it begins with what was done.
//!
//! Every event is named here, and no arm takes the rest: a new event without words does not compile.

use domain::Language;
use domain::audit::{Change, Event, LogEntry};

use super::changes::{list, personal};
use super::parts::{ended, role};
use super::{access, account, cases, console, documents, firm, installation, signatures, support};

/// What happened.
pub(crate) fn sentence(lang: Language, entry: &LogEntry) -> String {
    event(lang, &entry.event)
}

fn event(lang: Language, event: &Event) -> String {
    match event {
        Event::AuthenticatorSetUp { ended_sessions } => {
            access::authenticator_set_up(lang).to_owned() + &ended(lang, *ended_sessions)
        }
        Event::PasswordAccepted => access::password_accepted(lang).to_owned(),
        Event::DeviceRecognised => access::device_recognised(lang).to_owned(),
        Event::SignedIn { ended_sessions } => access::signed_in(lang).to_owned() + &ended(lang, *ended_sessions),
        Event::SignedInWithPasskey {
            ended_sessions,
            alone: true,
        } => access::signed_in_with_passkey_alone(lang).to_owned() + &ended(lang, *ended_sessions),
        Event::SignedInWithPasskey {
            ended_sessions,
            alone: false,
        } => access::signed_in_with_passkey(lang).to_owned() + &ended(lang, *ended_sessions),
        Event::SignedInWithRecoveryCode { ended_sessions, left } => {
            access::signed_in_with_recovery_code(lang, *left) + &ended(lang, *ended_sessions)
        }
        Event::RecoveryUsed { ended_sessions } => {
            access::recovery_used(lang).to_owned() + &ended(lang, *ended_sessions)
        }
        Event::SignInRefused { why } => access::sign_in_refused(lang, *why).to_owned(),
        Event::SteppedUp => access::stepped_up(lang).to_owned(),
        Event::StepUpRefused { why } => access::step_up_refused(lang, *why).to_owned(),
        Event::DeviceTrusted { .. } => access::device_trusted(lang).to_owned(),
        Event::SignedOut => access::signed_out(lang).to_owned(),
        Event::SessionEnded { why } if why == "too_old" => access::session_too_old(lang).to_owned(),
        Event::SessionEnded { .. } => access::session_idle(lang).to_owned(),
        Event::AccountLocked {
            known_device: false, ..
        } => access::account_locked(lang).to_owned(),
        Event::AccountLocked { known_device: true, .. } => access::known_device_locked(lang).to_owned(),

        Event::FactorAdded { kind, name } => account::factor_added(lang, *kind, name),
        Event::FactorRenamed { kind, before, after } => account::factor_renamed(lang, *kind, before, after),
        Event::FactorRemoved { kind, name } => account::factor_removed(lang, *kind, name),
        Event::RecoveryCodesMade { codes } => account::recovery_codes_made(lang, *codes),
        Event::SessionsEnded { ended } => account::sessions_ended(lang, *ended),
        Event::DevicesForgotten { devices } => account::devices_forgotten(lang, *devices),
        Event::LanguageChosen { before, language } => account::language_chosen(lang, before.as_deref(), language),
        Event::NewPasswordAsked => account::new_password_asked(lang).to_owned(),
        Event::NewPasswordRefused { why } => account::new_password_refused(lang, *why).to_owned(),
        Event::PasswordChanged { how, ended_sessions } if how == "by_link" => {
            account::password_set_by_link(lang).to_owned() + &ended(lang, *ended_sessions)
        }
        Event::PasswordChanged { ended_sessions, .. } => {
            account::password_changed(lang).to_owned() + &ended(lang, *ended_sessions)
        }
        Event::PasswordChangeRefused => account::password_change_refused(lang).to_owned(),

        Event::CaseOpened { number, title, .. } => cases::opened(lang, number, title),
        Event::CaseRead { .. } => cases::read(lang).to_owned(),
        Event::CaseChanged { changes, .. } => cases::changed(lang).to_owned() + &personal(lang, changes),
        Event::PersonAssigned { name, .. } => cases::person_assigned(lang, name),
        Event::PersonUnassigned { name, .. } => cases::person_unassigned(lang, name),
        Event::ResponsibleChanged { before, after, .. } => cases::responsible_changed(lang, before, after),
        Event::WallRaised {
            name,
            reason,
            ended_glass,
            ..
        } => cases::wall_raised(lang, name, reason) + cases::that_ended_glass(lang, *ended_glass),
        Event::WallLifted { name, reason, .. } => cases::wall_lifted(lang, name, reason),
        Event::HoldPlaced { reason, .. } => cases::hold_placed(lang, reason),
        Event::HoldLifted { reason, .. } => cases::hold_lifted(lang, reason),
        Event::GlassBroken { reason, .. } => cases::glass_broken(lang, reason),
        Event::GlassRefused { number, reason } if reason.withheld() => {
            cases::glass_refused_for_own_reason(lang, number)
        }
        Event::GlassRefused { number, reason } => cases::glass_refused(lang, number, reason),
        Event::GlassEnded { name, .. } => cases::glass_ended(lang, name),
        Event::PartyAdded { name, .. } => cases::party_added(lang, name),
        Event::PartyChanged { changes, .. } => cases::party_changed(lang).to_owned() + &personal(lang, changes),
        Event::PartyRemoved { name, .. } => cases::party_removed(lang, name),
        Event::ReadersRead { document: None, .. } => cases::readers_read(lang).to_owned(),
        Event::ReadersRead { document: Some(_), .. } => cases::readers_of_document_read(lang).to_owned(),

        Event::DocumentUploaded {
            file_name, size, pages, ..
        } => documents::uploaded(lang, file_name, *size, *pages),
        Event::DocumentRead { file_name, .. } => documents::read(lang, file_name),
        Event::DocumentDownloaded { file_name, .. } => documents::downloaded(lang, file_name),

        Event::EnvelopeSent {
            document_name,
            signer_name,
            ..
        } => signatures::asked(lang, signer_name, document_name),
        Event::EnvelopeRead { document_name, .. } => signatures::envelope_read(lang, document_name),
        Event::LinkHandedOver { channel, .. } => signatures::link_handed_over(lang, *channel).to_owned(),
        Event::InvitationMailed { .. } => signatures::invitation_mailed(lang).to_owned(),
        Event::InvitationNotMailed { .. } => signatures::invitation_not_mailed(lang).to_owned(),
        Event::SignedCopyDelayed { .. } => signatures::signed_copy_delayed(lang).to_owned(),
        Event::EnvelopeVoided { reason, .. } => signatures::voided(lang, reason),
        Event::EnvelopeExpired { .. } => signatures::expired(lang).to_owned(),
        Event::NewLinkAsked { .. } => signatures::new_link_asked(lang).to_owned(),
        Event::LinkOpened { .. } => signatures::link_opened(lang).to_owned(),
        Event::ConsentGiven { version, language, .. } => signatures::consent_given(lang, version, language),
        Event::PageReached { page, .. } => signatures::page_reached(lang, *page),
        Event::Signed {
            method,
            pages_shown,
            furthest_page,
            ..
        } => signatures::signed(lang, method, *pages_shown, *furthest_page),
        Event::Declined { kind, reason, .. } => signatures::declined(lang, *kind, reason),
        Event::SignedCopyMade { .. } => signatures::signed_copy_made(lang).to_owned(),
        Event::SignedCopyDownloaded { .. } => signatures::signed_copy_downloaded(lang).to_owned(),

        Event::FirmRegistered {
            firm_name,
            administrator,
        } => firm::registered(lang, firm_name, administrator),
        Event::PersonJoined { role: stored, .. } => firm::person_joined(lang, role(lang, stored)),
        Event::LogRead { filter, .. } => firm::log_read(lang, filter),
        Event::LogSearched { filter, text, .. } => firm::log_searched(lang, filter, text),
        Event::LogExported {
            filter, text, format, ..
        } => firm::log_exported(lang, filter, text.as_ref(), *format),
        Event::EvidenceTaken { up_to, .. } => firm::evidence_taken(lang, *up_to),
        Event::FilterSaved { name } => firm::log_filter_saved(lang, name),
        Event::FilterRemoved { name } => firm::log_filter_removed(lang, name),

        Event::PersonInvited {
            name,
            email,
            role: stored,
        } => console::person_invited(lang, name, email, role(lang, stored)),
        Event::InvitationWithdrawn { name, email } => console::invitation_withdrawn(lang, name, email),
        Event::RoleChanged {
            name, before, after, ..
        } => console::role_changed(lang, name, role(lang, before), role(lang, after)),
        Event::AccountClosed { name, .. } => console::account_closed(lang, name),
        Event::AccountReopened { name, .. } => console::account_reopened(lang, name),
        Event::RecoveryAsked { name, .. } => console::recovery_asked(lang, name),
        Event::RecoveryApproved { name, .. } => console::recovery_approved(lang, name),
        Event::RecoveryCancelled { name, .. } => console::recovery_cancelled(lang, name),
        Event::SessionsRead { name, .. } => console::sessions_read(lang, name),
        Event::PoliciesChanged { changes } => console::policies_changed(lang).to_owned() + &list(lang, changes),
        Event::CheckpointMailChanged {
            before,
            after,
            address_before,
            address_after,
        } => console::checkpoint_mail(
            lang,
            (*before, address_before.as_deref()),
            (*after, address_after.as_deref()),
        ),
        Event::NetworksChanged { before, after } => {
            let change = Change {
                field: "networks".to_owned(),
                before: before.to_string(),
                after: after.to_string(),
            };
            console::policies_changed(lang).to_owned() + &list(lang, &[change])
        }
        Event::ColleaguesSessionsEnded { name, ended, .. } => console::sessions_ended(lang, name, *ended),
        Event::ColleaguesDevicesForgotten { name, devices, .. } => console::devices_forgotten(lang, name, *devices),

        Event::ErasureSought { found } => console::erasure_sought(lang, found.len()),
        Event::PersonErased {
            colleagues,
            parties,
            signers,
            invitations,
            kept,
            filters,
            ground,
            ..
        } => {
            let counts = [*colleagues, *parties, *signers, *invitations];
            console::person_erased(lang, counts, *kept, *filters, ground)
        }
        Event::ErasureReceiptRead { .. } => console::erasure_receipt_read(lang).to_owned(),
        Event::LogTakenAtTheTerminal { log, year } => console::log_taken_at_the_terminal(lang, log == "console", *year),
        Event::LogYearRemoved {
            year,
            entries,
            firms: None,
        } => console::log_year_removed(lang, *year, *entries),
        Event::LogYearRemoved {
            year,
            entries,
            firms: Some(firms),
        } => installation::log_year_removed(lang, *year, *entries, *firms),

        Event::LogResumed {
            log,
            signed,
            held,
            reason,
            ..
        } => console::log_resumed(lang, log == "console", [*signed, *held], reason),
        Event::PersonAdded { name, role: stored, .. } => installation::person_added(lang, name, role(lang, stored)),
        Event::PeopleImported { people } => installation::people_imported(lang, *people),
        Event::ChecksRun { held, broken } => installation::checks_run(lang, *held, *broken),
        Event::FirmsRead => installation::firms_read(lang).to_owned(),
        Event::HealthRead => installation::health_read(lang).to_owned(),
        Event::SetupLinkMade { .. } => installation::setup_link_made(lang).to_owned(),
        Event::SetupLinkWithdrawn => installation::setup_link_withdrawn(lang).to_owned(),
        Event::AlertAcknowledged { kind, subject } => installation::alert_acknowledged(lang, *kind, subject),

        Event::SupportAsked { firm_name, reason } => support::asked(lang, firm_name, reason),
        Event::SupportWithdrawn { firm_name } => support::withdrawn(lang, firm_name),
        Event::SupportGranted {
            operator,
            reason,
            changing: false,
            ..
        } => support::granted(lang, operator, reason),
        Event::SupportGranted {
            operator,
            reason,
            changing: true,
            ..
        } => support::granted_to_change(lang, operator, reason),
        Event::SupportDeclined { operator, reason } => support::declined(lang, operator, reason),
        Event::SupportRevoked { operator, .. } => support::revoked(lang, operator),
        Event::SupportEnded { why, .. } if why == "operator_closed" => support::operator_closed(lang).to_owned(),
        Event::SupportEnded { .. } => support::given_back(lang).to_owned(),
        Event::SupportEntered => support::entered(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Es};
    use domain::audit::{ExportFormat, Personal};

    use super::*;

    #[test]
    fn a_reading_of_the_log_says_what_was_looked_for() {
        let read = Event::LogRead {
            case: None,
            filter: "case group=signatures from=2026-11-01".to_owned(),
        };
        assert_eq!(
            event(En, &read),
            "Read the log: of one case, signatures, from 2026-11-01"
        );
        assert_eq!(
            event(Es, &read),
            "Consultó la bitácora: de un expediente, firmas, desde 2026-11-01"
        );
    }

    #[test]
    fn l1_a_language_is_told_with_the_one_before_where_that_is_known() {
        for (stored, en, es) in [
            (
                r#"{"event":"language_chosen","language":"es"}"#,
                "Chose the language Español",
                "Eligió el idioma Español",
            ),
            (
                r#"{"event":"language_chosen","before":"en","language":"es"}"#,
                "Chose the language Español in place of English",
                "Eligió el idioma Español en lugar de English",
            ),
        ] {
            let chosen: Event = serde_json::from_str(stored).unwrap();
            assert_eq!((event(En, &chosen).as_str(), event(Es, &chosen).as_str()), (en, es));
            assert_eq!(serde_json::to_string(&chosen).unwrap(), stored, "as it was hashed");
        }
    }

    #[test]
    fn l5_searching_following_and_taking_out_are_told_apart() {
        let text = || serde_json::from_str::<Personal>("\"Núñez\"").unwrap();
        let searched = Event::LogSearched {
            case: None,
            filter: "group=cases follow".to_owned(),
            text: text(),
        };
        assert_eq!(
            event(En, &searched),
            "Searched the log for “Núñez”: cases and parties, followed as it grew"
        );
        assert_eq!(
            event(Es, &searched),
            "Buscó «Núñez» en la bitácora: expedientes y partes, a medida que crecía"
        );
        let exported = |filter: &str, text| Event::LogExported {
            case: None,
            filter: filter.to_owned(),
            text,
            format: ExportFormat::Csv,
            up_to: 7,
        };
        assert_eq!(event(En, &exported("", None)), "Exported the log as a CSV file");
        assert_eq!(
            event(Es, &exported("from=2026-11-01", Some(text()))),
            "Exportó la bitácora en un archivo CSV: «Núñez», desde 2026-11-01"
        );
        let withheld = || {
            let stored = "{\"of\":\"00000000-0000-0000-0000-000000000007\",\"value\":null,\"withheld\":true}";
            serde_json::from_str::<Personal>(stored).unwrap()
        };
        let searched = Event::LogSearched {
            case: None,
            filter: "group=cases".to_owned(),
            text: withheld(),
        };
        for (told, en, es) in [
            (
                searched,
                "Searched the log (for what, only they see): cases and parties",
                "Buscó en la bitácora (qué buscó, solo lo ve esa persona): expedientes y partes",
            ),
            (
                exported("from=2026-11-01", Some(withheld())),
                "Exported the log as a CSV file: certain words, which only they see, from 2026-11-01",
                "Exportó la bitácora en un archivo CSV: ciertas palabras, que solo ve esa persona, desde 2026-11-01",
            ),
            (
                Event::FilterSaved { name: withheld() },
                "Saved a filter of the log (its name only they see)",
                "Guardó un filtro de la bitácora (su nombre solo lo ve esa persona)",
            ),
            (
                Event::FilterRemoved { name: withheld() },
                "Removed a filter of the log (its name only they see)",
                "Eliminó un filtro de la bitácora (su nombre solo lo ve esa persona)",
            ),
        ] {
            assert_eq!((event(En, &told).as_str(), event(Es, &told).as_str()), (en, es));
        }
    }

    #[test]
    fn no_event_is_told_by_its_stored_name() {
        for told in [
            Event::PasswordAccepted,
            Event::SignedOut,
            Event::LogRead {
                case: None,
                filter: String::new(),
            },
        ] {
            for lang in Language::ALL {
                assert_ne!(event(lang, &told), told.name());
            }
        }
    }
}
