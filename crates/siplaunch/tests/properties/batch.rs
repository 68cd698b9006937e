//! A batch gives each row what the call for a single row gives.

use proptest::{array::uniform3, collection::vec, prelude::*};
use siplaunch::{Batch, Brand, BrandParts, Credentials, Error, KeyRing, Portal, Seal, SealingKey};

use crate::strategies;

const BASE: &str = "https://portal.example/p";

/// Good fields, some empty or with a forbidden character, some around the ends of AES blocks, and few long ones.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => strategies::field(),
        10 => "[a-z]{13,18}",
        2 => "[a-z]{500,5000}",
        1 => Just(String::new()),
        1 => "[a-z]{0,40}[&\n]",
    ]
}

fn rows(count: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<[String; 3]>> {
    vec([field(), field(), field()], count)
}

/// The text of one row, by the calls for a single row.
type Single<'a> = Box<dyn Fn(usize, Credentials<'_>) -> Result<String, Error> + 'a>;

/// Each kind of batch, with its single call.
fn kinds<'a>(brand: &'a Brand, keys: &'a KeyRing, salts: &'a [[u8; 4]]) -> Vec<(Batch<'a>, Single<'a>)> {
    let portal = Portal::new(BASE).expect("a good base");
    let seal = Seal { expires: 1_800_000_000, context: b"portal.example" };
    let one_time = move |index: usize, row: Credentials<'_>| keys.seal_one_time_with_salt(row, seal, salts[index]);
    vec![
        (Batch::tokens(brand), Box::new(|_, row| Ok(brand.token(row)?.into()))),
        (Batch::app_links(brand), Box::new(|_, row| Ok(brand.scheme().app_link(brand.token(row)?).into()))),
        (Batch::launch_links(portal, brand), Box::new(move |_, row| Ok(portal.link(brand.token(row)?).into()))),
        (Batch::sealed_tokens(keys, seal), Box::new(move |_, row| Ok(keys.seal(row, seal)?.into()))),
        (
            Batch::sealed_links(portal, keys, seal),
            Box::new(move |_, row| Ok(portal.link(&keys.seal(row, seal)?).into())),
        ),
        (
            Batch::one_time_links(portal, keys, seal, salts),
            Box::new(move |index, row| Ok(portal.link(&one_time(index, row)?).into())),
        ),
    ]
}

fn key_ring() -> KeyRing {
    KeyRing::new(&[SealingKey { id: 2, key: &[7; 32] }], 2).expect("good keys")
}

fn credentials(rows: &[[String; 3]]) -> Vec<Credentials<'_>> {
    rows.iter().map(|[username, server, password]| Credentials { username, server, password }).collect()
}

fn check_equal_to_single_calls(brand: &Brand, rows: &[[String; 3]]) -> Result<(), TestCaseError> {
    let (rows, keys) = (credentials(rows), key_ring());
    let salts: Vec<[u8; 4]> = (0..).map(u32::to_be_bytes).take(rows.len()).collect();
    for (batch, single) in kinds(brand, &keys, &salts) {
        let expected: Vec<_> = rows.iter().enumerate().map(|(index, row)| single(index, *row)).collect();
        let texts = batch.write(&rows);
        prop_assert!(texts.iter().eq(expected.iter().map(|text| text.as_deref().map_err(|error| *error))));
        let bad: Vec<_> =
            (0..).zip(&expected).filter_map(|(i, text)| Some((i, text.as_ref().err().copied()?))).collect();
        prop_assert_eq!(texts.rejected(), &bad);
        #[cfg(feature = "parallel")]
        {
            let texts = batch.write_parallel(&rows);
            prop_assert!(texts.iter().eq(expected.iter().map(|text| text.as_deref().map_err(|error| *error))));
            prop_assert_eq!(texts.rejected(), &bad);
        }
    }
    Ok(())
}

