//! A connection out of the pool, and whether it may go back: not after a failure, and not after a statement that was left half-way.

use std::task::{Poll, ready};
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnection, PgPool, PgQueryResult, PgRow, PgStatement, PgTransactionManager, PgTypeInfo};
use sqlx::{Describe, Either, Error, Execute, Executor, Postgres, SqlStr};
// The one trait of its core that sqlx does not hand on.
use sqlx_core::transaction::TransactionManager as _;

use super::turns::Turn;
use crate::failure::{Done, Failure};

/// A connection in a transaction of its own. Dropping it rolls back, and gives it back to the pool where everything went well; otherwise it
/// is closed, and nobody meets what may be left on it.
#[derive(Debug)]
pub(crate) struct Conn {
    inner: PoolConnection<Postgres>,
    state: State,
}

/// A commit with nothing in it. Its record comes later in the write-ahead log than what was committed before, so the disk has that when it has this.
pub(super) const FLUSH: &str = "select pg_logical_emit_message(true, 'matterlock', '')";
/// After how long the disk has what nobody waits for: three times `wal_writer_delay`, and as much again.
const AT_LAST: Duration = Duration::from_millis(1200);

/// What is known of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Everything that was sent was answered, and well.
    Clean,
    /// Something was sent, and the end of its answer was not seen yet. A future or stream that is dropped leaves it so.
    UnderWay,
    /// Something failed, or was left half-way. For ever, also where a savepoint lets the transaction go on.
    Spoilt,
}

impl State {
    fn begins(&mut self) {
        *self = if *self == Self::Clean {
            Self::UnderWay
        } else {
            Self::Spoilt
        };
    }

    fn ends(&mut self, well: bool) {
        *self = if well && *self != Self::Spoilt {
            Self::Clean
        } else {
            Self::Spoilt
        };
    }

    /// Keeps an eye on a statement that has one answer.
    fn watch<'e, T: Send + 'e>(
        &'e mut self,
        answer: BoxFuture<'e, Result<T, Error>>,
    ) -> BoxFuture<'e, Result<T, Error>> {
        self.begins();
        Box::pin(async move {
            let answer = answer.await;
            self.ends(answer.is_ok());
            answer
        })
    }
}

impl Conn {
    /// Takes a connection and begins. The statement is not logged: it may carry a secret.
    pub(super) async fn begin(pool: &PgPool, statement: SqlStr) -> Result<Self, Error> {
        let mut conn = Self {
            inner: pool.acquire().await?,
            state: State::UnderWay,
        };
        PgTransactionManager::begin(&mut conn.inner, Some(statement)).await?;
        conn.state = State::Clean;
        Ok(conn)
    }

    /// Commits. Where a statement failed or was left half-way nothing is: the database would roll back and call it done.
    pub(super) async fn commit(mut self) -> Done<()> {
        self.commit_first().await?;
        self.state = State::Clean;
        Ok(())
    }

    /// Commits what gives its locks away before the disk has it, ends the turn, and waits for the disk. To its end, also where nobody waits for it
    /// any more.
    pub(super) async fn commit_early(mut self, turn: Turn) -> Done<()> {
        let early = turn.early();
        let committing = tokio::spawn(async move {
            let committed = async {
                self.commit_first().await?;
                drop(turn);
                self.inner.execute(FLUSH).await.map_err(Failure::Unclear)?;
                self.state = State::Clean;
                Ok(())
            };
            let committed = committed.await;
            if matches!(committed, Err(Failure::Unclear(_))) {
                // Whether it is done is not known. If it is, the disk has it by itself after three of PostgreSQL's rounds.
                tokio::spawn(async move {
                    tokio::time::sleep(AT_LAST).await;
                    drop(early);
                });
            }
            committed
        });
        committing.await.map_err(|error| Failure::broken(error.to_string()))?
    }

    async fn commit_first(&mut self) -> Done<()> {
        if self.state != State::Clean {
            return Err(Failure::broken("a transaction goes on after something in it failed"));
        }
        self.state = State::UnderWay;
        PgTransactionManager::commit(&mut self.inner)
            .await
            .map_err(Failure::Unclear)
    }

    /// The bare connection, for this module's own questions. It is closed afterwards: nobody watches what is done on it.
    pub(super) fn bare(&mut self) -> &mut PgConnection {
        self.state = State::Spoilt;
        &mut self.inner
    }

    fn parts(&mut self) -> (&mut PgConnection, &mut State) {
        (&mut *self.inner, &mut self.state)
    }
}

impl Drop for Conn {
    fn drop(&mut self) {
        if self.state == State::Clean {
            // Goes out with the pool's question whether the connection lives, before anybody has it again. After a commit there is nothing
            // to roll back, and nothing is sent.
            PgTransactionManager::start_rollback(&mut self.inner);
        } else {
            tracing::debug!("a connection is closed: a statement failed on it, or was left half-way");
            self.inner.close_on_drop();
        }
    }
}

/// Every statement of the product runs through here.
impl<'c> Executor<'c> for &'c mut Conn {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let (connection, state) = self.parts();
        let mut answers = connection.fetch_many(query);
        state.begins();
        stream::poll_fn(move |context| {
            let answer = ready!(answers.poll_next_unpin(context));
            match &answer {
                Some(Ok(_)) => {}
                Some(Err(_)) => state.ends(false),
                None => state.ends(true),
            }
            Poll::Ready(answer)
        })
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let (connection, state) = self.parts();
        state.watch(connection.fetch_optional(query))
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [PgTypeInfo]) -> BoxFuture<'e, Result<PgStatement, Error>>
    where
        'c: 'e,
    {
        let (connection, state) = self.parts();
        state.watch(connection.prepare_with(sql, parameters))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, Error>>
    where
        'c: 'e,
    {
        let (connection, state) = self.parts();
        state.watch(connection.describe(sql))
    }
}
