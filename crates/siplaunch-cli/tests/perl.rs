//! `siplaunch encode` against the handbook's algorithm as Perl runs it, on random inputs.
#![cfg(test)]

use std::{
    env,
    io::Write as _,
    process::{Command, Stdio},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

const MAX_LEN: usize = 300;
const THREADS: usize = 4;

/// A key and an IV in hex, or nothing for the published ones.
type BrandHex = Option<[String; 2]>;

/// `SplitMix64`: good enough to choose test inputs, and in need of no crate.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn byte(&mut self) -> u8 {
        let [kind, any, ..] = self.next().to_le_bytes();
        if kind % 4 == 0 { b"\n\r\0&=%+ "[usize::from(any % 8)] } else { any }
    }

    fn below(&mut self, limit: usize) -> usize {
        let [low, high, ..] = self.next().to_le_bytes();
        usize::from(u16::from_le_bytes([low, high])) % limit
    }

    fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.byte()).collect()
    }
}

/// Repeat a failed run with its seed: `SIPLAUNCH_TEST_SEED=… cargo test --test perl`.
fn seed() -> u64 {
    let seed = match env::var("SIPLAUNCH_TEST_SEED") {
        Ok(seed) => seed.parse().expect("SIPLAUNCH_TEST_SEED is a number"),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs(),
    };
    println!("SIPLAUNCH_TEST_SEED={seed}");
    seed
}

/// Each length once, then lengths by chance.
fn inputs(random: &mut Random, count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| {
            let len = if n <= MAX_LEN { n } else { random.below(MAX_LEN + 1) };
            random.bytes(len)
        })
        .collect()
}

fn check_perl_modules() {
    let status =
        Command::new("perl").args(["-MCrypt::Rijndael", "-MMIME::Base64", "-MURI::Escape", "-e", "1"]).status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "this test needs Perl with Crypt::Rijndael and URI::Escape: apt-get install perl libcrypt-rijndael-perl liburi-perl"
    );
}

fn run(command: &mut Command, stdin: &[u8]) -> Vec<u8> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a start");
    let mut pipe = child.stdin.take().expect("a pipe");
    let output = thread::scope(|scope| {
        scope.spawn(move || pipe.write_all(stdin).expect("all input is read"));
        child.wait_with_output().expect("an end")
    });
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Two lines for each input.
fn perl(inputs: &[Vec<u8>], brand: &BrandHex) -> Vec<Vec<u8>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/perl/encrypt.pl");
    let lines: String = inputs.iter().map(|input| base16ct::lower::encode_string(input) + "\n").collect();
    let output = run(Command::new("perl").arg(script).args(brand.iter().flatten()), lines.as_bytes());
    let lines: Vec<_> = output.split_inclusive(|&b| b == b'\n').collect();
    assert_eq!(lines.len(), 2 * inputs.len());
    lines.chunks(2).map(<[_]>::concat).collect()
}

fn siplaunch(input: &[u8], brand: &BrandHex) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_siplaunch"));
    command.arg("encode").env_clear();
    if let Some([key, iv]) = brand {
        command.env("SIPLAUNCH_KEY_HEX", key).env("SIPLAUNCH_IV_HEX", iv);
    }
    run(&mut command, input)
}

fn check_same(inputs: &[Vec<u8>], brand: &BrandHex) {
    check_perl_modules();
    let expected = perl(inputs, brand);
    let cases: Vec<_> = inputs.iter().zip(&expected).collect();
    thread::scope(|scope| {
        for part in cases.chunks(cases.len().div_ceil(THREADS)) {
            scope.spawn(move || {
                for (input, expected) in part {
                    assert_eq!(&siplaunch(input, brand), *expected, "input {}", base16ct::lower::encode_string(input));
                }
            });
        }
    });
}

#[test]
fn the_published_brand_prints_what_perl_prints() {
    let mut random = Random(seed());
    let inputs = inputs(&mut random, 2000);
    for byte in [b'\n', b'\0'] {
        assert!(inputs.iter().filter(|input| input.contains(&byte)).count() > 1000);
        assert!(inputs.iter().filter(|input| input.ends_with(&[byte])).count() > 10);
    }
    check_same(&inputs, &None);
}

#[test]
fn every_key_size_prints_what_perl_prints() {
    let mut random = Random(seed() ^ 1);
    for key_len in [16, 24, 32] {
        let [key, iv] = [key_len, 16].map(|len| base16ct::lower::encode_string(&random.bytes(len)));
        check_same(&inputs(&mut random, 100), &Some([key, iv]));
    }
}
