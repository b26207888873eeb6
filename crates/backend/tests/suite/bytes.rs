//! K2: what is stored is sealed, what comes back is what was uploaded, and what is no document is not taken.

use backend::documents::PictureAsked;
use backend::{cases, documents};
use domain::rules::DOCUMENT_MAX_BYTES;
use domain::{Error, Problem};

use crate::support::papers::{asked, large_document, real_document, small_document};
use crate::support::people::{Firms, PASSWORD};
use crate::support::refusal;

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_a_download_is_the_upload_byte_for_byte() {
    let firms = Firms::new().await;
    let original = real_document();
    let document = documents::upload(&firms.ana.caller, firms.case, "../../C:\\actas\\acta.pdf", &original)
        .await
        .unwrap();
    assert_eq!(document.file_name, "acta.pdf");
    assert_eq!(document.size, original.len() as u64);
    assert_eq!(document.sha256, vault::digest::hex(&vault::digest::sha256(&original)));
    let download = documents::download(&firms.rosa.caller, document.id).await.unwrap();
    assert_eq!(download.sha256, document.sha256);
    assert!(download.bytes == original);
    // The same file twice is two documents with keys of their own.
    let again = documents::upload(&firms.ana.caller, firms.case, "acta.pdf", &original)
        .await
        .unwrap();
    assert_ne!(again.id, document.id);
    assert_eq!(
        firms
            .world
            .count("select count(distinct wrapped_key) from matterlock.documents")
            .await,
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_no_object_can_be_read() {
    let firms = Firms::new().await;
    let original = small_document("Un secreto entre abogado y cliente");
    let document = documents::upload(&firms.ana.caller, firms.case, "a.pdf", &original)
        .await
        .unwrap();
    documents::picture(&firms.ana.caller, document.id, asked(1, 720))
        .await
        .unwrap();
    let files = firms.world.folder.files();
    assert_eq!(files.len(), 3, "the file, its text, a picture: {files:?}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        for window in original.windows(12) {
            assert!(!contains(&bytes, window), "{}", file.display());
        }
        for known in [b"%PDF".as_slice(), b"PNG", b"IHDR", b"secreto", b"/Page"] {
            assert!(!contains(&bytes, known), "{}", file.display());
        }
        assert!(!file.to_string_lossy().contains("a.pdf"));
    }
}

/// Whoever steals the database alone can neither sign in, nor open a link, nor read a signature.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_the_database_holds_no_secret_in_the_clear() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    backend::signing::save_draft(&signer, particular()).await.unwrap();
    backend::signing::sign(&signer, particular(), "k").await.unwrap();
    let tables = firms.world.text("select string_agg(relname, ' ') from pg_class where relnamespace = 'matterlock'::regnamespace and relkind = 'r'").await;
    let mut dump = String::new();
    for table in tables.split(' ') {
        dump.push_str(
            &firms
                .world
                .text(&format!(
                    "select coalesce(string_agg(t::text, E'\\n'), '') from matterlock.{table} t"
                ))
                .await,
        );
    }
    let mut secrets: Vec<Vec<u8>> = vec![
        PASSWORD.into(),
        link.clone().into(),
        firms.ana.totp.bytes().into(),
        firms.ana.totp.base32().into(),
        firms.ana.secret(&firms.world).expose().into(),
        b"una firma muy particular".into(),
        [7; 32].into(),
    ];
    secrets.push(firms.ana.cookie.clone().into());
    for secret in secrets {
        assert!(!contains(dump.as_bytes(), &secret), "in the clear");
        assert!(
            !contains(dump.as_bytes(), vault::digest::hex(&secret).as_bytes()),
            "in hex"
        );
    }
    assert!(
        dump.contains("Carmen Rojas") && dump.contains("$argon2id$"),
        "the dump is the database"
    );
}

