<?php

declare(strict_types=1);

namespace Siplaunch\Tests\servers;

use PHPUnit\Framework\TestCase;
use Siplaunch\ClaimStore;
use Siplaunch\KeyRing;
use Siplaunch\Link;
use Siplaunch\Tests\Handbook;

/** The handbook's two roles, as the examples play them on a real server. */
abstract class PortalCase extends TestCase
{
    private const KEY_FILE = "current = 0\n\n[keys]\n0 = \"%s\"\n";

    /**
     * Starts a server with the examples: sign-up.php at /sign-up and launch.php at /p.
     *
     * @param array<string, string> $environment the environment of the examples
     * @return list<object> objects whose end is the end of the server
     */
    abstract protected function start(Folder $folder, int $port, array $environment): array;

    public function testAPlainLinkBringsThePhoneToTheApp(): void
    {
        [$portal, $link] = $this->signUp();
        self::assertStringStartsWith("$portal->base?c=", $link);

        $response = Client::get($link);
        self::assertSame(302, Client::status($response), $response);
        self::assertSame('no-store', Client::header($response, 'Cache-Control'));
        $plaintext = self::appReads((string) Client::header($response, 'Location'));
        self::assertMatchesRegularExpression(
            '/^username=43\d{8}&server=example\.org&password=[0-9a-f]{16}$/D',
            $plaintext,
        );
        self::assertSame(self::decrypt(Link::parseLaunchLink($link)), $plaintext);

        $response = Client::request('HEAD', $link);
        self::assertSame([302, ''], [Client::status($response), Client::body($response)]);
        self::assertSame(405, Client::status(Client::post($link, ['a' => 'b'])));
        self::assertSame(400, Client::status(Client::get("$portal->base?c=nonsense")));
        self::assertSame(400, Client::status(Client::get($portal->base)));

        $query = (string) parse_url($link, PHP_URL_QUERY);
        [$files] = Process::tryRun(['grep', '-rlF', $query, '.'], [], $portal->folder);
        self::assertMatchesRegularExpression('~^\./outbox/\S+$~', $files, 'the link is in the SMS and in no log');
    }

    public function testASealedLinkBringsThePhoneToThePage(): void
    {
        $key = random_bytes(32);
        [$portal, $link] = $this->signUp(sprintf(self::KEY_FILE, bin2hex($key)));
        $sealed = Link::parseLaunchLink($link);
        $credentials = (new KeyRing([$key], 0))->open($sealed, context: 'portal.example')->credentials;

        $response = Client::get($link);
        self::assertSame(200, Client::status($response), $response);
        self::assertMatchesRegularExpression('~href="(sipphone://[^"]+)"~', $response);
        preg_match('~href="(sipphone://[^"]+)"~', $response, $found);
        self::assertSame(
            "username=$credentials->username&server=$credentials->server&password=$credentials->password",
            self::appReads(html_entity_decode($found[1], ENT_QUOTES | ENT_HTML5)),
        );

        $changed = substr_replace($link, $link[-5] === 'A' ? 'B' : 'A', -5, 1);
        self::assertSame(400, Client::status(Client::get($changed)));
        self::assertSame(400, Client::status(Client::get("$portal->base?" . Handbook::QUERY)));
    }

    public function testAOneTimeLinkOpensTheAppUntilItIsUsed(): void
    {
        $key = random_bytes(32);
        [$portal, $link] = $this->signUp(sprintf(self::KEY_FILE, bin2hex($key)), hasClaims: true);
        $page = Client::get($link);
        self::assertSame(200, Client::status($page), $page);
        self::assertStringContainsString('<form method="post">', $page);
        self::assertStringNotContainsString('sipphone://', $page);

        $tap = Client::post($link, ['a' => 'b']);
        self::assertSame(303, Client::status($tap), $tap);
        $opened = (new KeyRing([$key], 0))->open(Link::parseLaunchLink($link), context: 'portal.example');
        self::assertStringContainsString(
            "username={$opened->credentials->username}&",
            self::appReads((string) Client::header($tap, 'Location')),
        );
        $further = array_map(static fn () => Client::status(Client::post($link, [])), range(2, 6));
        self::assertSame([200, 200, 200, 200, 410], $further);
        self::assertSame(200, Client::status(Client::get($link)));

        unlink("$portal->folder/claims/claims.db");
        $unavailable = Client::post($link, []);
        self::assertSame(503, Client::status($unavailable));
        self::assertStringNotContainsString('sipphone://', $unavailable);
    }

    /**
     * Starts a server, signs up, and takes the link out of the SMS.
     *
     * @return array{object{base: string, folder: string}, string} the running portal and the link
     */
    private function signUp(string $keyFile = '', bool $hasClaims = false): array
    {
        $folder = new Folder();
        $port = Client::freePort();
        mkdir("$folder->path/outbox");
        chmod("$folder->path/outbox", 0o1777);
        $environment = ['PORTAL_BASE' => "http://127.0.0.1:$port/p", 'SMS_OUTBOX' => "$folder->path/outbox"];
        if ($keyFile !== '') {
            $environment['SIPLAUNCH_KEY_FILE'] = $folder->write('keys.toml', $keyFile);
            chmod("$folder->path/keys.toml", 0o640);
            if (posix_geteuid() === 0) {
                chgrp("$folder->path/keys.toml", 'www-data');
            }
        }
        if ($hasClaims) {
            $environment['PORTAL_CLAIMS'] = "sqlite:$folder->path/claims/claims.db";
            mkdir("$folder->path/claims");
            (new ClaimStore(new \PDO($environment['PORTAL_CLAIMS'])))->create();
            chmod("$folder->path/claims", 0o777);
            chmod("$folder->path/claims/claims.db", 0o666);
        }
        $portal = new class () {
            public string $base;
            public string $folder;
            public mixed $running;
        };
        $portal->base = $environment['PORTAL_BASE'];
        $portal->folder = $folder->path;
        $portal->running = [...$this->start($folder, $port, $environment), $folder];

        $form = Client::get("http://127.0.0.1:$port/sign-up");
        self::assertStringContainsString('<form method="post">', $form);
        $done = Client::post("http://127.0.0.1:$port/sign-up", ['phone' => '+436641234567']);
        self::assertStringContainsString('We have sent you an SMS', $done);
        [$file] = glob("$folder->path/outbox/*");
        self::assertSame(1, preg_match(
            '~^To: \+436641234567\n\n(\S+) to launch sip:phone$~D',
            (string) file_get_contents($file),
            $sms,
        ));
        return [$portal, $sms[1]];
    }

    /** What the app makes of an app link: PHP's openssl extension plays its part. */
    private static function appReads(string $appLink): string
    {
        self::assertStringStartsWith('sipphone://', $appLink);
        return self::decrypt(substr($appLink, strlen('sipphone://')));
    }

    private static function decrypt(string $token): string
    {
        [$key, $iv] = ['iBmTdavJ8joPW3HO', 'tww21lQe6cmywrp3'];
        $bytes = (string) base64_decode($token, true);
        return (string) openssl_decrypt($bytes, 'aes-128-cbc', $key, OPENSSL_RAW_DATA, $iv);
    }
}
