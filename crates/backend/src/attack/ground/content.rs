//! What is made for one run: sessions for everybody, and in each firm a case with a client, a document and a signature that was asked for.

use std::sync::{Arc, Mutex};

use domain::Language;
use domain::audit::LogFilter;
use domain::cases::NewCase;
use domain::ids::{
    AuthenticatorId, CaseId, DocumentId, EnvelopeId, GlassId, PartyId, SavedFilterId, SessionId, SignerId,
};
use domain::parties::{PartyForm, PartyRole};
use domain::signing::{Area, Channel, SignatureRequest};
use sqlx::PgConnection;
use vault::{Audience, Token};

use super::belongings::{self, Keeper};
use super::houses::{self, Factor, Home, Session, caller, session, visitor};
use super::marks::{Marks, word};
use super::{Asks, Attacker, Ground, Hidden, Secrets, Side, Things, papers};
use crate::Backend;
use crate::caller::Caller;
use crate::failure::{Done, Failure};
use crate::place::Place;
use crate::{audit, cases, documents, signing};

pub(super) async fn open(backend: &Arc<Backend>, lock: PgConnection) -> Done<Ground> {
    let [home_a, home_b] = houses::open(backend).await?;
    let marks = Marks::invent(home_a.names());
    let anas = session(
        backend,
        home_a.firm,
        home_a.person("ana")?,
        Place::Office,
        Factor::Fresh,
    )
    .await?;
    let ana = caller(backend, &anas).await?;
    forget_filters(&ana).await?;
    let (theirs, sha256) = fill(&ana, anas.id, &marks).await?;
    let belongings = belongings::make(backend, &ana, theirs.case, &home_a).await?;
    let hidden_marks = Marks::invent(Vec::new());
    let (things, hidden_sha256) = fill(&ana, anas.id, &hidden_marks).await?;
    // Otherwise its number would open it to them, which is what breaking glass is for.
    for (case, person) in [
        (things.case, "partner"),
        (things.case, "examiner"),
        (theirs.case, "examiner"),
    ] {
        cases::raise_wall(&ana, case, home_a.person(person)?, "walled off by the attack").await?;
    }
    let glass = what_others_do(backend, &ana, theirs.case, &home_a).await?;
    let (opener, walled) = (home_a.person("opener")?, home_a.person("examiner")?);
    let mut colleagues = home_a.colleagues_of(theirs.user);
    // This one is named in what is tried, and so comes back from the log of whoever tries.
    colleagues.retain(|user| *user != walled);
    let hidden = Hidden {
        things,
        number: cases::page(&ana, things.case).await?.number,
        marks: hidden_marks,
        sha256: hidden_sha256,
        colleagues,
    };

    let evas = session(
        backend,
        home_b.firm,
        home_b.person("eva")?,
        Place::Office,
        Factor::Fresh,
    )
    .await?;
    let eva = caller(backend, &evas).await?;
    forget_filters(&eva).await?;
    let (others, _) = fill(&eva, evas.id, &Marks::invent(Vec::new())).await?;
    let visit = visit(backend, &eva, others).await?;

    let reader = session(
        backend,
        home_a.firm,
        home_a.person("administrator")?,
        Place::Office,
        Factor::Stale,
    )
    .await?;
    let readers_caller = caller(backend, &reader).await?;
    let examiner = colleague(
        backend,
        "a walled-off administrator",
        Side::Colleague,
        &home_a,
        "examiner",
    )
    .await?
    .at_the_console(backend, &home_a, "examiner", Factor::Fresh)
    .await?;
    // What a fresh factor opens leads to no case that somebody is walled off from. At the console in SQL it would be in the way: it may change people.
    let examiner = Attacker {
        asks: Asks::WhatLeadsToCases,
        measured: true,
        secrets: Secrets {
            console: None,
            ..examiner.secrets
        },
        ..examiner
    };
    let stranger = attacker("another firm's administrator", Side::Outsider, Some(evas))
        .at_the_console(backend, &home_b, "eva", Factor::Fresh)
        .await?;
    let partner = colleague(backend, "an unassigned partner", Side::Colleague, &home_a, "partner").await?;
    let attackers = vec![
        Attacker {
            measured: true,
            ..stranger
        },
        colleague(backend, "another firm's attorney", Side::Outsider, &home_b, "attorney").await?,
        // Of the own firm an administrator may change what a fresh factor allows: what must not work is reaching a case.
        attacker("an unassigned administrator", Side::Colleague, Some(reader))
            .at_the_console(backend, &home_a, "administrator", Factor::Stale)
            .await?,
        examiner,
        Attacker {
            measured: true,
            ..partner
        },
        colleague(backend, "an unassigned attorney", Side::Colleague, &home_a, "attorney").await?,
        colleague(
            backend,
            "an unassigned assistant",
            Side::Colleague,
            &home_a,
            "assistant",
        )
        .await?,
        colleague(backend, "an unassigned reader", Side::Colleague, &home_a, "reader").await?,
        Attacker {
            visit: Some(visit.0),
            secrets: Secrets {
                visit: Some(visit.1),
                ..Secrets::default()
            },
            ..attacker("another firm's signer", Side::Outsider, None)
        },
        attacker("nobody", Side::Outsider, None),
    ];
    let mut sessions = vec![("Ana", anas.clone())];
    sessions.extend(attackers.iter().flat_map(Attacker::sessions));
    Ok(Ground {
        backend: Arc::clone(backend),
        ana,
        anas_cookie: anas.cookie,
        anas_secret: anas.secret,
        sessions,
        theirs,
        glass,
        walled,
        opener,
        more: Mutex::default(),
        belongings,
        keeper: Keeper::of(&home_a)?,
        others,
        marks,
        hidden,
        sha256,
        attackers,
        eva,
        reader: readers_caller,
        _lock: lock,
    })
}

