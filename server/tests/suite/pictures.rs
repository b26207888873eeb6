//! D1 and I2 over HTTP: a browser that keeps a page's picture asks each time whether it may still show it.

use crate::anas::{link_token, make_anas, open_and_consent};
use crate::installation::Installation;
use crate::person::Person;

#[tokio::test(flavor = "multi_thread")]
async fn i2_a_kept_picture_is_shown_only_to_who_may_see_it_now() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let client = Person::stranger(&installation);
    open_and_consent(&client, &link_token(&ana, &anas.envelope).await).await;
    let office = format!("/files/documents/{}/pages/1?width=720", anas.document);
    let signing = "/files/signing/pages/1?width=720".to_owned();
    for (who, path) in [(&ana, &office), (&client, &signing)] {
        let first = who.get(path).await;
        assert_eq!(first.status(), 200);
        assert_eq!(first.headers()["cache-control"], "private, no-cache");
        let tag = first.headers()["etag"].to_str().unwrap().to_owned();
        assert!(
            tag.contains(&anas.sha256),
            "another document's picture has another name"
        );
        let again = who.get_if_changed(path, &tag).await;
        assert_eq!(again.status(), 304);
        assert!(again.bytes().await.unwrap().is_empty());
        assert_eq!(who.get_if_changed(path, "\"other\"").await.status(), 200);
    }
    let tag = client.get(&signing).await.headers()["etag"]
        .to_str()
        .unwrap()
        .to_owned();
    let void = [("envelope", anas.envelope.as_str()), ("reason", "")];
    assert_eq!(ana.post("signing/void", &void).await.status(), 200);
    assert_eq!(client.get_if_changed(&signing, &tag).await.status(), 409);
    assert_eq!(ana.post("access/sign-out", &[]).await.status(), 200);
    assert_eq!(ana.get_if_changed(&office, &tag).await.status(), 401);
}
