"""Makes a link."""

from siplaunch import Brand, Credentials, Portal

credentials = Credentials(username="testuser", server="example.org", password="testpass")
print(Portal("https://portal.example/p").launch_link(Brand.sip_phone(), credentials))