fn attacker(who: &'static str, side: Side, office: Option<Session>) -> Attacker {
    let (cookie, secret) = office.clone().map(|session| (session.cookie, session.secret)).unzip();
    Attacker {
        who,
        side,
        sessions: office.into_iter().collect(),
        office: cookie,
        console: None,
        visit: None,
        asks: Asks::Everything,
        measured: false,
        user: None,
        secrets: Secrets {
            office: secret,
            ..Secrets::default()
        },
    }
}

/// Somebody at the office, by what their address begins with.
async fn colleague(backend: &Arc<Backend>, who: &'static str, side: Side, home: &Home, key: &str) -> Done<Attacker> {
    let user = home.person(key)?;
    let office = session(backend, home.firm, user, Place::Office, Factor::Fresh).await?;
    Ok(Attacker {
        user: Some(user),
        ..attacker(who, side, Some(office))
    })
}

impl Attacker {
    /// Each of their sessions, with who they are.
    fn sessions(&self) -> impl Iterator<Item = (&'static str, Session)> {
        self.sessions.iter().map(|session| (self.who, session.clone()))
    }

    /// The same as an administrator, at their console too.
    async fn at_the_console(mut self, backend: &Arc<Backend>, home: &Home, key: &str, factor: Factor) -> Done<Self> {
        let user = home.person(key)?;
        let console = session(backend, home.firm, user, Place::Console, factor).await?;
        self.user = Some(user);
        self.asks = Asks::NotTheChecks;
        self.sessions.push(console.clone());
        self.console = Some(console.cookie);
        self.secrets.console = Some(console.secret);
        Ok(self)
    }
}

/// A case with what is in it.
struct Filled {
    case: CaseId,
    party: PartyId,
    document: DocumentId,
    sha256: String,
    envelope: EnvelopeId,
    signer: SignerId,
}

/// A case with a client, a document and a signature that was asked for. All of it stands in the case's log and nowhere else.
async fn one_case(caller: &Caller, marks: &Marks) -> Done<Filled> {
    let form = NewCase {
        title: marks.title.clone(),
        summary: marks.summary.clone(),
        client_name: marks.client.clone(),
        client_email: format!("{}@proving.invalid", marks.mailbox.to_lowercase()),
        ..NewCase::default()
    };
    let case = cases::open(caller, form).await?;
    let file_name = format!("{}.pdf", marks.file);
    let document = documents::upload(caller, case, &file_name, &papers::one_page(&marks.page)).await?;
    let page = cases::page(caller, case).await?;
    let party = page
        .parties
        .first()
        .ok_or_else(|| Failure::broken("a case without its client"))?
        .id;
    let request = SignatureRequest {
        document: document.id,
        party,
        area: Area {
            page: 1,
            x: 0.1,
            y: 0.1,
            width: 0.3,
            height: 0.1,
        },
        language: Language::En,
        message: marks.message.clone(),
        expires_in_days: 1,
        send_mail: false,
    };
    let envelope = signing::request(caller, request).await?;
    let sent = signing::page(caller, envelope).await?;
    Ok(Filled {
        case,
        party,
        document: document.id,
        sha256: document.sha256,
        envelope,
        signer: sent.summary.signer,
    })
}