/// Into buffers of exactly the lengths that they need, and one byte or place less.
fn check_buffers(brand: &Brand, rows: &[[String; 3]]) -> Result<(), TestCaseError> {
    const UNTOUCHED: u8 = 0xA5;
    let (rows, keys) = (credentials(rows), key_ring());
    let salts = vec![[9; 4]; rows.len()];
    for (batch, _) in kinds(brand, &keys, &salts) {
        let expected = batch.write(&rows);
        let (mut text, mut ends) = (vec![UNTOUCHED; batch.max_len(&rows)], vec![usize::MAX; rows.len()]);
        let len = batch.write_into(&rows, &mut text, &mut ends, |_, _| {}).expect("room enough");
        let all: String = expected.iter().flatten().collect();
        prop_assert_eq!(&text[..len], all.as_bytes());
        prop_assert_eq!(ends.last().copied().unwrap_or(0), len);

        text.fill(UNTOUCHED);
        ends.fill(usize::MAX);
        let (text_len, count) = (text.len(), ends.len());
        let refused = |text: &mut [u8], ends: &mut [usize]| {
            batch.write_into(&rows, text, ends, |_, _| panic!("a rejected row")) == Err(Error::BufferTooSmall)
        };
        if count > 0 {
            prop_assert!(refused(&mut text[..text_len - 1], &mut ends));
            prop_assert!(refused(&mut text, &mut ends[..count - 1]));
        }
        ends.push(usize::MAX);
        prop_assert!(refused(&mut text, &mut ends));
        prop_assert!(text.iter().all(|&byte| byte == UNTOUCHED) && ends.iter().all(|&end| end == usize::MAX));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_batch_equals_the_single_calls(brand in strategies::brand(), rows in rows(0..80)) {
        check_equal_to_single_calls(&brand, &rows)?;
    }

    #[test]
    fn a_batch_fits_into_what_it_asks_for(brand in strategies::brand(), rows in rows(0..20)) {
        check_buffers(&brand, &rows)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn a_long_batch_equals_the_single_calls(brand in strategies::brand(), lens in vec(uniform3(0_usize..70), 1_000..2_200)) {
        let rows: Vec<_> = lens.into_iter().map(|lens| lens.map(|len| "x".repeat(len))).collect();
        check_equal_to_single_calls(&brand, &rows)?;
    }
}

/// CPUs encrypt 8, 30 or 64 blocks at a time.
#[test]
fn batches_around_the_number_of_lanes_equal_the_single_calls() {
    for (key, counts) in [(16, [1, 7, 8, 9, 16, 17]), (24, [29, 30, 31, 59, 61, 62]), (32, [63, 64, 65, 127, 129, 300])]
    {
        let brand = Brand::new(BrandParts { key: &vec![7; key], iv: &[9; 16], scheme: "acme" }).expect("good values");
        for count in counts {
            // Of two blocks to seven, each at all places of a lane.
            let rows: Vec<_> = (0..count).map(|row| ["a", "bc", "def"].map(|text| text.repeat(1 + row % 11))).collect();
            check_equal_to_single_calls(&brand, &rows).unwrap_or_else(|error| panic!("{count} rows: {error}"));
        }
    }
}

#[test]
fn one_time_links_need_a_salt_for_each_row() {
    let (portal, keys) = (Portal::new(BASE).expect("a good base"), key_ring());
    let seal = Seal { expires: 1_800_000_000, context: b"" };
    let row = Credentials { username: "a", server: "b", password: "c" };
    for salts in [&[][..], &[[0; 4]; 2]] {
        let batch = Batch::one_time_links(portal, &keys, seal, salts);
        let result = batch.write_into(&[row], &mut [0; 500], &mut [0], |_, _| {});
        assert_eq!(result, Err(Error::BufferTooSmall));
    }
}

#[test]
fn a_bad_expiry_rejects_each_row() {
    let keys = key_ring();
    let row = Credentials { username: "a", server: "b", password: "c" };
    let texts = Batch::sealed_tokens(&keys, Seal { expires: 1 << 32, context: b"" }).write(&[row, row]);
    assert_eq!(texts.rejected(), [(0, Error::Expires), (1, Error::Expires)]);
}
