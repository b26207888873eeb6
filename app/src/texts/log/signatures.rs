//! Signatures, from the request to the signed copy.

use domain::Language;
use domain::signing::{Channel, DeclineKind};

use crate::texts::texts;

texts! {
    asked(signer_name: &str, document_name: &str) {
        en: "Asked {signer_name} to sign {document_name}",
        es: "Solicitó a {signer_name} la firma de {document_name}",
    }
    envelope_read(document_name: &str) {
        en: "Looked at the request to sign {document_name}",
        es: "Consultó la solicitud de firma de {document_name}",
    }
    link_sent { en: "Sent the link by mail", es: "Envió el enlace por correo" }
    link_copied { en: "Copied the link to hand it over", es: "Copió el enlace para entregarlo" }
    link_shown { en: "Showed the link as a QR code", es: "Mostró el enlace como código QR" }
    invitation_mailed {
        en: "Gave the mail with the link to the mail server",
        es: "Entregó al servidor de correo el mensaje con el enlace",
    }
    invitation_not_mailed {
        en: "Could not hand the mail with the link to the mail server; goes on trying",
        es: "No logró entregar al servidor de correo el mensaje con el enlace; sigue intentando",
    }
    signed_copy_delayed {
        en: "Could not make the signed copy yet; goes on trying",
        es: "No ha logrado preparar la copia firmada; sigue intentando",
    }
    withdrew { en: "Withdrew the request for a signature", es: "Retiró la solicitud de firma" }
    expired { en: "The request for a signature expired", es: "Venció la solicitud de firma" }
    new_link_asked { en: "Asked the firm for a new link", es: "Pidió al despacho un enlace nuevo" }
    link_opened { en: "Opened the link", es: "Abrió el enlace" }
    consent_given(version: &str, language: &str) {
        en: "Consented to electronic records (text {version}, {language})",
        es: "Dio su consentimiento al uso de documentos electrónicos (texto {version}, {language})",
    }
    page_reached(page: u32) { en: "Was shown page {page}", es: "Se le mostró la página {page}" }
    signed_by_drawing { en: "Signed by drawing", es: "Firmó con trazo" }
    signed_by_typing { en: "Signed by typing the name", es: "Firmó escribiendo su nombre" }
    signed_unseen(how: &str) {
        en: "{how}; the pages that were shown are not on record",
        es: "{how}; no hay registro de las páginas que se le mostraron",
    }
    signed_seen(how: &str, shown: u32, furthest: u32) {
        en: "{how}; pages shown: {shown}, the furthest: {furthest}",
        es: "{how}; páginas que se le mostraron: {shown}, la más avanzada: {furthest}",
    }
    refused { en: "Declined to sign", es: "Rechazó firmar" }
    said_not_me { en: "Said: this is not me", es: "Indicó que no es la persona indicada" }
    asked_for_paper { en: "Asked for paper instead", es: "Pidió firmar en papel" }
    signed_copy_made { en: "Put the signed copy into the case", es: "Incorporó la copia firmada al expediente" }
    signed_copy_downloaded { en: "Downloaded the signed copy", es: "Descargó la copia firmada" }
}

pub(super) const fn link_handed_over(lang: Language, channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => link_sent(lang),
        Channel::Copied => link_copied(lang),
        Channel::Qr => link_shown(lang),
    }
}

pub(super) fn voided(lang: Language, reason: &str) -> String {
    withdrew(lang).to_owned() + &because(reason)
}

/// With the pages that were shown, unless the browser ran no script and none are on record.
pub(super) fn signed(lang: Language, method: &str, pages_shown: u32, furthest_page: u32) -> String {
    let how = if method == "drawn" {
        signed_by_drawing(lang)
    } else {
        signed_by_typing(lang)
    };
    match pages_shown {
        0 => signed_unseen(lang, how),
        shown => signed_seen(lang, how, shown, furthest_page),
    }
}

pub(super) fn declined(lang: Language, kind: DeclineKind, reason: &str) -> String {
    let what = match kind {
        DeclineKind::Declined => refused(lang),
        DeclineKind::NotMe => said_not_me(lang),
        DeclineKind::PaperInstead => asked_for_paper(lang),
    };
    what.to_owned() + &because(reason)
}

fn because(reason: &str) -> String {
    if reason.is_empty() {
        String::new()
    } else {
        format!(": {reason}")
    }
}
