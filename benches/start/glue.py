"""One launch link by pyca/cryptography. Usage: glue.py USERNAME SERVER BASE, the password on standard input."""

import sys
from base64 import b64encode
from urllib.parse import quote

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

KEY, IV = b"iBmTdavJ8joPW3HO", b"tww21lQe6cmywrp3"

_, username, server, base = sys.argv
plaintext = f"username={username}&server={server}&password={sys.stdin.read()}".encode()
padder, encryptor = PKCS7(128).padder(), Cipher(algorithms.AES(KEY), modes.CBC(IV)).encryptor()
padded = padder.update(plaintext) + padder.finalize()
token = b64encode(encryptor.update(padded) + encryptor.finalize())
print(f"{base}?c={quote(token, safe='')}")
