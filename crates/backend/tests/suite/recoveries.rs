//! S11: a lost second factor needs two administrators and a day, and its owner can say no.

use backend::access::{AfterSignIn, Begun};
use backend::caller::{Administrator, Challenged};
use backend::{access, jobs, people};
use domain::Error;
use domain::access::{NextStep, RecoveryStage};
use domain::error::Conflict;
use domain::ids::RecoveryId;
use vault::TotpSecret;

use crate::support::people::{Firms, base32, code};
use crate::support::{World, conflict, refusal};

const ROSA: &str = "rosa@solano.example";

/// Ana and Bruno, at the administration.
async fn two(firms: &Firms) -> (Administrator, Administrator) {
    let ana = firms.world.administration(&firms.ana).await.administrator;
    let bruno = firms.world.administration(&firms.bruno).await.administrator;
    (ana, bruno)
}

async fn only(desk: &Administrator) -> (RecoveryId, RecoveryStage) {
    let mut all = people::recoveries(desk).await.unwrap();
    assert_eq!(all.len(), 1);
    let one = all.remove(0);
    (one.id, one.stage)
}

async fn cancel_link(world: &World) -> String {
    jobs::run_due(&world.backend).await.unwrap();
    world.mailed_links(ROSA, "recovery").into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_recovery_takes_two_administrators_neither_of_them_its_owner() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (ana, bruno) = two(&firms).await;
    let rosa = firms.rosa.caller.me().user;
    let by_herself = refusal(people::ask_recovery(&ana, firms.ana.caller.me().user).await);
    assert_eq!(by_herself, conflict(Conflict::OwnAccount));
    let no_administrator = world.administration(&firms.rosa).await.administrator;
    assert_eq!(
        refusal(people::ask_recovery(&no_administrator, rosa).await),
        Error::Forbidden
    );
    let elsewhere = world.administration(&firms.eva).await.administrator;
    assert_eq!(refusal(people::ask_recovery(&elsewhere, rosa).await), Error::NotFound);

    people::ask_recovery(&ana, rosa).await.unwrap();
    assert_eq!(
        refusal(people::ask_recovery(&bruno, rosa).await),
        conflict(Conflict::ChangedMeanwhile)
    );
    let (id, stage) = only(&ana).await;
    assert_eq!(stage, RecoveryStage::NeedsSecond { may_approve: false });
    assert_eq!(
        refusal(people::approve_recovery(&ana, id).await),
        conflict(Conflict::OwnAccount)
    );
    assert_eq!(refusal(people::approve_recovery(&elsewhere, id).await), Error::NotFound);
    assert_eq!(only(&bruno).await.1, RecoveryStage::NeedsSecond { may_approve: true });
    people::approve_recovery(&bruno, id).await.unwrap();
    assert!(matches!(only(&ana).await.1, RecoveryStage::Waiting { .. }));
    assert_eq!(refusal(people::approve_recovery(&bruno, id).await), Error::NotFound);
    // Both steps are told to the owner, with the same link.
    let letters = "select count(*) from matterlock.letters where account_link_id is not null";
    assert_eq!(world.count(letters).await, 2);
    cancel_link(world).await;
    assert_eq!(world.mailed_links(ROSA, "recovery").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_acts_on_a_recovery_need_a_fresh_factor() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (ana, bruno) = two(&firms).await;
    let rosa = firms.rosa.caller.me().user;
    people::ask_recovery(&ana, rosa).await.unwrap();
    let (id, _) = only(&ana).await;
    world.pass(300).await;
    assert_eq!(refusal(people::ask_recovery(&ana, rosa).await), Error::StepUpNeeded);
    assert_eq!(refusal(people::approve_recovery(&bruno, id).await), Error::StepUpNeeded);
    assert_eq!(refusal(people::cancel_recovery(&bruno, id).await), Error::StepUpNeeded);
}

/// Past the use cases: somebody who can run statements as the administration's role.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_the_database_itself_holds_to_two_and_to_its_own_clock() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (firm, rosa, ana, bruno) = (firms.ana.firm(), firms.rosa.id(), firms.ana.id(), firms.bruno.id());
    let desk = world.administration(&firms.ana).await;
    let insert = |by, second: &str| {
        format!(
            "insert into matterlock.recoveries (firm_id, id, user_id, first_by{}) values ('{firm}', gen_random_uuid(), '{rosa}', '{by}'{})",
            if second.is_empty() { "" } else { ", second_by" },
            if second.is_empty() {
                String::new()
            } else {
                format!(", '{second}'")
            },
        )
    };
    for statement in [
        insert(bruno, ""),
        insert(ana, &bruno.to_string()),
        format!(
            "insert into matterlock.recoveries (firm_id, id, user_id, first_by, first_at) values ('{firm}', gen_random_uuid(), '{rosa}', '{ana}', now() - interval '2 days')"
        ),
        format!(
            "insert into matterlock.recoveries (firm_id, id, user_id, first_by) values ('{firm}', gen_random_uuid(), '{ana}', '{ana}')"
        ),
    ] {
        let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
        assert!(raw.attempt(&statement).await.is_err(), "{statement}");
    }
    people::ask_recovery(&desk.administrator, firms.rosa.caller.me().user)
        .await
        .unwrap();
    for change in [
        format!("second_by = '{bruno}'"),
        format!("second_by = '{ana}'"),
        format!("first_by = '{bruno}'"),
        "second_at = now() - interval '2 days'".to_owned(),
        "used_at = now()".to_owned(),
    ] {
        let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
        let statement = format!("update matterlock.recoveries set {change}");
        assert!(raw.attempt(&statement).await.is_err(), "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_the_owner_says_no_by_mail_once() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (ana, bruno) = two(&firms).await;
    people::ask_recovery(&ana, firms.rosa.caller.me().user).await.unwrap();
    let (id, _) = only(&ana).await;
    let token = cancel_link(world).await;
    for _ in 0..20 {
        access::read_cancel_recovery(&world.visitor(), &token).await.unwrap();
    }
    people::approve_recovery(&bruno, id).await.unwrap();
    access::cancel_recovery(&world.visitor(), &token).await.unwrap();
    assert_eq!(
        refusal(access::cancel_recovery(&world.visitor(), &token).await),
        Error::LinkNotValid
    );
    assert_eq!(people::recoveries(&ana).await.unwrap(), []);
    assert_eq!(refusal(people::cancel_recovery(&ana, id).await), Error::NotFound);
    // And they may begin again.
    people::ask_recovery(&bruno, firms.rosa.caller.me().user).await.unwrap();
    people::cancel_recovery(&ana, only(&ana).await.0).await.unwrap();
    assert_eq!(people::recoveries(&ana).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_what_nobody_agrees_to_in_time_is_over() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let rosa = firms.rosa.caller.me().user;
    let (ana, _) = two(&firms).await;
    people::ask_recovery(&ana, rosa).await.unwrap();
    let (id, _) = only(&ana).await;
    world.pass(5 * 24 * 3600).await;
    let (ana, bruno) = two(&firms).await;
    assert_eq!(people::recoveries(&ana).await.unwrap(), []);
    assert_eq!(refusal(people::approve_recovery(&bruno, id).await), Error::NotFound);
    people::ask_recovery(&bruno, rosa).await.unwrap();
    assert_eq!(people::recoveries(&ana).await.unwrap().len(), 1);
}

/// Both administrators say so, and a day passes.
async fn ready(firms: &Firms) -> RecoveryId {
    let (ana, bruno) = two(firms).await;
    people::ask_recovery(&ana, firms.rosa.caller.me().user).await.unwrap();
    let (id, _) = only(&ana).await;
    people::approve_recovery(&bruno, id).await.unwrap();
    firms.world.pass(24 * 3600).await;
    id
}

/// The app that is offered for setting up after the password.
async fn new_app(world: &World, begun: &Begun) -> (Challenged, TotpSecret) {
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    let enrolment = access::enrolment(&challenged).await.unwrap();
    (challenged, TotpSecret::from_bytes(&base32(&enrolment.secret)).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_day_after_the_second_word_the_password_sets_up_a_new_factor() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (ana, bruno) = two(&firms).await;
    people::ask_recovery(&ana, firms.rosa.caller.me().user).await.unwrap();
    assert_eq!(world.password(ROSA).await.next, NextStep::Code, "nobody agreed");
    let (id, _) = only(&ana).await;
    people::approve_recovery(&bruno, id).await.unwrap();
    world.pass(24 * 3600 - 1).await;
    assert_eq!(world.password(ROSA).await.next, NextStep::Code, "a second too early");
    world.pass(1).await;
    let begun = world.password(ROSA).await;
    assert_eq!(begun.next, NextStep::SetUpAuthenticator);

    // Until the new one is set up the old ones stay, and open nothing on this way.
    let (challenged, new) = new_app(world, &begun).await;
    let old = code(&world.backend, &firms.rosa.totp);
    assert!(access::enter_code(&challenged, &old).await.is_err());
    let confirmed = format!(
        "select count(*) from matterlock.authenticators where user_id = '{}' and confirmed_at is not null",
        firms.rosa.id()
    );
    assert_eq!(world.count(&confirmed).await, 1);
    let signed_in = access::enter_code(&challenged, &code(&world.backend, &new))
        .await
        .unwrap();
    assert_eq!(signed_in.after, AfterSignIn::MakeRecoveryCodes);
    assert_eq!(world.count(&confirmed).await, 1);

    // The lost one opens nothing any more, the new one does; and it was done once.
    world.pass(31).await;
    let begun = world.password(ROSA).await;
    assert_eq!(begun.next, NextStep::Code);
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    let old = code(&world.backend, &firms.rosa.totp);
    assert!(access::enter_code(&challenged, &old).await.is_err());
    assert!(
        access::enter_code(&challenged, &code(&world.backend, &new))
            .await
            .is_ok()
    );
    let logged = "select count(*) from matterlock.log_entries where event = 'recovery_used'";
    assert_eq!(world.count(logged).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_recovery_that_is_said_no_to_in_between_gives_up_nothing() {
    let firms = Firms::new().await;
    let world = &firms.world;
    ready(&firms).await;
    let begun = world.password(ROSA).await;
    let (challenged, new) = new_app(world, &begun).await;
    let token = cancel_link(world).await;
    access::cancel_recovery(&world.visitor(), &token).await.unwrap();
    let told = refusal(access::enter_code(&challenged, &code(&world.backend, &new)).await);
    assert_eq!(told, Error::NotSignedIn);
    world.sign_in_again(&firms.rosa).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_who_said_so_has_to_be_an_administrator_still() {
    for (what, statement) in [
        ("role", "update matterlock.users set role = 'partner' where id = '{}'"),
        ("account", "update matterlock.users set active = false where id = '{}'"),
    ] {
        let firms = Firms::new().await;
        let world = &firms.world;
        ready(&firms).await;
        let statement = statement.replace("{}", &firms.bruno.id().to_string());
        world.alter(&statement).await;
        assert_eq!(world.password(ROSA).await.next, NextStep::Code, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_recovery_is_over_three_days_after_the_wait() {
    let firms = Firms::new().await;
    let world = &firms.world;
    ready(&firms).await;
    world.pass(3 * 24 * 3600 - 1).await;
    let begun = world.password(ROSA).await;
    assert_eq!(begun.next, NextStep::SetUpAuthenticator);
    let (challenged, new) = new_app(world, &begun).await;
    world.pass(1).await;
    let told = refusal(access::enter_code(&challenged, &code(&world.backend, &new)).await);
    assert_eq!(told, Error::NotSignedIn);
    assert_eq!(world.password(ROSA).await.next, NextStep::Code);
}

/// Eight who have the password begin with one recovery: each is shown a secret of their own, only the last one's counts, and of many who give
/// its code one signs in.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s11_of_many_who_use_one_recovery_one_signs_in() {
    let firms = Firms::new().await;
    let world = &firms.world;
    ready(&firms).await;
    let mut begun = Vec::new();
    for _ in 0..8 {
        let one = world.password(ROSA).await;
        begun.push(new_app(world, &one).await);
    }
    let (last, shown) = begun.pop().unwrap();
    for (earlier, seen) in &begun {
        assert_ne!(seen.bytes(), shown.bytes());
        assert_eq!(refusal(access::enrolment(earlier).await), Error::NotSignedIn);
        for given in [seen, &shown] {
            assert!(access::enter_code(earlier, &code(&world.backend, given)).await.is_err());
        }
    }
    world.alter("delete from matterlock.sign_in_failures").await;
    let shown = code(&world.backend, &shown);
    let tries = (0..8).map(|_| {
        let (challenged, shown) = (last.clone(), shown.clone());
        tokio::spawn(async move { access::enter_code(&challenged, &shown).await.is_ok() })
    });
    let mut signed_in = 0;
    for one in futures::future::join_all(tries).await {
        signed_in += u32::from(one.unwrap());
    }
    assert_eq!(signed_in, 1);
}
