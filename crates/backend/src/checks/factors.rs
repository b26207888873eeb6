//! S1: codes of authenticator apps and recovery codes are for one use.

use domain::audit::Refusal;
use domain::ids::{AuthenticatorId, FirmId, UserId};
use uuid::Uuid;
use vault::digest::hex;
use vault::{RecoveryCode, TotpSecret};

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::factors::authenticators::{self, Which, claim, use_code};
use crate::factors::recovery_codes::use_one;

/// The product's own use of a code, by somebody with two apps: the second use of a code, with whichever app, and any earlier step's is
/// refused.
pub(super) async fn a_code_works_once(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, ana) = (FirmId(ground.firm), UserId(ground.ana.id));
    let (app, secret) = (backend.new_id::<AuthenticatorId>(), TotpSecret::generate());
    let sealed = hex(&ground.key.seal(&authenticators::binding(firm, app), secret.bytes()));
    ground.be("matterlock_auth", None).await?;
    ground
        .run(&format!(
            "insert into authenticators (firm_id, id, user_id, name, secret) values ('{firm}', '{app}', '{ana}', 'second', '\\x{sealed}');
             update authenticators set confirmed_at = app.now() where id = '{app}'"
        ))
        .await?;
    let mut claims = Vec::new();
    for step in [7, 7, 6, 8] {
        claims.push(claim(ground.conn(), firm, &[(app, step)]).await.map_err(cannot)?);
    }
    if claims != [true, false, false, true] {
        return Err(format!("claims of a step, the same, an earlier, a later: {claims:?}"));
    }
    let at = u64::try_from(backend.now().seconds()).unwrap_or_default();
    if secret.matching_step(&secret.code_at(at), at).is_none()
        || secret.matching_step(&secret.code_at(at), at + 300).is_some()
    {
        return Err("codes are not those of their time".to_owned());
    }
    let mut uses = Vec::new();
    for _ in 0..2 {
        let used = use_code(
            backend,
            ground.conn(),
            (firm, ana),
            Which::Confirmed,
            &secret.code_at(at),
        )
        .await;
        uses.push(used.map_err(cannot)?);
    }
    if uses != [Ok(()), Err(Refusal::CodeUsedBefore)] {
        return Err(format!("a code of the second app, and the same again: {uses:?}"));
    }
    Ok(Seen {
        attempts: 4,
        detail: "one use of a code succeeds, with whichever app; the same and an earlier step are refused".to_owned(),
    })
}

/// Where a firm asks for passkeys: who has none reaches no case and may do nothing, and who has one is signed in by no code.
pub(super) async fn a_firm_that_asks_for_passkeys_gets_them(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, ana) = (ground.firm, ground.ana.id);
    let reached = "select (cardinality(app.my_cases()) + app.may('open_case')::int)::bigint";
    ground.be_ana().await?;
    if ground.count(reached).await? < 2 {
        return Err("without the rule nothing is reached either".to_owned());
    }
    let administrator = ground.ana.clone();
    let secret = ground.at_the_administration(&administrator).await?;
    ground.be("matterlock_admin", Some(&secret)).await?;
    ground
        .run(&format!(
            "update firm_policies set passkey_required = true where firm_id = '{firm}'"
        ))
        .await?;
    ground.be_ana().await?;
    if ground.count(reached).await? != 0 {
        return Err("somebody without a passkey reaches cases".to_owned());
    }
    ground
        .run(&format!(
            "insert into passkeys (firm_id, id, user_id, name, credential_id, credential)
             values ('{firm}', '{ana}', '{ana}', 'check', sha256('check'), 'null')"
        ))
        .await?;
    if ground.count(reached).await? < 2 {
        return Err("somebody with a passkey reaches no case".to_owned());
    }
    ground.be("matterlock_auth", None).await?;
    if ground
        .count(&format!("select app.takes_no_code('{firm}', '{ana}')::int::bigint"))
        .await?
        != 1
    {
        return Err("a code signs somebody in who has a passkey".to_owned());
    }
    Ok(Seen {
        attempts: 4,
        detail: "once a firm asks for passkeys, who has none reaches no case, and who has one gives no code".to_owned(),
    })
}

