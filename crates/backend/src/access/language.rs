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
    // What it was is read under the lock: another tab may have chosen meanwhile.
    let before: String = sqlx::query_scalar(
        "update users u set language = $1
         from (select firm_id, id, language from users where firm_id = $2 and id = $3 for no key update) was
         where u.firm_id = was.firm_id and u.id = was.id returning was.language",
    )
    .bind(language.tag())
    .bind(caller.me.firm.0)
    .bind(caller.me.user.0)
    .fetch_one(tx.conn())
    .await?;
    tx.commit(Event::LanguageChosen {
        before: Some(before),
        language: language.tag().to_owned(),
    })
    .await?;
    Ok(())
}
