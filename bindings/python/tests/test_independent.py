"""The same results as pyca/cryptography, for random inputs."""

import base64
import random
import secrets
from datetime import datetime, timezone
from urllib.parse import quote

from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.padding import PKCS7

from siplaunch import Brand, Credentials, KeyRing, Portal

CASES = 2000
ALPHABET = [chr(c) for c in (*range(0x20, 0x7F), 0xE4, 0xDF, 0x20AC, 0x1F511) if chr(c) != "&"]


def _field():
    return "".join(random.choices(ALPHABET, k=random.randint(1, 60)))


def test_tokens_and_launch_links():
    portal = Portal("https://portal.example/p")
    for _ in range(CASES):
        key, iv = secrets.token_bytes(random.choice((16, 24, 32))), secrets.token_bytes(16)
        brand = Brand(key=key, iv=iv, scheme="acme")
        credentials = Credentials(username=_field(), server=_field(), password=_field())

        plaintext = (
            f"username={credentials.username}&server={credentials.server}&password={credentials.password}".encode()
        )
        padder, encryptor = PKCS7(128).padder(), Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
        padded = padder.update(plaintext) + padder.finalize()
        token = base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

        assert brand.token(credentials) == token
        assert portal.launch_link(brand, credentials) == "https://portal.example/p?c=" + quote(token, safe="")
        assert brand.decode_credentials(token) == credentials


def test_sealed_links():
    for _ in range(CASES // 4):
        key, key_id, context = secrets.token_bytes(32), random.randrange(4), secrets.token_bytes(random.randrange(20))
        asked, fields = random.randrange(2**31, 2**32 - 60), [_field() for _ in range(3)]
        header, body = bytes([0xF8 | key_id]), "\0".join(fields).encode()
        if (len(header) + 16 + 4 + len(body)) % 3 == 0:
            body += b"\0"
        expires, text = asked, ".."
        while ".." in text:
            moment = datetime.fromtimestamp(expires, timezone.utc)
            sealed_body = expires.to_bytes(4, "big") + body
            box = AESSIV(key).encrypt(sealed_body, [b"siplaunch sealed link 1" + header, context])
            text = base64.b64encode(header + box, altchars=b"-.").decode().rstrip("=")
            expires += 1

        keys = KeyRing({key_id: key}, current=key_id)
        credentials = Credentials(username=fields[0], server=fields[1], password=fields[2])
        asked_moment = datetime.fromtimestamp(asked, timezone.utc)
        assert keys.seal(credentials, expires=asked_moment, context=context) == text
        opened = keys.open(text, context=context)
        assert (opened.credentials, opened.expires, opened.id) == (credentials, moment, box[:16].hex())


def _sealers(key):
    """Seal and open with pyca/cryptography, and with pycryptodome."""
    siv = AESSIV(key)

    def new(data):
        cipher = AES.new(key, AES.MODE_SIV)
        for part in data:
            cipher.update(part)
        return cipher

    def seal(body, data):
        ciphertext, tag = new(data).encrypt_and_digest(body)
        return tag + ciphertext

    def unseal(box, data):
        return new(data).decrypt_and_verify(box[16:], box[:16])

    return [(siv.encrypt, siv.decrypt), (seal, unseal)]


def test_one_time_links():
    """Each side opens what the other one sealed. The other side's salt is any four bytes."""
    for _ in range(CASES // 4):
        key, key_id, context = (
            secrets.token_bytes(32),
            random.randrange(4),
            secrets.token_bytes(random.randrange(1, 20)),
        )
        expires, fields = random.randrange(2**31, 2**32), [_field() for _ in range(3)]
        moment = datetime.fromtimestamp(expires, timezone.utc)
        header = bytes([0xFC | key_id])
        data = [b"siplaunch sealed link 1" + header, context]
        content = expires.to_bytes(4, "big"), "\0".join(fields).encode()
        filled = (len(header) + 16 + 4 + 4 + len(content[1])) % 3 == 0
        keys = KeyRing({key_id: key}, current=key_id)
        credentials = Credentials(username=fields[0], server=fields[1], password=fields[2])

        for seal, unseal in _sealers(key):
            body = content[0] + secrets.token_bytes(4) + content[1] + b"\0" * filled
            box = seal(body, data)
            text = base64.b64encode(header + box, altchars=b"-.").decode().rstrip("=")
            assert text.startswith(".")
            opened = keys.open(text, context=context)
            assert (opened.credentials, opened.expires, opened.id) == (credentials, moment, box[:16].hex())
            assert opened.is_one_time

            text = keys.seal_one_time(credentials, expires=moment, context=context)
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-.")
            assert raw[:1] == header
            body = unseal(raw[1:], data)
            assert (body[:4], body[8:]) == (content[0], content[1] + b"\0" * filled)
            assert ".." not in text
