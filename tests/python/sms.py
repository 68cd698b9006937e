"""SMS texts split into parts by two others: smsutil, and Gammu as it does before it hands them to a phone or modem.

Reads texts as JSON lines, and answers each with a JSON line of encoding, units, parts and units left in the last part,
first smsutil's, then Gammu's, which is read from the PDUs (3GPP TS 23.040) that it makes.

Where they differ from 3GPP TS 23.038 and 23.040, as found on random texts:
- Both take one more character for one of GSM-7: smsutil the escape code U+001B, Gammu the U+00B9 that marks its place.
- Gammu takes `~` for an escape of its own when it writes UCS-2, and loses one of two. It is given another character.
- Gammu keeps the two halves of a flag in one part, which nobody asks for and which can take more parts. It is not asked
  of texts with flags.
"""

import json
import sys
from functools import cache

import gammu
import smsutil

NOT_IN_GSM7 = "\u001b\u00b9"
FLAG_HALVES = "\U0001f1e6\U0001f1ff"
CAPACITY = {("GSM-7", 1): 160, ("GSM-7", 2): 153, ("UCS-2", 1): 70, ("UCS-2", 2): 67}


def answer(encoding: str, parts: list[int]) -> dict:
    left = CAPACITY[encoding, min(len(parts), 2)] - parts[-1]
    return {"encoding": encoding, "units": sum(parts), "parts": len(parts), "left": left}


def ask_smsutil(text: str) -> dict:
    if smsutil.is_valid_gsm(text) and not set(text) & set(NOT_IN_GSM7):
        return answer("GSM-7", [part.bytes for part in smsutil.gsm_split(text).parts])
    return answer("UCS-2", [part.bytes // 2 for part in smsutil.unicode_split(text).parts])


def encode(text: str, unicode: bool) -> list[bytes]:
    entry = {"ID": "ConcatenatedTextLong", "Buffer": text}
    parts = gammu.EncodeSMS({"Class": -1, "Unicode": unicode, "Entries": [entry]})
    address = {"SMSC": {"Number": "+43"}, "Number": "+43"}
    return [gammu.EncodePDU({**part, **address}, "Submit") for part in parts]


@cache
def is_gsm7(character: str) -> bool:
    (pdu,) = encode(character, unicode=False)
    return character not in NOT_IN_GSM7 and gammu.DecodePDU(pdu)["Text"].rstrip("\0") == character


def units(pdu: bytes, unicode: bool) -> int:
    """The length of a part's text without the header that it may have."""
    at = 1 + pdu[0]
    has_header = pdu[at] & 0x40
    length_at = at + 4 + (pdu[at + 2] + 1) // 2 + 3
    header = 1 + pdu[length_at + 1] if has_header else 0
    return (pdu[length_at] - header) // 2 if unicode else pdu[length_at] - (header * 8 + 6) // 7


def ask_gammu(text: str) -> dict | None:
    if any(FLAG_HALVES[0] <= character <= FLAG_HALVES[1] for character in text):
        return None
    unicode = not all(map(is_gsm7, text))
    pdus = encode(text.replace("~", "-") if unicode else text, unicode)
    return answer("UCS-2" if unicode else "GSM-7", [units(pdu, unicode) for pdu in pdus])


for line in sys.stdin:
    text = json.loads(line)
    print(json.dumps([ask_smsutil(text), ask_gammu(text)]))
