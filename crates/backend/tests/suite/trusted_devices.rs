//! S2: trust saves the password, never the second factor; and dies with whatever it rests on.

use backend::access;
use backend::caller::{Administrator, Challenged, SessionProbe, Signer};
use backend::{Failure, people, sessions};
use domain::access::{EndReason, NextStep, SessionState};
use domain::{Error, Problem, Role};

use crate::support::browser::Browser;
use crate::support::people::{Firms, Person};
use crate::support::{World, refusal};

const IDLE: i64 = 30 * 60;
const DAY: i64 = 86_400;

async fn log(world: &World, person: &Person) -> String {
    world
        .text(&format!(
            "select coalesce(string_agg(event, ' ' order by number), '') from matterlock.log_entries where actor_id = '{}' and number >= (select max(number) from matterlock.log_entries where event = 'device_trusted') - 1",
            person.id()
        ))
        .await
}

/// Seconds from its beginning to its absolute end, of the session that somebody began last.
async fn length(world: &World, person: &Person) -> i64 {
    world
        .count(&format!(
            "select round(extract(epoch from expires_at - created_at))::bigint from matterlock.sessions where user_id = '{}' and kind = 'office' order by created_at desc limit 1",
            person.id()
        ))
        .await
}

async fn forgotten(world: &World, person: &Person) -> String {
    world
        .text(&format!(
            "select coalesce(string_agg(coalesce(forgotten_why, 'trusted'), ' ' order by created_at), '') from matterlock.trusted_devices where user_id = '{}'",
            person.id()
        ))
        .await
}

async fn trusting(firms: &Firms) -> Browser {
    let mut browser = Browser::new(&firms.world);
    browser.sign_in(&firms.world, &firms.ana, true).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_after_an_idle_lock_the_second_factor_alone_unlocks() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut browser = trusting(&firms).await;
    assert_eq!(length(world, &firms.ana).await, 7 * DAY);
    for lapsed in [false, true] {
        world.pass(IDLE).await;
        assert!(browser.caller().await.is_none());
        if lapsed {
            // Whether the housekeeping has ended the row or not.
            backend::jobs::run_due(&world.backend).await.unwrap();
        }
        assert_eq!(browser.offer().await.as_deref(), Some("ana"));
        let begun = access::unlock(&browser.visitor(), "").await.unwrap();
        assert_eq!(begun.next, NextStep::Code);
        assert!(browser.caller().await.is_none(), "signed in without a second factor");
        let wrong = access::enter_code(&browser.challenged(&begun), "000000").await;
        assert_eq!(refusal(wrong), Error::invalid("code", Problem::WrongCode));
        let caller = browser.enter(world, &firms.ana, &begun).await.unwrap();
        assert_eq!(caller.me().email, firms.ana.email);
    }
    let left = length(world, &firms.ana).await;
    assert!(
        ((7 * DAY - 2 * IDLE - 60)..=(7 * DAY - 2 * IDLE)).contains(&left),
        "{left}"
    );
    assert_eq!(
        log(world, &firms.ana).await,
        "password_accepted device_trusted signed_in device_recognised sign_in_refused signed_in session_ended device_recognised sign_in_refused signed_in"
    );
    assert_eq!(forgotten(world, &firms.ana).await, "trusted");
}

/// What it holds opens no door, forged or not, and what it begins is no more than half a sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_trust_alone_signs_nobody_in() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let browser = trusting(&firms).await;
    world.pass(IDLE).await;
    let cookie = browser.trust.clone().unwrap();
    let visitor = browser.visitor();
    assert!(SessionProbe::from_cookie(&visitor, &cookie).is_none());
    assert!(Challenged::from_cookie(&visitor, &cookie).is_none());
    assert!(Signer::from_cookie(&visitor, &cookie).is_none());
    assert!(Administrator::from_cookie(&visitor, &cookie).is_none());
    let begun = access::unlock(&visitor, "").await.unwrap();
    let challenged = browser.challenged(&begun);
    assert_eq!(refusal(access::enrolment(&challenged).await), Error::Forbidden);
    assert_eq!(
        refusal(access::wish_trust(&challenged).await),
        Error::NotSignedIn,
        "trust would prolong itself"
    );
    for forged in [
        format!("{cookie}x"),
        cookie.replace('.', "_"),
        browser.session.clone().unwrap(),
        String::new(),
    ] {
        let thief = Browser {
            trust: Some(forged),
            ..browser.clone()
        };
        assert_eq!(thief.offer().await, None);
        assert_eq!(refusal(access::unlock(&thief.visitor(), "").await), Error::NotSignedIn);
    }
}

