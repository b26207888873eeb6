//! L1: an action and its entry are one commit.

use std::sync::Arc;
use std::time::Duration;

use domain::audit::{Event, Personal};
use domain::ids::{CaseId, EnvelopeId, FirmId, SignerId, UserId};
use domain::origin::Origin;

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::database::{Account, AdminTx, AuthTx, Conn, OperatorTx, SignerTx, TenantTx, WorkerTx};
use crate::failure::Done;
use crate::place::Place;

/// Every kind of transaction is committed, by the product's own code, with an entry that can't be written: each is undone. An action
/// that is rolled back after its entry was written leaves neither, and no number used.
pub(super) async fn an_action_and_its_entry_are_one(backend: &Backend) -> Verdict {
    let attempted = without_entries(backend).await.map_err(cannot)?;
    let kinds = attempted.len();
    for (whose, number, done) in attempted {
        if done.is_ok() {
            return Err(format!(
                "an action of {whose} was done whose entry could not be written"
            ));
        }
        let fate = fate(backend, &number).await.map_err(cannot)?;
        if fate != "aborted" {
            return Err(format!(
                "an action of {whose} whose entry could not be written is {fate}"
            ));
        }
    }
    rolled_back(&mut Ground::make(backend).await?).await?;
    Ok(Seen {
        attempts: u32::try_from(kinds + 1).unwrap_or(u32::MAX),
        detail: format!(
            "{kinds} kinds of transaction whose entry could not be written were undone; one that was rolled back left no entry and no gap"
        ),
    })
}

/// Whose transaction, its number in the database, and what its commit answered.
type Attempt = (&'static str, String, Done<i64>);

/// Nobody's secret, an account and a link that are not there: none of these entries has anywhere to stand. No row is changed, so that
/// nothing stays even where the promise is broken; the number alone makes each a transaction that could be committed.
async fn without_entries(backend: &Backend) -> Done<Vec<Attempt>> {
    let origin = Arc::new(Origin::server("checks"));
    let (firm, case) = (backend.new_id::<FirmId>(), backend.new_id::<CaseId>());
    let read = || Event::CaseRead { case };
    let mut attempts = Vec::new();

    let mut tx: TenantTx = backend.begin(None, &origin).await?;
    attempts.push(("the firm's people", number(tx.conn()).await?, tx.commit(read()).await));
    let mut tx: SignerTx = backend.begin(None, &origin).await?;
    attempts.push(("signers", number(tx.conn()).await?, tx.commit(read()).await));
    let mut tx: WorkerTx = backend.begin(None, &origin).await?;
    attempts.push(("the server", number(tx.conn()).await?, tx.commit(read()).await));
    let account = Account {
        firm,
        user: backend.new_id::<UserId>(),
        proven: false,
        session: None,
    };
    let mut tx: AuthTx = backend.begin(None, &origin).await?;
    attempts.push((
        "whoever signs in",
        number(tx.conn()).await?,
        tx.commit(account, Event::SignedOut).await,
    ));
    let opened = Event::LinkOpened {
        case,
        envelope: backend.new_id::<EnvelopeId>(),
    };
    let mut tx: AuthTx = backend.begin(None, &origin).await?;
    attempts.push((
        "whoever opens a link",
        number(tx.conn()).await?,
        tx.commit_link(firm, backend.new_id::<SignerId>(), true, opened).await,
    ));
    let mut tx: AuthTx = backend.begin(None, &origin).await?;
    attempts.push((
        "the server at a console",
        number(tx.conn()).await?,
        tx.commit_at_the_console(firm, Event::SignedOut).await,
    ));
    let tx: AuthTx = backend.begin(None, &origin).await?;
    let mut tx = tx.at(Place::Console);
    attempts.push((
        "whoever signs in at a console",
        number(tx.conn()).await?,
        tx.commit(account, Event::SignedOut).await,
    ));
    let mut tx: AdminTx = backend.begin(None, &origin).await?;
    attempts.push((
        "administrators",
        number(tx.conn()).await?,
        tx.commit(Event::SignedOut).await,
    ));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    attempts.push(("operators", number(tx.conn()).await?, tx.commit(Event::SignedOut).await));
    Ok(attempts)
}

/// Gives the transaction a number, as its first change would.
async fn number(conn: &mut Conn) -> Done<String> {
    Ok(sqlx::query_scalar("select pg_current_xact_id()::text")
        .fetch_one(conn)
        .await?)
}

/// What became of a transaction. A connection that was dropped rolls back a moment later.
async fn fate(backend: &Backend, number: &str) -> Done<String> {
    let origin = Arc::new(Origin::server("checks"));
    let mut fate = String::new();
    for _ in 0..100 {
        let mut tx: OperatorTx = backend.begin(None, &origin).await?;
        fate = sqlx::query_scalar("select coalesce(pg_xact_status($1::text::xid8), 'forgotten')")
            .bind(number)
            .fetch_one(tx.conn())
            .await?;
        if fate != "in progress" {
            break;
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(fate)
}

/// Changes the case with its entry, rolls both back, and writes the next entry.
async fn rolled_back(ground: &mut Ground) -> Result<(), String> {
    let (firm, case) = (ground.firm, ground.case);
    let changed = Event::CaseChanged {
        case: CaseId(case),
        changes: Personal::of(case, Vec::new()),
    };
    ground.be_ana().await?;
    ground.run("savepoint action").await?;
    let change = format!("update cases set title = 'changed' where firm_id = '{firm}' and id = '{case}'");
    let rows = ground.run(&change).await?;
    let undone = ground.append(&changed).await?;
    ground.run("rollback to savepoint action").await?;
    let stayed = ground
        .count(&format!(
            "select (select count(*) from cases where id = '{case}' and title = 'changed')
               + (select count(*) from log_entries where case_id = '{case}' and event = 'case_changed')"
        ))
        .await?;
    let next = ground.append(&changed).await?;
    if (rows, stayed, next) != (1, 0, undone) {
        return Err(format!(
            "an action that was rolled back: {rows} rows changed, {stayed} rows stayed, its entry was {undone} and the next {next}"
        ));
    }
    Ok(())
}
