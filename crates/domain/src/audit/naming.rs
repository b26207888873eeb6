//! What an event is called where it is stored, and the case that it belongs to.

use super::Event;
use crate::ids::CaseId;

impl Event {
    /// The event's name, as stored and as filtered by.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FirmRegistered { .. } => "firm_registered",
            Self::PersonAdded { .. } => "person_added",
            Self::AuthenticatorSetUp { .. } => "authenticator_set_up",
            Self::PasswordAccepted => "password_accepted",
            Self::DeviceRecognised => "device_recognised",
            Self::SignedIn { .. } => "signed_in",
            Self::SignedInWithPasskey { .. } => "signed_in_with_passkey",
            Self::SignedInWithRecoveryCode { .. } => "signed_in_with_recovery_code",
            Self::FactorAdded { .. } => "factor_added",
            Self::FactorRenamed { .. } => "factor_renamed",
            Self::FactorRemoved { .. } => "factor_removed",
            Self::RecoveryCodesMade { .. } => "recovery_codes_made",
            Self::SignInRefused { .. } => "sign_in_refused",
            Self::SteppedUp => "stepped_up",
            Self::StepUpRefused { .. } => "step_up_refused",
            Self::SignedOut => "signed_out",
            Self::SessionEnded { .. } => "session_ended",
            Self::DeviceTrusted { .. } => "device_trusted",
            Self::SessionsEnded { .. } => "sessions_ended",
            Self::DevicesForgotten { .. } => "devices_forgotten",
            Self::LanguageChosen { .. } => "language_chosen",
            Self::AccountLocked { .. } => "account_locked",
            Self::NewPasswordAsked => "new_password_asked",
            Self::NewPasswordRefused { .. } => "new_password_refused",
            Self::PasswordChanged { .. } => "password_changed",
            Self::PasswordChangeRefused => "password_change_refused",
            Self::CaseOpened { .. } => "case_opened",
            Self::CaseRead { .. } => "case_read",
            Self::CaseChanged { .. } => "case_changed",
            Self::PersonAssigned { .. } => "person_assigned",
            Self::PersonUnassigned { .. } => "person_unassigned",
            Self::ResponsibleChanged { .. } => "responsible_changed",
            Self::WallRaised { .. } => "wall_raised",
            Self::WallLifted { .. } => "wall_lifted",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldLifted { .. } => "hold_lifted",
            Self::GlassBroken { .. } => "glass_broken",
            Self::GlassRefused { .. } => "glass_refused",
            Self::GlassEnded { .. } => "glass_ended",
            Self::PartyAdded { .. } => "party_added",
            Self::PartyChanged { .. } => "party_changed",
            Self::PartyRemoved { .. } => "party_removed",
            Self::DocumentUploaded { .. } => "document_uploaded",
            Self::DocumentRead { .. } => "document_read",
            Self::DocumentDownloaded { .. } => "document_downloaded",
            Self::EnvelopeSent { .. } => "envelope_sent",
            Self::EnvelopeRead { .. } => "envelope_read",
            Self::LinkHandedOver { .. } => "link_handed_over",
            Self::InvitationMailed { .. } => "invitation_mailed",
            Self::InvitationNotMailed { .. } => "invitation_not_mailed",
            Self::SignedCopyDelayed { .. } => "signed_copy_delayed",
            Self::EnvelopeVoided { .. } => "envelope_voided",
            Self::EnvelopeExpired { .. } => "envelope_expired",
            Self::NewLinkAsked { .. } => "new_link_asked",
            Self::LinkOpened { .. } => "link_opened",
            Self::ConsentGiven { .. } => "consent_given",
            Self::PageReached { .. } => "page_reached",
            Self::Signed { .. } => "signed",
            Self::Declined { .. } => "declined",
            Self::SignedCopyMade { .. } => "signed_copy_made",
            Self::SignedCopyDownloaded { .. } => "signed_copy_downloaded",
            Self::LogRead { .. } => "log_read",
            Self::LogSearched { .. } => "log_searched",
            Self::ReadersRead { .. } => "readers_read",
            Self::LogExported { .. } => "log_exported",
            Self::EvidenceTaken { .. } => "evidence_taken",
            Self::FilterSaved { .. } => "filter_saved",
            Self::FilterRemoved { .. } => "filter_removed",
            Self::ChecksRun { .. } => "checks_run",
            Self::RecoveryAsked { .. } => "recovery_asked",
            Self::RecoveryApproved { .. } => "recovery_approved",
            Self::RecoveryCancelled { .. } => "recovery_cancelled",
            Self::RecoveryUsed { .. } => "recovery_used",
            Self::PersonInvited { .. } => "person_invited",
            Self::InvitationWithdrawn { .. } => "invitation_withdrawn",
            Self::PersonJoined { .. } => "person_joined",
            Self::PeopleImported { .. } => "people_imported",
            Self::RoleChanged { .. } => "role_changed",
            Self::AccountClosed { .. } => "account_closed",
            Self::AccountReopened { .. } => "account_reopened",
            Self::SessionsRead { .. } => "sessions_read",
            Self::PoliciesChanged { .. } => "policies_changed",
            Self::CheckpointMailChanged { .. } => "checkpoint_mail_changed",
            Self::NetworksChanged { .. } => "networks_changed",
            Self::ColleaguesSessionsEnded { .. } => "colleagues_sessions_ended",
            Self::ColleaguesDevicesForgotten { .. } => "colleagues_devices_forgotten",
            Self::ErasureSought { .. } => "erasure_sought",
            Self::PersonErased { .. } => "person_erased",
            Self::ErasureReceiptRead { .. } => "erasure_receipt_read",
            Self::LogResumed { .. } => "log_resumed",
            Self::LogTakenAtTheTerminal { .. } => "log_taken_at_the_terminal",
            Self::LogYearRemoved { .. } => "log_year_removed",
            Self::FirmsRead => "firms_read",
            Self::HealthRead => "health_read",
            Self::SetupLinkMade { .. } => "setup_link_made",
            Self::SetupLinkWithdrawn => "setup_link_withdrawn",
            Self::AlertAcknowledged { .. } => "alert_acknowledged",
            Self::SupportAsked { .. } => "support_asked",
            Self::SupportWithdrawn { .. } => "support_withdrawn",
            Self::SupportGranted { .. } => "support_granted",
            Self::SupportDeclined { .. } => "support_declined",
            Self::SupportRevoked { .. } => "support_revoked",
            Self::SupportEnded { .. } => "support_ended",
            Self::SupportEntered => "support_entered",
        }
    }

    /// The case it belongs to, which decides who may read the entry.
    pub const fn case(&self) -> Option<CaseId> {
        match self {
            Self::CaseOpened { case, .. }
            | Self::CaseRead { case }
            | Self::CaseChanged { case, .. }
            | Self::PersonAssigned { case, .. }
            | Self::PersonUnassigned { case, .. }
            | Self::ResponsibleChanged { case, .. }
            | Self::WallRaised { case, .. }
            | Self::WallLifted { case, .. }
            | Self::HoldPlaced { case, .. }
            | Self::HoldLifted { case, .. }
            | Self::GlassBroken { case, .. }
            | Self::GlassEnded { case, .. }
            | Self::PartyAdded { case, .. }
            | Self::PartyChanged { case, .. }
            | Self::PartyRemoved { case, .. }
            | Self::DocumentUploaded { case, .. }
            | Self::DocumentRead { case, .. }
            | Self::DocumentDownloaded { case, .. }
            | Self::EnvelopeSent { case, .. }
            | Self::EnvelopeRead { case, .. }
            | Self::LinkHandedOver { case, .. }
            | Self::InvitationMailed { case, .. }
            | Self::InvitationNotMailed { case, .. }
            | Self::SignedCopyDelayed { case, .. }
            | Self::EnvelopeVoided { case, .. }
            | Self::EnvelopeExpired { case, .. }
            | Self::NewLinkAsked { case, .. }
            | Self::LinkOpened { case, .. }
            | Self::ConsentGiven { case, .. }
            | Self::PageReached { case, .. }
            | Self::Signed { case, .. }
            | Self::Declined { case, .. }
            | Self::SignedCopyMade { case, .. }
            | Self::SignedCopyDownloaded { case, .. }
            | Self::ReadersRead { case, .. }
            | Self::SupportEnded { case, .. }
            | Self::EvidenceTaken { case, .. } => Some(*case),
            Self::LogRead { case, .. }
            | Self::LogSearched { case, .. }
            | Self::LogExported { case, .. }
            | Self::SupportGranted { case, .. }
            | Self::SupportRevoked { case, .. } => *case,
            _ => None,
        }
    }
}