/// Copied to another browser, or shown in the sign-in of another account, the cookie says nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_a_copied_cookie_learns_nothing() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let browser = trusting(&firms).await;
    world.pass(IDLE).await;
    let mut bruno = Browser::new(world);
    bruno.sign_in(world, &firms.bruno, false).await;
    for device in [None, bruno.device.clone()] {
        let thief = Browser {
            device,
            ..browser.clone()
        };
        assert_eq!(thief.offer().await, None);
        assert_eq!(refusal(access::unlock(&thief.visitor(), "").await), Error::NotSignedIn);
    }
    // Bruno at Ana's machine: his own password is asked, and her trust takes no code of his.
    let mut shared = browser.clone();
    let begun = access::unlock(&shared.visitor(), "").await.unwrap();
    let wrong = access::enter_code(
        &shared.challenged(&begun),
        &crate::support::people::code(&world.backend, &firms.bruno.totp),
    )
    .await;
    assert_eq!(refusal(wrong), Error::invalid("code", Problem::WrongCode));
    shared.sign_in(world, &firms.bruno, false).await;
    assert_eq!(length(world, &firms.bruno).await, 12 * 3600);
    assert_eq!(
        forgotten(world, &firms.ana).await,
        "trusted",
        "Bruno does not decide for Ana"
    );
}

/// Wrong codes of an unlocking count as those of any sign-in: the fifth locks this browser, and asks for a human before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_unlocking_is_counted_like_signing_in() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let browser = trusting(&firms).await;
    world.pass(IDLE).await;
    let mut begun = access::unlock(&browser.visitor(), "").await.unwrap();
    for number in 1..=5 {
        if number == 4 {
            let asked = refusal(access::unlock(&browser.visitor(), "").await);
            assert_eq!(asked, Error::invalid("captcha", Problem::CaptchaNeeded));
            let proof = crate::support::people::proof(&browser.visitor(), domain::captcha::Form::SignIn);
            begun = access::unlock(&browser.visitor(), &proof).await.unwrap();
        }
        assert!(access::enter_code(&browser.challenged(&begun), "000000").await.is_err());
    }
    let proof = crate::support::people::proof(&browser.visitor(), domain::captcha::Form::SignIn);
    assert!(matches!(
        refusal(access::unlock(&browser.visitor(), &proof).await),
        Error::Locked { .. }
    ));
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where event = 'account_locked' and details ->> 'known_device' = 'true'")
            .await,
        1
    );
}

/// Signing out, or in elsewhere, asks for both again, though the device stays trusted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_after_signing_out_or_in_elsewhere_both_are_asked() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut browser = trusting(&firms).await;
    access::sign_out(&browser.caller().await.unwrap()).await.unwrap();
    world.pass(IDLE).await;
    assert_eq!(browser.offer().await, None);
    assert_eq!(
        refusal(access::unlock(&browser.visitor(), "").await),
        Error::NotSignedIn
    );

    browser.sign_in(world, &firms.ana, true).await;
    assert_eq!(forgotten(world, &firms.ana).await, "renewed trusted");
    Browser::new(world).sign_in(world, &firms.ana, false).await;
    world.pass(IDLE).await;
    assert_eq!(browser.offer().await, None);

    // Between unlocking and the code, too.
    browser.sign_in(world, &firms.ana, true).await;
    world.pass(IDLE).await;
    let begun = access::unlock(&browser.visitor(), "").await.unwrap();
    Browser::new(world).sign_in(world, &firms.ana, false).await;
    assert_eq!(
        refusal(browser.enter(world, &firms.ana, &begun).await),
        Error::NotSignedIn
    );

    // With the password and without the tick, this browser is not trusted any more; others would be.
    browser.sign_in(world, &firms.ana, false).await;
    assert_eq!(forgotten(world, &firms.ana).await, "renewed renewed not_renewed");
    world.pass(IDLE).await;
    assert_eq!(browser.offer().await, None);
}

