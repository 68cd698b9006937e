"""Answers a tap as a CGI program."""

import os

from siplaunch import LaunchHandler

response = LaunchHandler().handle(method=os.environ["REQUEST_METHOD"], query=os.environ["QUERY_STRING"])
print(f"Status: {response.status}")
for name, value in response.headers:
    print(f"{name}: {value}")
