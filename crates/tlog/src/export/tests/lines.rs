//! Lines that are missing, out of place, no lines of ours, or changed.

use super::*;

#[test]
fn a_file_without_its_end_or_a_line_is_noticed() {
    let entries = sample::entries(4);
    // Header, two entries, two checkpoints, two entries, end.
    let file = range(&entries, 0);
    let line = |line, problem| Finding::FileLine { line, problem };
    let (end, place) = (8, LineProblem::OutOfPlace);
    assert_eq!(file.lines().count(), end);

    assert_eq!(verify(trust(), "").findings, [Finding::FileCut { lines: 0 }]);
    assert_eq!(
        verify(trust(), &without(&file, end)).findings,
        [Finding::FileCut { lines: 7 }]
    );
    assert_eq!(verify(trust(), &without(&file, 1)).findings, [line(1, place)]);
    let miscounted = LineProblem::Count { said: 4, found: 3 };
    let missing = Finding::Missing { first: 2, last: 2 };
    assert_eq!(
        verify(trust(), &without(&file, 3)).findings,
        [missing, line(7, miscounted)]
    );

    let header = file.lines().next().unwrap();
    assert_eq!(
        verify(trust(), &format!("{header}\n{file}")).findings[..1],
        [line(2, place)]
    );
    assert_eq!(verify(trust(), &format!("{file}{header}\n")).findings, [line(9, place)]);
    assert_eq!(
        verify(trust(), &format!("{file}\n")).findings,
        [line(9, LineProblem::Unknown)]
    );
}

#[test]
fn a_file_holds_one_scope() {
    let entries = sample::entries(4);
    let (range, selection) = (range(&entries, 0), selection(&entries, &[0, 1]));
    let in_range = range.lines().nth(1).unwrap();
    let proven = selection.lines().nth(2).unwrap();
    let note = selection.lines().nth(1).unwrap();
    let read = |file: &str, after: usize, next: &str| {
        let mut reader = Reader::new();
        for line in file.lines().take(after) {
            reader.line(line).unwrap();
        }
        reader.line(next).map(drop).map_err(|error| error.problem)
    };
    assert_eq!(read(&range, 1, in_range), Ok(()));
    assert_eq!(read(&range, 1, proven), Err(LineProblem::OutOfPlace));
    assert_eq!(read(&range, 3, note), Ok(()));
    assert_eq!(read(&selection, 1, note), Ok(()));
    assert_eq!(read(&selection, 2, note), Ok(()));
    assert_eq!(read(&selection, 2, proven), Ok(()));
    assert_eq!(read(&selection, 3, note), Err(LineProblem::OutOfPlace));
    assert_eq!(read(&selection, 2, in_range), Err(LineProblem::OutOfPlace));
    for (what, next) in [("an entry", in_range), ("a proof", proven), ("a note", note)] {
        assert_eq!(read(&range, 0, next), Err(LineProblem::OutOfPlace), "{what}");
    }
}

#[test]
fn what_is_no_line_is_refused() {
    let entries = sample::entries(1);
    let file = range(&entries, 0);
    let header = file.lines().next().unwrap();
    let read = |line: &str| {
        let mut reader = Reader::new();
        reader.line(header).unwrap();
        reader.line(line).map(drop)
    };
    let entry = file.lines().nth(3).unwrap();
    assert_eq!(read(entry), Ok(()));
    for wrong in [
        "",
        "null",
        "[]",
        "{}",
        "\"end\"",
        "{\"other\":{}}",
        "{\"end\":{}}",
        "{\"end\":{\"entries\":0,\"more\":1}}",
        "{\"end\":{\"entries\":0},\"more\":1}",
        "{\"end\":{\"entries\":-1}}",
        &format!("{entry}{entry}"),
        &entry.replace("\"number\":1", "\"number\":1.5"),
    ] {
        let problem = LineProblem::Unknown;
        assert_eq!(read(wrong), Err(LineError { line: 2, problem }), "{wrong}");
    }

    let long = |length: usize| format!("{entry}{}", " ".repeat(length - entry.len()));
    assert_eq!(read(&long(4 * 1024 * 1024)), Ok(()));
    let problem = LineProblem::TooLong;
    assert_eq!(read(&long(4 * 1024 * 1024 + 1)), Err(LineError { line: 2, problem }));

    let key = format!("\"{}\"", sample::signer().verifier());
    let keys = |count: usize| header.replace(&key, &vec![key.as_str(); count].join(","));
    assert!(Reader::new().line(&keys(64)).is_ok());
    assert!(Reader::new().line(&keys(65)).is_err());
    assert!(Reader::new().line(&header.replace("-v1", "-v2")).is_err());
}

#[test]
fn no_letter_of_a_file_can_be_changed() {
    let entries = sample::entries(3);
    for file in [
        range(&entries, 0),
        range(&entries, 1),
        selection(&entries, &[0, 2]),
        hashed(&entries),
        pack(),
        earlier::grown(&entries, &[1, 2], &[0, 2]),
    ] {
        assert!(verify(trust(), &file).is_clean());
        // The keys in the file mean nothing to whoever knows the right ones, and no verifier reads the guide.
        let unused = file.find("\"keys\"").unwrap()..file.find("\"scope\"").unwrap();
        let guide = file
            .find("[\"Read")
            .map_or(0..0, |from| from + 2..file.find("\"]}").unwrap());
        let counts = |(at, _): &(usize, char)| !unused.contains(at) && !guide.contains(at);
        for (at, letter) in file.char_indices().filter(counts) {
            let other = match letter {
                'z' => 'a',
                'Z' => 'A',
                '9' => '0',
                'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(u32::from(letter) + 1).unwrap(),
                // A line end more or less is tried elsewhere.
                '\n' => continue,
                _ => '#',
            };
            let mut changed = file.clone();
            changed.replace_range(at..at + letter.len_utf8(), other.encode_utf8(&mut [0; 4]));
            assert!(!verify(trust(), &changed).is_clean(), "{letter} at {at} of {file}");
        }
    }
}