/// The database's clock stands so many seconds before or after trust ends.
async fn freeze(world: &World, seconds: i64) {
    world
        .alter(&format!(
            "update public.test_clock set frozen = (select trusted_until + interval '{seconds} seconds' from matterlock.trusted_devices order by created_at desc limit 1)"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_trust_ends_after_seven_days_to_the_second() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let browser = trusting(&firms).await;
    world.pass(7 * DAY - 30).await;
    freeze(world, -1).await;
    assert_eq!(browser.offer().await.as_deref(), Some("ana"));
    let begun = access::unlock(&browser.visitor(), "").await.unwrap();
    freeze(world, 0).await;
    assert_eq!(browser.offer().await, None);
    assert_eq!(
        refusal(access::unlock(&browser.visitor(), "").await),
        Error::NotSignedIn
    );
    let late = browser.clone().enter(world, &firms.ana, &begun).await;
    assert_eq!(refusal(late), Error::NotSignedIn);
    // Its cookie is not read any more either.
    world.pass(31).await;
    freeze(world, -1).await;
    assert_eq!(browser.offer().await, None);
}

/// However busy, a session ends with the trust, or after the hours that its firm allows: a second before it lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_no_session_outlasts_its_limit() {
    let firms = Firms::new().await;
    let world = &firms.world;
    for (trust, hours, days, limit) in [
        (true, 12, 7, 7 * DAY),
        (false, 12, 7, 12 * 3600),
        (true, 12, 1, DAY),
        (false, 1, 7, 3600),
    ] {
        world
            .alter(&format!(
                "update public.test_clock set frozen = null; update matterlock.firm_policies set untrusted_hours = {hours}, trusted_days = {days}"
            ))
            .await;
        let mut browser = Browser::new(world);
        browser.sign_in(world, &firms.ana, trust).await;
        assert_eq!(length(world, &firms.ana).await, limit);
        for (seconds, lives) in [(-1, true), (0, false), (1, false)] {
            world
                .alter(&format!(
                    "update public.test_clock set frozen = (select expires_at + interval '{seconds} seconds' from matterlock.sessions where user_id = '{0}' order by created_at desc limit 1);
                     update matterlock.sessions set last_seen_at = app.now() where user_id = '{0}' and ended_at is null",
                    firms.ana.id()
                ))
                .await;
            assert_eq!(browser.caller().await.is_some(), lives, "{limit} {seconds}");
            if !lives {
                assert_eq!(browser.state().await, SessionState::Ended(EndReason::TooOld));
                assert_eq!(browser.offer().await, None);
            }
        }
    }
}

/// A firm tightens, and never beyond what the product allows; what lasts already is shortened.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_what_a_firm_tightens_counts_at_once() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let browser = trusting(&firms).await;
    world.pass(IDLE - 60).await;
    world
        .alter("update matterlock.sessions set last_seen_at = app.now() + interval '3 hours' where ended_at is null")
        .await;
    let desk = world.administration(&firms.ana).await.secret;
    let mut raw = world.as_role("matterlock_admin", Some(&desk)).await;
    for loose in [
        "untrusted_hours = 13",
        "trusted_days = 8",
        "trusted_days = 0",
        "untrusted_hours = -1",
    ] {
        assert!(
            raw.attempt(&format!("update firm_policies set {loose}")).await.is_err(),
            "{loose}"
        );
    }
    assert_eq!(
        raw.attempt("update firm_policies set untrusted_hours = 1, trusted_days = 1")
            .await,
        Ok(1),
        "of the own firm only"
    );
    raw.commit().await;
    let until = "select round(extract(epoch from trusted_until - created_at))::bigint from matterlock.trusted_devices";
    assert_eq!(world.count(until).await, DAY);
    assert_eq!(length(world, &firms.ana).await, DAY);
    assert_eq!(length(world, &firms.bruno).await, 3600);
    assert_eq!(length(world, &firms.eva).await, 12 * 3600, "another firm's");
    assert!(browser.caller().await.is_some());
    // Whoever works at the office reads them and changes nothing.
    let mut office = world.as_role("matterlock_app", Some(&firms.eva.secret(world))).await;
    assert_eq!(office.count("select count(*) from firm_policies").await, 1);
    assert!(
        office
            .attempt("update firm_policies set trusted_days = 7")
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_trust_dies_with_what_it_rests_on() {
    for (statement, why) in [
        (
            "update matterlock.users set password_hash = 'another' where id = '{}'",
            "password_changed",
        ),
        (
            "insert into matterlock.passkeys (firm_id, id, user_id, name, credential_id, credential)
               select firm_id, id, id, 'key', '\\x000102030405060708090a0b0c0d0e0f', 'null' from matterlock.users where id = '{}'",
            "factor_changed",
        ),
        (
            "insert into matterlock.recovery_codes (firm_id, user_id, code_hash) select firm_id, id, sha256('x') from matterlock.users where id = '{}';
             delete from matterlock.recovery_codes",
            "factor_changed",
        ),
        (
            "update matterlock.authenticators set confirmed_at = null where user_id = '{}'",
            "factor_changed",
        ),
        (
            "select app.forget_devices(firm_id, id, 'factor_changed') from matterlock.users where id = '{}'",
            "factor_changed",
        ),
    ] {
        let firms = Firms::new().await;
        let world = &firms.world;
        let mut browser = trusting(&firms).await;
        world.pass(IDLE).await;
        let begun = access::unlock(&browser.visitor(), "").await.unwrap();
        world.alter(&statement.replace("{}", &firms.ana.id().to_string())).await;
        assert_eq!(forgotten(world, &firms.ana).await, why);
        assert_eq!(browser.offer().await, None, "{why}");
        // Also for whoever has begun to unlock before.
        let late: Result<_, Failure> = browser.enter(world, &firms.ana, &begun).await;
        assert!(late.is_err(), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_trust_dies_with_a_role_an_account_and_by_hand() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.bruno).await.administrator;
    let ana = firms.ana.caller.me().user;
    let mut browser = trusting(&firms).await;
    people::change_role(&desk, ana, Role::Partner).await.unwrap();
    assert_eq!(browser.state().await, SessionState::Ended(EndReason::RoleChanged));
    assert_eq!(browser.offer().await, None);

    browser.sign_in(world, &firms.ana, true).await;
    people::close_account(&desk, ana).await.unwrap();
    people::reopen_account(&desk, ana).await.unwrap();
    assert_eq!(browser.offer().await, None);

    browser.sign_in(world, &firms.ana, true).await;
    world.pass(IDLE).await;
    let desk = world.administration(&firms.bruno).await.administrator;
    assert_eq!(people::forget_colleagues_devices(&desk, ana).await.unwrap(), 1);
    assert_eq!(browser.offer().await, None);

    let caller = browser.sign_in(world, &firms.ana, true).await;
    let listed = sessions::sessions(&caller).await.unwrap().devices;
    sessions::forget_device(&caller, listed[0].id).await.unwrap();
    assert!(browser.caller().await.is_some(), "the session goes on");
    assert_eq!(length(world, &firms.ana).await, 12 * 3600, "as any untrusted one");
    world.pass(IDLE).await;
    assert_eq!(browser.offer().await, None);
    assert_eq!(
        forgotten(world, &firms.ana).await,
        "role_changed account_closed by_administrator by_owner"
    );
    // What is forgotten can't be remembered, not even past all rules.
    let remembered = sqlx::query("update matterlock.trusted_devices set forgotten_at = null, forgotten_why = null")
        .execute(&world.superuser)
        .await;
    assert!(remembered.is_err());
}

/// 60 rounds of unlocking against forgetting: whoever was first, no session outlives the trust that it would rest on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_unlocking_against_forgetting() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut unlocked = 0;
    for round in 0..60 {
        let browser = trusting(&firms).await;
        world.pass(IDLE).await;
        let begun = access::unlock(&browser.visitor(), "").await.unwrap();
        let (challenged, shown) = (
            browser.challenged(&begun),
            crate::support::people::code(&world.backend, &firms.ana.totp),
        );
        world
            .alter(&format!(
                "update matterlock.authenticators set last_step = 0 where user_id = '{}'",
                firms.ana.id()
            ))
            .await;
        let unlocking = tokio::spawn(async move { access::enter_code(&challenged, &shown).await.is_ok() });
        world
            .alter(&format!(
                "select app.forget_devices('{}', '{}', 'factor_changed')",
                firms.ana.firm(),
                firms.ana.id()
            ))
            .await;
        unlocked += u32::from(unlocking.await.unwrap());
        assert_eq!(browser.offer().await, None, "round {round}");
        let too_long = "select count(*) from matterlock.sessions s join matterlock.trusted_devices d on d.firm_id = s.firm_id and d.id = s.trusted_device_id
            where s.ended_at is null and d.forgotten_at is not null and s.expires_at > s.created_at + interval '12 hours'";
        assert_eq!(world.count(too_long).await, 0, "round {round}");
    }
    println!("{unlocked} of 60 were unlocked first");
}

/// 40 rounds of eight unlockings at once, each with a code of its own: one live session is left, and none is anybody else's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_of_many_unlockings_at_once_one_session_is_left() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let browser = trusting(&firms).await;
    world.pass(IDLE).await;
    let replicas: Vec<_> = (0..8).map(|number| world.replica(number * 30)).collect();
    let mut unlocked = 0;
    for round in 0..40 {
        world
            .alter(&format!(
                "update matterlock.authenticators set last_step = 0 where user_id = '{}'; delete from matterlock.sign_in_failures;
                 update matterlock.sessions set last_seen_at = app.now() - interval '30 minutes' where user_id = '{0}'",
                firms.ana.id()
            ))
            .await;
        let tries = replicas.iter().map(|replica| {
            let (here, shown) = (
                browser.at(replica),
                crate::support::people::code(replica, &firms.ana.totp),
            );
            tokio::spawn(async move {
                let begun = access::unlock(&here.visitor(), "").await?;
                access::enter_code(&here.challenged(&begun), &shown).await
            })
        });
        for done in futures::future::join_all(tries).await {
            unlocked += u32::from(done.unwrap().is_ok());
        }
        let live = format!(
            "select count(*) from matterlock.sessions where user_id = '{}' and ended_at is null",
            firms.ana.id()
        );
        assert_eq!(world.count(&live).await, 1, "round {round}");
    }
    assert!(unlocked > 40, "{unlocked} are too few for a race");
}
