"""WordPress with the portal's plugin, behind nginx and php-fpm, with a MariaDB of its own."""

import contextlib
import dataclasses
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from browser import Browser, Proxy
from php import PhpPortal, install_package, let_in, nginx, php_fpm
from portal import BRAND_NAME, OPERATOR_PASSWORD, ROOT, SIP_SERVER, Place

sys.path.insert(0, str(ROOT / "tests" / "claims"))
from databases import mariadb

WORDPRESS = Path("/usr/share/wordpress")
PLUGIN = "siplaunch-portal/siplaunch-portal.php"
ACCOUNTS = "/wp-admin/admin.php?page=siplaunch-accounts"
SETTINGS = "/wp-admin/options-general.php?page=siplaunch-portal"
SUBSCRIBER_PASSWORD = "subscriber-Pa55word-of-the-tests"

CONFIGURATION = """<?php
define('DB_NAME', 'claims');
define('DB_USER', 'claims');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%(socket)s');
define('WP_CONTENT_DIR', '%(content)s');
define('DISABLE_WP_CRON', true);
// No updates from outside; the SMS gateway is at this address.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
"""

# What a plugin for SMTP does.
SMTP = """<?php
add_action('phpmailer_init', static function ($mailer): void {
    $mailer->isSMTP();
    $mailer->Host = '127.0.0.1';
    $mailer->Port = %(port)s;
});
"""


class WordPress(PhpPortal):
    """WordPress is set up in the browser, as its operator does."""

    @contextlib.contextmanager
    def serve(self, place: Place) -> Iterator[None]:
        """Serve WordPress until the end of the block, and delete the plugin there."""
        settings = place.environment
        let_in(place)
        place = dataclasses.replace(place, environment=install_package(place))
        # In the portal's folder, where no file may have a secret.
        with mariadb(place.folder) as database:
            locations = lay_out(place, database["CLAIMS_MARIADB"], settings["SMTP_PORT"])
            with php_fpm(place), nginx(place, locations):
                with Browser.opened(Proxy(place.port)) as operator:
                    install(operator)
                    set_up(operator, settings)
                    add_subscriber(operator)
                with Browser.opened(Proxy(place.port)) as subscriber:
                    check_subscriber(subscriber)
                yield
                delete(place)


def lay_out(place: Place, socket: str, smtp_port: str) -> str:
    """Put WordPress, its configuration and the plugin beside the place, and return nginx's locations for it."""
    files = {name: place.folder.parent / name for name in ("wordpress-files", "wp-content", "etc")}
    root, content, etc = files.values()
    shutil.copytree(WORDPRESS, root)
    configuration = root / "wp-config.php"
    configuration.write_text(configuration.read_text().replace("/etc/wordpress", str(etc)))
    etc.mkdir()
    (etc / "config-portal.example.php").write_text(CONFIGURATION % {"socket": socket, "content": content})
    for folder in ("plugins", "mu-plugins"):
        (content / folder).mkdir(parents=True)
    (content / "plugins" / "siplaunch-portal").symlink_to(place.folder)
    (content / "mu-plugins" / "smtp.php").write_text(SMTP % {"port": smtp_port})
    (content / "themes").symlink_to("/var/lib/wordpress/wp-content/themes")
    locations = (place.folder / "nginx.conf").read_text().replace(str(WORDPRESS), str(root))
    return locations.replace("/var/lib/wordpress", str(content.parent))


def install(operator: Browser) -> None:
    """Answer WordPress's questions."""
    form = operator.get("/wp-admin/install.php").form_with("weblog_title")
    names = {"weblog_title": "Acme", "user_name": "operator", "admin_email": "operator@portal.example"}
    page = operator.submit(form, admin_password=OPERATOR_PASSWORD, admin_password2=OPERATOR_PASSWORD, **names)
    assert "Success!" in page.answer.text


def set_up(operator: Browser, settings: dict[str, str]) -> None:
    """Activate the plugin, fill its settings in, and publish a page with the form."""
    plugins = operator.sign_in("/wp-admin/plugins.php", OPERATOR_PASSWORD)
    (activate,) = plugins.html.xpath(f"//tr[@data-plugin='{PLUGIN}']//span[@class='activate']/a/@href")
    assert "Plugin activated." in operator.get(activate).answer.text
    page = operator.get(SETTINGS)
    values = {
        "base": settings["PORTAL_BASE"],
        "keys": settings["PORTAL_KEYS"],
        "sip_server": SIP_SERVER,
        "brand_name": BRAND_NAME,
        "mail_from": settings["MAIL_FROM"],
        "sms_url": settings["SMS_URL"],
    }
    fields = {f"siplaunch_portal[{name}]": value for name, value in values.items()}
    saved = operator.submit(page.form_with(*fields), **fields)
    assert "Settings saved." in saved.answer.text
    add(operator, "pages", title="Sign up", slug="sign-up", status="publish", content="[siplaunch_sign_up]")


def add_subscriber(operator: Browser) -> None:
    """Add a user who may only read."""
    add(operator, "users", username="subscriber", password=SUBSCRIBER_PASSWORD, email="subscriber@mail.example")


def add(operator: Browser, kind: str, **values: str) -> None:
    """Add something by WordPress's API."""
    nonce = operator.get("/wp-admin/admin-ajax.php?action=rest-nonce").answer.text
    page = operator.post(f"/?rest_route=/wp/v2/{kind}", [*values.items()], **{"X-WP-Nonce": nonce})
    assert page.status == 201, page.answer.text


def check_subscriber(subscriber: Browser) -> None:
    """Check that a user who is no administrator has neither the list of accounts nor the settings."""
    form = subscriber.get("/wp-login.php").sign_in_form
    page = subscriber.submit(form, log="subscriber", pwd=SUBSCRIBER_PASSWORD)
    assert page.answer.url.path == "/wp-admin/profile.php"
    for path in (ACCOUNTS, SETTINGS):
        assert subscriber.get(path).status == 403


def delete(place: Place) -> None:
    """Delete the plugin as WordPress does, and look for what it leaves."""
    script = f"""
        $_SERVER['HTTP_HOST'] = 'portal.example';
        require '{place.folder.parent}/wordpress-files/wp-load.php';
        require_once ABSPATH . 'wp-admin/includes/plugin.php';
        deactivate_plugins('{PLUGIN}');
        uninstall_plugin('{PLUGIN}');
        exit($wpdb->get_results("SHOW TABLES LIKE '%siplaunch%'") || get_option('siplaunch_portal') ? 1 : 0);
    """
    place.run(["php", "-r", script])


PORTAL = WordPress(settings=lambda _: None, sign_up="/?pagename=sign-up", operator=ACCOUNTS)
