use siplaunch_push::media::Codec;

/// The ranges of `tests/vectors/g711.txt` of one law: first sample, byte.
fn ranges(law: &str) -> Vec<(i16, u8)> {
    let lines = include_str!("../../../../tests/vectors/g711.txt").lines();
    let words = lines.map(|line| line.split(' ').collect::<Vec<_>>());
    let own = words.filter(|words| words[0] == law);
    own.map(|words| (words[1].parse().unwrap(), u8::from_str_radix(words[2], 16).unwrap())).collect()
}

fn check(codec: Codec, law: &str) {
    let ranges = ranges(law);
    assert_eq!(ranges.len(), 256);
    assert_eq!(ranges[0].0, i16::MIN);
    for sample in i16::MIN..=i16::MAX {
        let (_, byte) = ranges[ranges.partition_point(|(first, _)| *first <= sample) - 1];
        assert_eq!(codec.encode(sample), byte, "{law} of {sample}");
    }
}

#[test]
fn every_sample_is_encoded_as_the_itu_reference_does() {
    check(Codec::Pcma, "pcma");
    check(Codec::Pcmu, "pcmu");
}
