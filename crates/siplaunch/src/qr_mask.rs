//! The choice of a QR code's mask: the one with the least penalty (ISO/IEC 18004 §7.8.3). The encoder's own search makes
//! the same choice module by module; here an integer holds a line of modules. No module that is shown comes from here.

use alloc::vec::Vec;

use qrcodegen_no_heap::{Mask, QrCode};
use zeroize::Zeroizing;

/// A row or column: bit `1 << x` is the module at `x`, set for dark. Beyond both ends all is light.
type Line = u128;

/// The rows or the columns of a code.
type Lines = Zeroizing<Vec<Line>>;

/// The largest version whose lines fit, of 125 modules.
const MAX_VERSION: u8 = 27;

/// The penalties N1 to N4.
const RUN: u32 = 3;
const BLOCK: u32 = 3;
const FINDER: u32 = 40;
const IMBALANCE: u32 = 10;

/// Lines of a mask, set where it inverts. They repeat.
type Pattern = [Line; 12];

const ROWS: [Pattern; 8] = patterns(false);
const COLUMNS: [Pattern; 8] = patterns(true);

/// The format information of each mask at level M (ISO/IEC 18004 table C.1).
const FORMATS: [u16; 8] = [0x5412, 0x5125, 0x5E7C, 0x5B4B, 0x45F9, 0x40CE, 0x4F97, 0x4AA0];

const fn patterns(transposed: bool) -> [Pattern; 8] {
    let mut patterns = [[0; 12]; 8];
    let mut mask = 0;
    while mask < patterns.len() {
        let mut at = 0;
        while at < 12 * 128 {
            let (line, module) = (at / 128, at % 128);
            let (x, y) = if transposed { (line, module) } else { (module, line) };
            patterns[mask][line] |= (inverts(mask, x, y) as Line) << module;
            at += 1;
        }
        mask += 1;
    }
    patterns
}

/// ISO/IEC 18004 table 10.
const fn inverts(mask: usize, x: usize, y: usize) -> bool {
    let rest = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    rest == 0
}

/// The mask for a code that was drawn with mask 0, or `None` if the code is too large to tell.
pub(crate) fn best_mask(first: &QrCode<'_>) -> Option<Mask> {
    let version = first.version().value();
    if version > MAX_VERSION {
        return None;
    }
    let data = data_modules(version);
    let rows = lines(first, |line, at| (at, line));
    let columns = lines(first, |line, at| (line, at));
    let penalty_of = |mask: &u8| {
        let mask = usize::from(*mask);
        let mut rows = masked(&rows, &data, &ROWS, mask);
        let mut columns = masked(&columns, &data, &COLUMNS, mask);
        set_format(&mut rows, &mut columns, FORMATS[0] ^ FORMATS[mask]);
        penalty(&rows, &columns)
    };
    (0..8).min_by_key(penalty_of).map(Mask::new)
}

/// `place` gives column and row of a module in a line.
fn lines(code: &QrCode<'_>, place: impl Fn(i32, i32) -> (i32, i32)) -> Lines {
    let is_dark = |line, at| {
        let (x, y) = place(line, at);
        code.get_module(x, y)
    };
    let size = code.size();
    let line = |line| (0..size).rev().fold(0, |bits, at| bits << 1 | Line::from(is_dark(line, at)));
    Zeroizing::new((0..size).map(line).collect())
}

/// The modules that masks invert, which are the same in rows and columns: all but those of finders, timing, alignment,
/// format and version.
fn data_modules(version: u8) -> Vec<Line> {
    let side = 17 + 4 * usize::from(version);
    let far = side - 8;
    let mut lines = Vec::from_iter((0..side).map(|_| ones(0, side) & !ones(6, 1)));
    lines[6] = 0;
    clear(&mut lines, 0, 9, ones(0, 9) | ones(far, 8));
    clear(&mut lines, far, 8, ones(0, 9));
    if version >= 7 {
        clear(&mut lines, 0, 6, ones(far - 3, 3));
        clear(&mut lines, far - 3, 3, ones(0, 6));
    }
    for (a, b) in alignments(usize::from(version)) {
        clear(&mut lines, a - 2, 5, ones(b - 2, 5));
    }
    lines
}

/// The centres of the alignment patterns (ISO/IEC 18004 annex E).
fn alignments(version: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = if version == 1 { 0 } else { version / 7 + 2 };
    let step = if version == 1 { 0 } else { (4 * version + 2 * count + 1) / (2 * count - 2) * 2 };
    let last = 10 + 4 * version;
    // From the far end, as the first distance is the odd one.
    let position = move |i: usize| if i + 1 == count { 6 } else { last - i * step };
    let pairs = (0..count).flat_map(move |a| (0..count).map(move |b| (position(a), position(b))));
    pairs.filter(move |pair| ![(6, 6), (6, last), (last, 6)].contains(pair))
}