/// One more case of somebody's: its document and its envelope, to be taken back.
pub(super) async fn one_more(caller: &Caller) -> Done<(DocumentId, EnvelopeId)> {
    let filled = one_case(caller, &Marks::invent(Vec::new())).await?;
    Ok((filled.document, filled.envelope))
}

/// A case with something in it and what its owner keeps beside it, and the document's digest.
async fn fill(caller: &Caller, session: SessionId, marks: &Marks) -> Done<(Things, String)> {
    let filled = one_case(caller, marks).await?;
    let things = Things {
        firm: caller.me().firm,
        user: caller.me().user,
        session,
        app: app(caller).await?,
        filter: filter(caller, filled.case, marks).await?,
        case: filled.case,
        party: filled.party,
        document: filled.document,
        envelope: filled.envelope,
        signer: filled.signer,
    };
    Ok((things, filled.sha256))
}

/// What stands on Ana's case that could be ended: a legal hold, and the access of a colleague who has broken its glass.
async fn what_others_do(backend: &Arc<Backend>, ana: &Caller, case: CaseId, home: &Home) -> Done<GlassId> {
    cases::place_hold(ana, case, "held by the attack").await?;
    let number = cases::page(ana, case).await?.number;
    let opener = home.person("opener")?;
    let opener = session(backend, home.firm, opener, Place::Office, Factor::Fresh).await?;
    let opener = caller(backend, &opener).await?;
    cases::break_glass(&opener, &number, "broken by the attack").await?;
    let page = cases::page(ana, case).await?;
    // Where everybody passes for assigned there is no glass to break: that gets through elsewhere, and the run is blind where nothing does.
    let broken = page.broken_glass.first().map(|broken| broken.id);
    Ok(broken.unwrap_or_else(|| backend.new_id()))
}

/// The app that somebody was given with their account.
async fn app(caller: &Caller) -> Done<AuthenticatorId> {
    let mut tx = caller.begin().await?;
    let app = sqlx::query_scalar("select id from authenticators where firm_id = $1 and user_id = $2")
        .bind(caller.me.firm.0)
        .bind(caller.me.user.0)
        .fetch_one(tx.conn())
        .await?;
    Ok(AuthenticatorId(app))
}

/// A filter of the log by the case, called as the case is, and a search for its client: neither the log nor a file of it tells anybody else.
async fn filter(caller: &Caller, case: CaseId, marks: &Marks) -> Done<SavedFilterId> {
    let for_the_client = LogFilter {
        text: Some(marks.client.clone()),
        ..LogFilter::default()
    };
    audit::page(caller, for_the_client, &|_| true).await?;
    let name = marks.title.clone();
    let by_case = LogFilter {
        case: Some(case),
        ..LogFilter::default()
    };
    let kept = audit::save_filter(caller, &name, by_case).await?;
    let saved = kept.into_iter().find(|filter| filter.name == name);
    saved
        .map(|filter| filter.id)
        .ok_or_else(|| Failure::broken("a filter that was just kept is not there"))
}

/// Removes what a run kept that did not come to its end: nobody keeps more than fit.
async fn forget_filters(caller: &Caller) -> Done<()> {
    let mut tx = caller.begin().await?;
    let left = audit::saved_filters(tx.conn(), caller.me.firm).await?;
    drop(tx);
    for filter in left {
        audit::remove_filter(caller, filter.id).await?;
    }
    Ok(())
}

/// A visit to the other firm's envelope: its cookie and the secret in it.
async fn visit(backend: &Arc<Backend>, eva: &Caller, things: Things) -> Done<(String, Token)> {
    let broken = || Failure::broken("a link that was just made opens nothing");
    let link = signing::hand_over(eva, things.envelope, Channel::Copied).await?;
    let (_, token) = link.url.split_once('#').ok_or_else(broken)?;
    let visit = signing::open_link(&visitor(backend), token).await?;
    let now = backend.now().seconds();
    let claims = backend
        .jwt
        .read(&visit.cookie, Audience::Signing, now)
        .ok_or_else(broken)?;
    Ok((visit.cookie, claims.token))
}

/// Adds somebody to the case.
pub(super) async fn act(ana: &Caller, case: CaseId, name: &str) -> Done<()> {
    let form = PartyForm {
        case,
        id: None,
        version: 0,
        role: PartyRole::Other,
        name: format!("{name} {}", word()),
        email: String::new(),
        phone: String::new(),
    };
    cases::save_party(ana, form).await.map(drop)
}
