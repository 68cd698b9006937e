"""Queues that make a link when they are dropped. They do not hold the program that ends."""

import os

from siplaunch import Brand, Credentials, CredentialsError, Portal


class Queue:
    """A queue that flushes itself when it is dropped. It keeps all its objects: globals may be gone by then."""

    def __init__(self, name, objects):
        self.name, self.objects = name, objects
        self.types, self.error, self.write = (Brand, Credentials, Portal), CredentialsError, os.write
        self.account = {"username": "testuser", "server": "example.org", "password": "testpass"}

    def flush(self):
        brand, portal, handler = (self.objects[name] for name in ("Brand", "Portal", "LaunchHandler"))
        link = portal.launch_link(brand, self.objects["Credentials"])
        assert handler.handle(method="GET", query=link.partition("?")[2]).status == 200
        brand, credentials, portal = self.types
        link = portal("https://portal.example/p").launch_link(brand.sip_phone(), credentials(**self.account))
        assert link.startswith("https://portal.example/p?c=")
        try:
            credentials(**self.account | {"password": "line\n"})
        except self.error:
            self.write(1, f"{self.name}\n".encode())

    def __del__(self):
        self.flush()