const fn ones(start: usize, len: usize) -> Line {
    ((1 << len) - 1) << start
}

fn clear(lines: &mut [Line], start: usize, len: usize, modules: Line) {
    lines[start..start + len].iter_mut().for_each(|line| *line &= !modules);
}

/// Lines of mask 0 with another mask.
fn masked(lines: &[Line], data: &[Line], patterns: &[Pattern; 8], mask: usize) -> Lines {
    let changes = patterns[0].iter().zip(&patterns[mask]).map(|(first, other)| first ^ other).cycle();
    Zeroizing::new(lines.iter().zip(data).zip(changes).map(|((line, data), change)| line ^ data & change).collect())
}

/// Inverts the set bits of both copies of the format information.
fn set_format(rows: &mut [Line], columns: &mut [Line], bits: u16) {
    let side = rows.len();
    for bit in (0..15).filter(|bit| bits >> bit & 1 == 1) {
        let first = [0, 1, 2, 3, 4, 5, 7, 8];
        let (near, far) = match bit {
            0..8 => ((8, first[bit]), (side - 1 - bit, 8)),
            8 => ((7, 8), (8, side - 7)),
            _ => ((14 - bit, 8), (8, side - 15 + bit)),
        };
        for (x, y) in [near, far] {
            rows[y] ^= 1 << x;
            columns[x] ^= 1 << y;
        }
    }
}

fn penalty(rows: &[Line], columns: &[Line]) -> u32 {
    let side = rows.len();
    let lines: u32 = rows.iter().chain(columns).map(|&line| runs(line, side) + FINDER * finders(line, side)).sum();
    let blocks: u32 = rows.windows(2).map(|pair| blocks(pair[0], pair[1], side)).sum();
    lines + BLOCK * blocks + IMBALANCE * imbalance(rows)
}

/// Set where a module is like the next one.
const fn like_next(line: Line, side: usize) -> Line {
    !(line ^ line >> 1) & ones(0, side - 1)
}

/// Five modules of one colour cost [`RUN`], each further one 1.
const fn runs(line: Line, side: usize) -> u32 {
    let same = like_next(line, side);
    let fives = same & same >> 1 & same >> 2 & same >> 3;
    let starts = fives & !(fives << 1);
    fives.count_ones() + (RUN - 1) * starts.count_ones()
}

/// Runs of n, n, 3n, n and n modules, the first one dark, with 4n light modules at one side and n at the other; twice
/// for those with 4n at both.
fn finders(line: Line, side: usize) -> u32 {
    let mut count = 0;
    for n in 1..=side / 7 {
        let middles = all(line, 3 * n);
        if middles == 0 {
            break;
        }
        let ends = all(line, n);
        let gaps = all(!line, n);
        let cores = ends & gaps >> n & middles >> (2 * n) & gaps >> (5 * n) & ends >> (6 * n);
        if cores != 0 {
            let before = |len| cores & !any_before(line, len);
            let after = |len| cores & !any(line >> (7 * n), len);
            count += (before(n) & after(4 * n)).count_ones() + (before(4 * n) & after(n)).count_ones();
        }
    }
    count
}

/// Set where `len` set bits begin.
fn all(bits: Line, len: usize) -> Line {
    (1..len).fold(bits, |found, shift| found & bits >> shift)
}

/// Set where one of `len` bits from here on is set.
fn any(bits: Line, len: usize) -> Line {
    (1..len).fold(bits, |found, shift| found | bits >> shift)
}

/// Set where one of the `len` bits before is set.
fn any_before(bits: Line, len: usize) -> Line {
    (1..=len).fold(0, |found, shift| found | bits << shift)
}

/// Squares of two by two modules of one colour, which may overlap.
const fn blocks(line: Line, next: Line, side: usize) -> u32 {
    (like_next(line, side) & like_next(next, side) & !(line ^ next)).count_ones()
}

/// By how many whole steps of 5 % the dark modules are more or fewer than half.
fn imbalance(lines: &[Line]) -> u32 {
    let dark: usize = lines.iter().map(|line| line.count_ones() as usize).sum();
    let total = lines.len().pow(2);
    let steps = (20 * dark).abs_diff(10 * total).div_ceil(total) - 1;
    u32::try_from(steps).expect("at most 9")
}
