//! What of events stands in the log in clear, and why nobody's life is in it. What is somebody's is [`super::Personal`], so that it can be erased.

/// Each field that holds text as it is, with the reason.
const IN_CLEAR: &[(&str, &str)] = &[
    ("AlertAcknowledged.subject", "the name of a check, or of a kind of job"),
    ("CaseOpened.number", "the server's own count of cases"),
    ("ConsentGiven.language", "one of a list"),
    ("ConsentGiven.sha256", "a hash of the product's own text"),
    ("ConsentGiven.version", "of the product's own text"),
    ("DocumentUploaded.sha256", "a hash, by which the file is known again"),
    (
        "EnvelopeSent.document_sha256",
        "a hash, by which the file is known again",
    ),
    (
        "FirmRegistered.firm_name",
        "a firm's, under which it offers its services to the public",
    ),
    ("LanguageChosen.before", "one of a list"),
    ("LanguageChosen.language", "one of a list"),
    (
        "LogExported.filter",
        "ids, days and names of groups; the words are apart",
    ),
    ("LogRead.filter", "ids, days and names of groups"),
    ("LogResumed.log", "one of a list"),
    (
        "LogSearched.filter",
        "ids, days and names of groups; the words are apart",
    ),
    ("LogTakenAtTheTerminal.log", "one of a list"),
    ("PasswordChanged.how", "one of a list"),
    ("PersonAdded.role", "one of a list"),
    (
        "PersonErased.ground",
        "a law and how it was asked for: the form says to name nobody, and that it stays",
    ),
    ("PersonInvited.role", "one of a list"),
    ("PersonJoined.role", "one of a list"),
    (
        "PoliciesChanged.changes",
        "hours, days, a switch and a time zone; networks are apart",
    ),
    ("RoleChanged.after", "one of a list"),
    ("RoleChanged.before", "one of a list"),
    ("SessionEnded.why", "one of a list"),
    ("Signed.document_sha256", "a hash, by which the file is known again"),
    ("Signed.method", "one of a list"),
    ("SignedCopyMade.sha256", "a hash, by which the file is known again"),
    (
        "SupportAsked.firm_name",
        "a firm's, under which it offers its services to the public",
    ),
    ("SupportEnded.why", "one of a list"),
    (
        "SupportWithdrawn.firm_name",
        "a firm's, under which it offers its services to the public",
    ),
];

/// `Variant.field` for each field of an event that is text and not [`super::Personal`], as the source has them.
fn found() -> Vec<String> {
    let (_, rest) = include_str!("mod.rs").split_once("pub enum Event {").unwrap();
    let (body, _) = rest.split_once("\n}\n").unwrap();
    let code: String = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.starts_with("#["))
        .collect();
    let mut found = Vec::new();
    for variant in code.split('}') {
        let Some((before, fields)) = variant.split_once('{') else {
            continue;
        };
        let name = before.rsplit(',').next().unwrap().trim();
        for field in fields.split(',').filter_map(|field| field.split_once(": ")) {
            let (field, kind) = field;
            if !kind.contains("Personal") && (kind.contains("String") || kind.contains("Change")) {
                found.push(format!("{name}.{}", field.trim()));
            }
        }
    }
    found.sort_unstable();
    found
}

#[test]
fn l7_what_stands_in_clear_is_nobodys_and_has_its_reason() {
    assert_eq!(found(), IN_CLEAR.iter().map(|(field, _)| *field).collect::<Vec<_>>());
    assert!(IN_CLEAR.iter().all(|(_, why)| why.len() > 8));
}
