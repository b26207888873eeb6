//! S5 and S8: failures lock, strangers can't lock the owner out, and no answer tells whether an account exists.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backend::access::{self, Begun, SignedIn};
use backend::caller::{Challenged, Visitor};
use backend::{Backend, Failure, jobs};
use domain::captcha::Form;
use domain::{Error, Problem};
use secrecy::SecretString;
use vault::TotpSecret;

use crate::support::people::{Firms, PASSWORD, code, proof};
use crate::support::{World, refusal, visitor};

const ANA: &str = "ana@solano.example";
const WRONG: &str = "not the password of anybody";
const LOCKED: Error = Error::Locked { retry_after: 900 };

async fn attempt(visitor: &Visitor, email: &str, password: &str, captcha: &str) -> Result<Begun, Failure> {
    access::check_password(visitor, email, SecretString::from(password), captcha).await
}

/// Attempts with a fresh proof of a human each.
async fn proven(visitor: &Visitor, email: &str, password: &str) -> Result<Begun, Failure> {
    attempt(visitor, email, password, &proof(visitor, Form::SignIn)).await
}

/// Both halves of a sign-in.
async fn sign_in(visitor: &Visitor, backend: &Backend, email: &str, totp: &TotpSecret) -> Result<SignedIn, Failure> {
    let begun = attempt(visitor, email, PASSWORD, "").await?;
    let challenged = Challenged::from_cookie(visitor, &begun.cookie).unwrap();
    access::enter_code(&challenged, &code(backend, totp)).await
}

