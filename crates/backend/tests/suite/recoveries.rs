//! S11: a lost second factor needs two administrators and a day, and its owner can say no.

use backend::caller::Administrator;
use backend::{access, jobs, people};
use domain::Error;
use domain::access::RecoveryStage;
use domain::error::Conflict;
use domain::ids::RecoveryId;

use crate::support::people::Firms;
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
