//! Mail: over SMTP, or into a folder where nobody has set up a server.

mod about_account;
mod account_link;
mod alert;
mod checkpoints;
mod glass_broken;
mod invitation;
mod let_in;
mod moment;
mod prove_address;
mod sheet;
mod smtp;
mod support;

use std::path::{Path, PathBuf};

use domain::installation::MailGoes;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment, Body, Mailbox, MultiPart};
use lettre::transport::file::AsyncFileTransport;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::documents::store::private_folder;
use crate::failure::{Done, Failure};

pub(crate) use about_account::{AboutAccount, about_account};
pub(crate) use account_link::{LeadsTo, LinkByMail, link_by_mail};
pub(crate) use alert::{Alert, alert};
pub(crate) use checkpoints::{Checkpoints, checkpoints};
pub(crate) use glass_broken::{GlassBroken, glass_broken};
pub(crate) use invitation::{Invitation, invitation};
pub(crate) use prove_address::{Prove, prove_address};
pub use smtp::Authority;
pub(crate) use support::{SupportAsked, SupportGranted, support_asked, support_granted};

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
}

#[derive(Clone, Debug)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Outbox(AsyncFileTransport<Tokio1Executor>, PathBuf),
}

/// Who mail is from.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `Name <address>`, or an address alone.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(from: &str) -> Result<Self, String> {
        from.parse()
            .map(Self)
            .map_err(|_| "it is not a sender such as Matterlock <matterlock@example.org>".to_owned())
    }
}

/// A mail that is ready to go.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) to_name: String,
    pub(crate) to_address: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// A text that must arrive as it is, in a file beside the letter.
    pub(crate) attached: Option<Attached>,
}

/// A text in a file.
#[derive(Clone, Debug)]
pub(crate) struct Attached {
    pub(crate) file: String,
    pub(crate) text: String,
}

impl Attached {
    /// In base64: no server and no program on the way has a reason to break its lines anew.
    fn part(self) -> Done<lettre::message::SinglePart> {
        let body = Body::new_with_encoding(self.text.into_bytes(), ContentTransferEncoding::Base64)
            .map_err(|_| Failure::Mail("the file can't be attached".to_owned()))?;
        Ok(Attachment::new(self.file).body(body, ContentType::TEXT_PLAIN))
    }
}

impl Mailer {
    /// Over SMTP: `smtps://user:password@mail.example.org`, or `smtp://…?tls=required`. Without TLS only to this machine. Where an
    /// authority is given, nobody else vouches for the server.
    ///
    /// # Errors
    /// What is wrong with the address, in words.
    pub fn smtp(url: &str, from: &Sender, authority: Option<&Authority>) -> Result<Self, String> {
        Ok(Self {
            transport: Transport::Smtp(smtp::transport(url, authority)?),
            from: from.0.clone(),
        })
    }

    /// Into a folder, one file a mail.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn outbox(folder: &Path, from: &Sender) -> Result<Self, String> {
        // Every letter holds a live link.
        private_folder(folder).map_err(|error| format!("can't make the outbox {}: {error}", folder.display()))?;
        let transport = AsyncFileTransport::<Tokio1Executor>::new(folder);
        Ok(Self {
            transport: Transport::Outbox(transport, folder.to_owned()),
            from: from.0.clone(),
        })
    }

    /// Where mail goes.
    pub(crate) fn goes(&self) -> MailGoes {
        match &self.transport {
            Transport::Smtp(_) => MailGoes::OverSmtp,
            Transport::Outbox(_, folder) => MailGoes::IntoFolder(folder.display().to_string()),
        }
    }

    pub(crate) async fn send(&self, letter: Letter) -> Done<()> {
        let address: Address = letter
            .to_address
            .parse()
            .map_err(|_| Failure::Mail("the address can't be mailed to".to_owned()))?;
        let words = MultiPart::alternative_plain_html(letter.text, letter.html);
        let body = match letter.attached {
            None => words,
            Some(attached) => MultiPart::mixed().multipart(words).singlepart(attached.part()?),
        };
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(
                Some(letter.to_name).filter(|name| !name.is_empty()),
                address,
            ))
            .subject(letter.subject)
            .multipart(body)
            .map_err(|_| Failure::Mail("the letter can't be put together".to_owned()))?;
        match &self.transport {
            Transport::Smtp(smtp) => smtp
                .send(message)
                .await
                .map(drop)
                .map_err(|error| Failure::Mail(smtp::why_not(&error))),
            Transport::Outbox(outbox, _) => outbox
                .send(message)
                .await
                .map(drop)
                .map_err(|_| Failure::Mail("the outbox can't be written".to_owned())),
        }
    }
}