/// A signature that nobody else makes.
fn particular() -> domain::signing::Mark {
    domain::signing::Mark::Typed("una firma muy particular".to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_a_tampered_or_moved_object_is_refused() {
    let firms = Firms::new().await;
    let first = firms.upload().await;
    let second = documents::upload(&firms.ana.caller, firms.case, "b.pdf", &small_document("Otro"))
        .await
        .unwrap()
        .id;
    documents::picture(&firms.ana.caller, first, asked(1, 200))
        .await
        .unwrap();
    let objects = firms.world.folder.path().join("objects");
    let path = |id| objects.join(format!("documents/{}/{id}", firms.ana.firm()));
    let (one, two) = (
        std::fs::read(path(first)).unwrap(),
        std::fs::read(path(second)).unwrap(),
    );
    let internal = |error: Error| assert!(matches!(error, Error::Internal { .. }), "{error:?}");
    let flipped = |at: usize| {
        let mut bytes = one.clone();
        bytes[at] ^= 1;
        bytes
    };
    let longer = [one.clone(), vec![0]].concat();
    for tampered in [
        flipped(0),
        flipped(one.len() / 2),
        flipped(one.len() - 1),
        one[..one.len() - 1].to_vec(),
        longer,
        Vec::new(),
        two.clone(),
    ] {
        std::fs::write(path(first), tampered).unwrap();
        internal(refusal(documents::download(&firms.ana.caller, first).await));
    }
    std::fs::write(path(first), &one).unwrap();
    assert!(documents::download(&firms.ana.caller, first).await.is_ok());
    // The row's key and file exchanged with another row's: still not this document's.
    firms
        .world
        .alter("alter table matterlock.documents drop constraint documents_names_its_own_objects")
        .await;
    firms.world.alter(&format!(
        "update matterlock.documents d set wrapped_key = o.wrapped_key, text_object_name = o.text_object_name from matterlock.documents o where d.id = '{first}' and o.id = '{second}'"
    )).await;
    internal(refusal(documents::download(&firms.ana.caller, first).await));
    internal(refusal(documents::page(&firms.ana.caller, first).await));
    internal(refusal(
        documents::picture(&firms.ana.caller, first, asked(1, 200)).await,
    ));
    // A digest that was changed in the row is found out.
    firms
        .world
        .alter(&format!(
            "update matterlock.documents set sha256 = sha256('x') where id = '{second}'"
        ))
        .await;
    internal(refusal(documents::download(&firms.ana.caller, second).await));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k4_fifteen_megabytes_and_no_more() {
    let firms = Firms::new().await;
    let mut large = large_document("Grande", usize::try_from(DOCUMENT_MAX_BYTES).unwrap());
    let taken = documents::upload(&firms.ana.caller, firms.case, "g.pdf", &large)
        .await
        .unwrap();
    assert_eq!(taken.size, DOCUMENT_MAX_BYTES);
    assert!(documents::download(&firms.ana.caller, taken.id).await.unwrap().bytes == large);
    large.push(b'\n');
    let answer = refusal(documents::upload(&firms.ana.caller, firms.case, "g.pdf", &large).await);
    assert_eq!(
        answer,
        Error::TooLarge {
            limit: DOCUMENT_MAX_BYTES
        }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k4_a_pdf_is_known_by_its_content() {
    let firms = Firms::new().await;
    let fixture =
        |name: &str| std::fs::read(format!("{}/../paper/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let real = real_document();
    let wrong_magic = [b"XPDF".to_vec(), real[4..].to_vec()].concat();
    let cases: Vec<(&str, Vec<u8>, Problem)> = vec![
        ("nothing", Vec::new(), Problem::Required),
        ("text.pdf", b"just text".to_vec(), Problem::NotAPdf),
        ("page.pdf", b"<!doctype html><p>%PDF</p>".to_vec(), Problem::NotAPdf),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n0000IHDR".to_vec(), Problem::NotAPdf),
        ("archive.pdf", b"PK\x03\x04xxxxxxxxxxxxxxxx".to_vec(), Problem::NotAPdf),
        ("magic.pdf", wrong_magic, Problem::NotAPdf),
        (
            "locked.pdf",
            fixture("encrypted-user-password.pdf"),
            Problem::EncryptedPdf,
        ),
        (
            "half.pdf",
            b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog".to_vec(),
            Problem::DamagedPdf,
        ),
    ];
    for (name, bytes, problem) in cases {
        let answer = refusal(documents::upload(&firms.ana.caller, firms.case, name, &bytes).await);
        assert_eq!(answer.problem_of("file"), Some(problem), "{name}: {answer:?}");
    }
    assert!(firms.world.folder.files().is_empty(), "nothing of a refused file stays");
    assert!(
        cases::page(&firms.ana.caller, firms.case)
            .await
            .unwrap()
            .documents
            .is_empty()
    );
    // The name says nothing: a PDF is one whatever it is called.
    let taken = documents::upload(&firms.ana.caller, firms.case, "foto.png", &small_document("x"))
        .await
        .unwrap();
    assert_eq!(taken.pages, 1);
}

/// Whoever sees a page has read the document: pages stand in the log too, once in a while, whichever way they were asked for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_a_page_is_not_seen_without_an_entry() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let read = || {
        let query = "select count(*) from matterlock.log_entries where event = 'document_read'";
        firms.world.count(query)
    };
    assert_eq!(read().await, 0);
    let first = documents::picture(&firms.ana.caller, document, asked(1, 200))
        .await
        .unwrap();
    assert_eq!(read().await, 1);
    // A picture that the browser holds is not sent again, and was asked for all the same.
    let held = PictureAsked {
        held: Some(&first.version),
        ..asked(1, 200)
    };
    assert!(
        documents::picture(&firms.ana.caller, document, held)
            .await
            .unwrap()
            .png
            .is_none()
    );
    let other = PictureAsked {
        held: Some(&first.version),
        ..asked(1, 720)
    };
    assert!(
        documents::picture(&firms.ana.caller, document, other)
            .await
            .unwrap()
            .png
            .is_some()
    );
    documents::page(&firms.ana.caller, document).await.unwrap();
    assert_eq!(read().await, 1, "once in ten minutes");
    firms.world.pass(601).await;
    documents::picture(&firms.ana.caller, document, asked(1, 200))
        .await
        .unwrap();
    assert_eq!(read().await, 2);
}

/// A commit whose answer is an error may have been done: the file stays, and is swept only once no row names it for a day.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_an_unclear_commit_loses_no_file_and_leaves_none_for_ever() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let kept = firms.upload().await;
    let objects = || {
        let files = world.folder.files();
        files
            .iter()
            .filter(|file| file.to_string_lossy().contains("/objects/"))
            .count()
    };
    assert_eq!(objects(), 2);
    world
        .alter(
            "create function public.fail() returns trigger language plpgsql as $$ begin raise exception 'at the end'; end $$;
             create constraint trigger fail after insert on matterlock.documents deferrable initially deferred
               for each row execute function public.fail()",
        )
        .await;
    let refused = documents::upload(&firms.ana.caller, firms.case, "a.pdf", &small_document("a")).await;
    assert_eq!(refusal(refused), Error::Unclear);
    assert_eq!(objects(), 4, "nobody knows whether the row is there");
    assert_eq!(documents::sweep(&world.backend).await.unwrap(), 0, "too young");
    world.pass(25 * 3600).await;
    assert_eq!(documents::sweep(&world.backend).await.unwrap(), 2);
    assert_eq!(objects(), 2);
    world.alter("drop trigger fail on matterlock.documents").await;
    let ana = world.sign_in_again(&firms.ana).await.caller;
    documents::download(&ana, kept).await.unwrap();

    // A refusal before the end is clear: nothing stays.
    world
        .alter("alter table matterlock.documents add check (file_name <> 'b.pdf')")
        .await;
    assert!(
        documents::upload(&ana, firms.case, "b.pdf", &small_document("b"))
            .await
            .is_err()
    );
    assert_eq!(objects(), 2);
}

/// What is stored, and letters that wait, are for the server's own user only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_folders_are_closed_to_other_users() {
    use std::os::unix::fs::PermissionsExt as _;
    let firms = Firms::new().await;
    for folder in ["objects", "outbox"] {
        let mode = std::fs::metadata(firms.world.folder.path().join(folder))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
}
