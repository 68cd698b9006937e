//! NIST CAVP AES-CBC cases, both ways through the codec's own cipher.
#![cfg(test)]

mod codec;

use siplaunch::Brand;

struct Case {
    brand: Brand,
    key: Vec<u8>,
    plaintext: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl Case {
    fn parse(text: &str) -> Self {
        let field = |name| {
            let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
            base16ct::mixed::decode_vec(value.expect(name)).expect("hex digits")
        };
        let key = field("KEY");
        Self {
            brand: codec::brand(&key, &field("IV")),
            key,
            plaintext: field("PLAINTEXT"),
            ciphertext: field("CIPHERTEXT"),
        }
    }

    fn check_encryption(&self) {
        let ciphertext = codec::encrypt(&self.brand, &self.plaintext);
        assert_eq!(ciphertext[..self.ciphertext.len()], self.ciphertext);
        assert_eq!(ciphertext.len(), self.ciphertext.len() + 16);
    }

    /// CAVP's ciphertext has no padding, which decoding insists on.
    fn check_decryption(&self) {
        let padded = [&*self.ciphertext, &self.padding_block()].concat();
        assert_eq!(codec::decrypt(&self.brand, &padded).as_ref(), Ok(&self.plaintext));
    }

    /// The block that would come next: an empty plaintext's only one, chained to the last of these.
    fn padding_block(&self) -> Vec<u8> {
        let last = self.ciphertext.last_chunk::<16>().expect("a block");
        codec::encrypt(&codec::brand(&self.key, last), b"")
    }
}

fn check_files<const N: usize>(files: [(&str, usize); N], key_len: usize) {
    for (file, count) in files {
        let cases: Vec<_> = file.split("COUNT").skip(1).map(Case::parse).collect();
        assert_eq!(cases.len(), count);
        for case in cases {
            assert_eq!(case.key.len(), key_len);
            case.check_encryption();
            case.check_decryption();
        }
    }
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../../tests/vectors/nist-cavp/CBC", $name, ".rsp"))
    };
}

#[test]
fn aes_128() {
    check_files([(file!("GFSbox128"), 14), (file!("KeySbox128"), 42), (file!("MMT128"), 20)], 16);
}

#[test]
fn aes_192() {
    check_files([(file!("GFSbox192"), 12), (file!("KeySbox192"), 48), (file!("MMT192"), 20)], 24);
}

#[test]
fn aes_256() {
    check_files([(file!("GFSbox256"), 10), (file!("KeySbox256"), 32), (file!("MMT256"), 20)], 32);
}