/// What whoever fails six times is told, each time; the fourth time without a proof of a human too.
async fn six_failures(world: &World, email: &str) -> Vec<Error> {
    let visitor = world.visitor();
    let mut told = Vec::new();
    for number in 1..=6 {
        if number == 4 {
            told.push(refusal(attempt(&visitor, email, WRONG, "").await));
        }
        let captcha = if number > 3 {
            proof(&visitor, Form::SignIn)
        } else {
            String::new()
        };
        told.push(refusal(attempt(&visitor, email, WRONG, &captcha).await));
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_the_third_failure_asks_for_a_human_and_the_fifth_locks() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let wrong = Error::invalid("email", Problem::WrongMailOrPassword);
    let captcha = Error::invalid("captcha", Problem::CaptchaNeeded);
    let told = six_failures(world, ANA).await;
    assert_eq!(told[..2], [wrong.clone(), wrong.clone()]);
    for (both, only) in [(2, 3), (4, 3)] {
        assert_eq!(told[both].problem_of("email"), Some(Problem::WrongMailOrPassword));
        assert_eq!(told[both].problem_of("captcha"), Some(Problem::CaptchaNeeded));
        assert_eq!(told[only], captcha);
    }
    assert_eq!(told[5..], [LOCKED, LOCKED]);

    // The right password does not help while it is locked; a moment before its end neither, and then it does.
    let visitor = world.visitor();
    assert_eq!(refusal(proven(&visitor, ANA, PASSWORD).await), LOCKED);
    world.pass(899).await;
    assert_eq!(
        refusal(proven(&visitor, " ANA@Solano.example", PASSWORD).await),
        Error::Locked { retry_after: 1 }
    );
    world.pass(1).await;
    assert!(attempt(&visitor, ANA, PASSWORD, "").await.is_ok());

    // The log has the lock, and the owner one letter of it.
    let entries = "select count(*) from matterlock.log_entries where event = 'account_locked' and actor_id = (select id from matterlock.users where name = 'ana')";
    assert_eq!(world.count(entries).await, 1);
    let letters = "select count(*) from matterlock.letters where notice ->> 'notice' = 'locked'";
    assert_eq!(world.count(letters).await, 1);
    jobs::run_due(&world.backend).await.unwrap();
    let mailed = std::fs::read_dir(world.folder.path().join("outbox")).unwrap().count();
    assert_eq!(mailed, 1);
}

/// Unknown, known, without a second factor, closed, and locked: nothing that is said tells which.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_whatever_stands_behind_an_address_the_answers_are_the_same() {
    let firms = Firms::new().await;
    let world = &firms.world;
    world
        .alter(
            "update matterlock.users set active = false where email like 'bruno%';
             update matterlock.authenticators set confirmed_at = null where user_id = (select id from matterlock.users where email like 'rosa%')",
        )
        .await;
    let unknown = six_failures(world, "nobody@solano.example").await;
    for email in [ANA, "bruno@solano.example", "rosa@solano.example", "", "no address"] {
        assert_eq!(six_failures(world, email).await, unknown, "{email}");
        assert_eq!(
            refusal(proven(&world.visitor(), email, PASSWORD).await),
            LOCKED,
            "{email}"
        );
    }
    // Of addresses that nobody has, nothing is kept in words.
    let kept = world
        .text("select string_agg(f::text, ' ') from matterlock.sign_in_failures f")
        .await;
    assert!(!kept.contains("nobody") && !kept.contains("solano"), "{kept}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_wrong_codes_are_failures_and_a_sign_in_forgets_them() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let visitor = world.visitor();
    world.pass(60).await;
    for round in 0..2 {
        for _ in 0..2 {
            refusal(attempt(&visitor, ANA, WRONG, "").await);
        }
        let begun = attempt(&visitor, ANA, PASSWORD, "").await.unwrap();
        let challenged = Challenged::from_cookie(&visitor, &begun.cookie).unwrap();
        for wrong in ["000000", "111111"] {
            let told = refusal(access::enter_code(&challenged, wrong).await);
            assert_eq!(told.problem_of("code"), Some(Problem::WrongCode));
        }
        if round == 0 {
            // Four failures; the sign-in that follows forgets them.
            access::enter_code(&challenged, &code(&world.backend, &firms.ana.totp))
                .await
                .unwrap();
            world.pass(60).await;
        } else {
            assert_eq!(refusal(access::enter_code(&challenged, "222222").await), LOCKED);
            let right = code(&world.backend, &firms.ana.totp);
            assert_eq!(refusal(access::enter_code(&challenged, &right).await), LOCKED);
        }
    }
}

/// However many try at once, five passwords are compared; each with a proof of a human of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_of_many_at_once_no_more_are_compared_than_may_fail() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let replicas = [world.replica(0), world.replica(0)];
    for email in [ANA, "nobody@solano.example"] {
        let tries = (0..40).map(|number| {
            let visitor = visitor(&replicas[number % 2]);
            tokio::spawn(async move { refusal(proven(&visitor, email, WRONG).await) })
        });
        let told: Vec<Error> = futures::future::join_all(tries)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let compared = told.iter().filter(|told| told.problem_of("email").is_some()).count();
        let locked = told.iter().filter(|told| matches!(told, Error::Locked { .. })).count();
        assert_eq!((compared, locked), (4, 36), "{email}");
    }
    let refused = "select count(*) from matterlock.log_entries where event = 'sign_in_refused'";
    assert_eq!(world.count(refused).await, 5);
    assert_eq!(world.count("select count(*) from matterlock.letters").await, 1);
}

/// The database takes more spellings for the same address than we do: none of them has tries of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_another_spelling_is_no_other_account() {
    let firms = Firms::new().await;
    let visitor = firms.world.visitor();
    let spellings = [
        "ana@solano.example",
        "ANA@SOLANO.EXAMPLE",
        " Ana@solano.Example ",
        "aNa@solano.example",
        "anA@solano.example",
    ];
    for spelling in spellings {
        refusal(proven(&visitor, spelling, WRONG).await);
    }
    assert_eq!(refusal(proven(&visitor, ANA, PASSWORD).await), LOCKED);
}