/// A lost second factor: one administrator alone, and two before a day has passed, give up nothing; what one of them says of their own
/// account is refused.
pub(super) async fn a_lost_factor_takes_two_and_a_day(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, lost) = (ground.firm, backend.new_id::<Uuid>());
    ground.be("matterlock_auth", None).await?;
    ground
        .run(&format!(
            "insert into users (firm_id, id, email, name, role, language, password_hash)
             values ('{firm}', '{lost}', '{lost}@check.invalid', 'check', 'partner', 'en', 'check')"
        ))
        .await?;
    let (ana, bruno) = (ground.ana.clone(), ground.bruno.clone());
    let first = ground.at_the_administration(&ana).await?;
    let second = ground.at_the_administration(&bruno).await?;
    let ready = format!("select (app.ready_recovery('{firm}', '{lost}') is not null)::int::bigint");
    let ask = |owner, by| {
        format!(
            "insert into recoveries (firm_id, id, user_id, first_by) values ('{firm}', gen_random_uuid(), '{owner}', '{by}')"
        )
    };
    ground.be("matterlock_admin", Some(&first)).await?;
    if ground.attempt(&ask(ana.id, ana.id)).await?.is_ok() {
        return Err("an administrator gives up their own factor".to_owned());
    }
    ground.run(&ask(lost, ana.id)).await?;
    let agree = |by| format!("update recoveries set second_by = '{by}' where user_id = '{lost}'");
    if ground.attempt(&agree(ana.id)).await?.is_ok() {
        return Err("one administrator is two".to_owned());
    }
    ground.be("matterlock_auth", None).await?;
    if ground.count(&ready).await? != 0 {
        return Err("one administrator is enough".to_owned());
    }
    ground.be("matterlock_admin", Some(&second)).await?;
    ground.run(&agree(bruno.id)).await?;
    if ground
        .attempt(&format!(
            "update recoveries set second_at = app.now() - interval '2 days' where user_id = '{lost}'"
        ))
        .await?
        .is_ok()
    {
        return Err("an administrator sets the time by which the wait is counted".to_owned());
    }
    ground.be("matterlock_auth", None).await?;
    if ground.count(&ready).await? != 0 {
        return Err("nobody waits for a day".to_owned());
    }
    Ok(Seen {
        attempts: 6,
        detail: "one administrator, the owner, a time of one's own and less than a day give up no factor".to_owned(),
    })
}

/// Recovery codes as the product stores and uses them: of each one use succeeds, and what is stored is neither the code nor a hash of
/// it that could be made without the master key.
pub(super) async fn a_recovery_code_works_once(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, ana, bruno) = (FirmId(ground.firm), UserId(ground.ana.id), UserId(ground.bruno.id));
    let (code, other) = (RecoveryCode::generate(), RecoveryCode::generate());
    ground.be_ana().await?;
    for code in [&code, &other] {
        let hash = hex(&code.keyed_hash(&backend.recovery_code));
        ground
            .run(&format!(
                "insert into recovery_codes (firm_id, user_id, code_hash) values ('{firm}', '{ana}', '\\x{hash}')"
            ))
            .await?;
    }
    if ground.attempt("select code_hash from recovery_codes").await?.is_ok() {
        return Err("the office reads stored recovery codes".to_owned());
    }
    ground.be("matterlock_auth", None).await?;
    let mut left = Vec::new();
    for (who, typed) in [
        (bruno, code.shown()),
        (ana, RecoveryCode::generate().shown()),
        (ana, code.shown()),
        (ana, code.shown().to_lowercase().replace('-', " ")),
        (ana, other.shown()),
        (ana, other.shown()),
    ] {
        left.push(
            use_one(backend, ground.conn(), (firm, who), &typed)
                .await
                .map_err(cannot)?,
        );
    }
    if left != [None, None, Some(1), None, Some(0), None] {
        return Err(format!(
            "codes left after somebody else's, a made-up, a right, the same, another, and that again: {left:?}"
        ));
    }
    let plain: Vec<String> = [&code, &other]
        .into_iter()
        .flat_map(|code| [code.shown(), code.shown().replace('-', "")])
        .flat_map(|plain| [hex(&vault::digest::sha256(plain.as_bytes())), hex(plain.as_bytes())])
        .map(|bytes| format!("'{bytes}'"))
        .collect();
    let readable = ground
        .count(&format!(
            "select count(*) from recovery_codes where encode(code_hash, 'hex') in ({})",
            plain.join(", ")
        ))
        .await?;
    if readable > 0 {
        return Err("a stored recovery code can be guessed without the master key".to_owned());
    }
    Ok(Seen {
        attempts: 5,
        detail: "each of two codes signed in once; used again, made up or somebody else's it is refused; stored under a key that is not in the database".to_owned(),
    })
}
