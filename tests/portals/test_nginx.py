"""nginx with the project's site and the changes that README.md of the portals names, before the strictest portal."""

import dataclasses
import re
import subprocess

import httpx
import pytest
from portal import ROOT, Place, free_port
from scene import Account


class Https(httpx.HTTPTransport):
    """The way to nginx: https, whose certificate nobody signed."""

    def __init__(self, port: int) -> None:
        super().__init__(verify=False)
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to nginx's port."""
        url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return super().handle_request(
            httpx.Request(request.method, url, headers=request.headers, stream=request.stream)
        )


def configuration(folder, portal_port, port):
    """Change the site as README.md says, and let its files and ports be those of the test."""
    site = (ROOT / "packaging" / "nginx-site.conf").read_text()
    readme = (ROOT / "examples" / "portals" / "README.md").read_text()
    location = re.search(r"```nginx\n(.*?)```", readme, re.DOTALL)[1]
    last_two_lines = "".join(location.splitlines(keepends=True)[-3:-1])
    before, _, after = site.rpartition("location / {\n        return 404;\n    }\n")
    site = before.replace("proxy_redirect off;\n", "proxy_redirect off;\n" + last_two_lines) + location + after
    site = site.replace("127.0.0.1:8080", f"127.0.0.1:{portal_port}").replace("/var/log/nginx", str(folder))
    site = site.replace("    listen [::]:443 ssl http2;\n", "").replace("listen 443", f"listen 127.0.0.1:{port}")
    site = re.sub(r"/etc/letsencrypt/.*?(\w+\.pem)", rf"{folder}/\1", site)
    return f"daemon off; pid {folder}/pid; events {{}} http {{ {site} }}"


@pytest.mark.parametrize("scene", ["django"], indirect=True)
def test_nginx(scene, tmp_path):
    files = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=portal.example", *files]
    subprocess.run(make, check=True, capture_output=True)
    place = Place(tmp_path, free_port(), {})
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, scene.place.port, place.port))
    scene = dataclasses.replace(scene, transport=lambda: Https(place.port))
    with place.serve(["nginx", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"]):
        link = scene.link_of(Account("judy", "judy@mail.example"))
        with scene.browser() as browser:
            assert browser.get(link).status == 200
            (form,) = scene.operator(browser).row("judy").iterdescendants("form")
            assert browser.submit(form).status == 200
            assert browser.get(link).status == 410
    for path in tmp_path.glob("*.log"):
        assert link.partition("=")[2] not in path.read_text()
