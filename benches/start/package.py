"""One launch link by the package. Usage: package.py USERNAME SERVER BASE, the password on standard input."""

import sys

from siplaunch import Brand, Credentials, Portal

_, username, server, base = sys.argv
credentials = Credentials(username=username, server=server, password=sys.stdin.read())
print(Portal(base).launch_link(Brand.sip_phone(), credentials))
