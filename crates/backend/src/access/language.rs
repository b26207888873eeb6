//! The language of a person's pages.

use domain::Language;
use domain::audit::Event;

use crate::caller::Caller;
use crate::failure::Done;

/// Keeps the language with the account, so that it is the same in every browser.
pub async fn choose(caller: &Caller, language: Language) -> Done<()> {
    if caller.me.language == language {
        return Ok(());
    }
    let mut tx = caller.begin().await?;
    sqlx::query("update users set language = $1 where firm_id = $2 and id = $3")
        .bind(language.tag())
        .bind(caller.me.firm.0)
        .bind(caller.me.user.0)
        .execute(tx.conn())
        .await?;
    tx.commit(Event::LanguageChosen {
        language: language.tag().to_owned(),
    })
    .await?;
    Ok(())
}