/// Somebody goes on failing at Ana's account from elsewhere; on the device that she signed in from before she signs in each time.
async fn attacked(firms: &Firms, sign_ins: usize) -> usize {
    let world = &firms.world;
    let over = Arc::new(AtomicBool::new(false));
    let attack = {
        let (visitor, over) = (world.visitor(), Arc::clone(&over));
        tokio::spawn(async move {
            let mut failures = 0;
            while !over.load(Ordering::SeqCst) {
                refusal(proven(&visitor, ANA, WRONG).await);
                failures += 1;
            }
            failures
        })
    };
    let stranger = world.visitor();
    while refusal(proven(&stranger, ANA, WRONG).await) != LOCKED {}

    let mut cookie = device_of_ana(firms).await;
    let mut refused = 0;
    for _ in 0..sign_ins {
        world.pass(31).await;
        let owner = world.visitor().on_device(&cookie);
        match sign_in(&owner, &world.backend, ANA, &firms.ana.totp).await {
            Ok(signed_in) => cookie = signed_in.device,
            Err(_) => refused += 1,
        }
    }
    over.store(true, Ordering::SeqCst);
    assert!(attack.await.unwrap() > 5);
    refused
}

/// The device cookie of a browser that Ana signs in with, though she is locked.
async fn device_of_ana(firms: &Firms) -> String {
    let world = &firms.world;
    world.alter("delete from matterlock.sign_in_failures").await;
    world.pass(31).await;
    let signed_in = sign_in(&world.visitor(), &world.backend, ANA, &firms.ana.totp).await;
    signed_in.unwrap().device
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_strangers_do_not_lock_the_owner_out() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let cookie = device_of_ana(&firms).await;
    assert_eq!(six_failures(world, ANA).await.last(), Some(&LOCKED));
    world.pass(31).await;
    let owner = world.visitor().on_device(&cookie);
    assert!(sign_in(&owner, &world.backend, ANA, &firms.ana.totp).await.is_ok());

    // Nobody else's device, no made-up one, and the owner's for no other account.
    let eva = world.visitor();
    let evas = sign_in(&eva, &world.backend, "eva@mora.example", &firms.eva.totp).await;
    let other = evas.unwrap().device;
    for forged in [other.as_str(), "", "AAAA", &format!("{cookie}A"), &cookie[1..]] {
        let thief = world.visitor().on_device(forged);
        assert!(
            matches!(refusal(proven(&thief, ANA, PASSWORD).await), Error::Locked { .. }),
            "{forged}"
        );
    }
    assert_eq!(six_failures(world, "bruno@solano.example").await.last(), Some(&LOCKED));
    let elsewhere = world.visitor().on_device(&cookie);
    assert_eq!(
        refusal(proven(&elsewhere, "bruno@solano.example", PASSWORD).await),
        LOCKED
    );

    // A machine that several people use in turns is known to each of them.
    world.pass(31).await;
    let shared = world.visitor().on_device(&cookie);
    world.alter("delete from matterlock.sign_in_failures").await;
    let both = sign_in(&shared, &world.backend, "eva@mora.example", &firms.eva.totp)
        .await
        .unwrap()
        .device;
    assert_eq!(six_failures(world, ANA).await.last(), Some(&LOCKED));
    world.pass(31).await;
    let owner = world.visitor().on_device(&both);
    assert!(sign_in(&owner, &world.backend, ANA, &firms.ana.totp).await.is_ok());
}

/// Whoever has the device may fail five times like anybody, and the owner learns that it was there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_a_known_device_locks_itself_only() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let cookie = device_of_ana(&firms).await;
    let thief = world.visitor().on_device(&cookie);
    for _ in 0..5 {
        refusal(proven(&thief, ANA, WRONG).await);
    }
    assert_eq!(refusal(proven(&thief, ANA, PASSWORD).await), LOCKED);
    assert!(attempt(&world.visitor(), ANA, PASSWORD, "").await.is_ok());
    let entries = "select count(*) from matterlock.log_entries where event = 'account_locked' and (details ->> 'known_device')::boolean";
    assert_eq!(world.count(entries).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_ten_sign_ins_of_the_owner_during_an_attack() {
    assert_eq!(attacked(&Firms::new().await, 10).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: make figures"]
async fn figure_s5_1000_sign_ins_of_the_owner_during_an_attack() {
    assert_eq!(attacked(&Firms::new().await, 1_000).await, 0);
}
