<?php

declare(strict_types=1);

// Credentials to launch link in PHP, beside what a portal would write over the openssl extension. In turn, many short
// rounds of each over 2,048 random credentials with plaintexts of 55 bytes; the fastest round and the median count.

use Siplaunch\Brand;
use Siplaunch\Credentials;
use Siplaunch\Portal;

require __DIR__ . '/../../bindings/php/autoload.php';

const KEY = 'iBmTdavJ8joPW3HO';
const IV = 'tww21lQe6cmywrp3';

function launchLink(string $username, string $server, string $password): string
{
    $plaintext = "username=$username&server=$server&password=$password";
    $token = base64_encode(openssl_encrypt($plaintext, 'aes-128-cbc', KEY, OPENSSL_RAW_DATA, IV));
    return 'http://example.org/p?c=' . rawurlencode($token);
}

/** @return list<array{string, string, string}> */
function corpus(): array
{
    mt_srand(1);
    $letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.';
    $text = static function (int $length) use ($letters): string {
        $text = '';
        while (strlen($text) < $length) {
            $text .= $letters[mt_rand(0, 63)];
        }
        return $text;
    };
    $corpus = [];
    while (count($corpus) < 2048) {
        $corpus[] = [$text(8), $text(11), $text(9)];
    }
    return $corpus;
}

$brand = Brand::sipPhone();
$portal = new Portal('http://example.org/p');
$corpus = corpus();
$names = ['username', 'server', 'password'];
$rows = array_map(static fn (array $fields): array => array_combine($names, $fields), $corpus);
$links = iterator_to_array($portal->launchLinks($brand, $rows));
foreach ($corpus as $index => [$username, $server, $password]) {
    $link = launchLink($username, $server, $password);
    $same = $portal->launchLinkOf($brand, $username, $server, $password) === $link
        && $portal->launchLink($brand, new Credentials($username, $server, $password)) === $link
        && $links[$index] === $link;
    $same || exit("the links differ\n");
}

// The loops are written out: one more call would cost as much as the measured one.
$times = ['openssl' => [], 'three texts' => [], 'Credentials' => [], 'many' => []];
for ($round = (int) ($argv[1] ?? 400); $round > 0; $round--) {
    $start = hrtime(true);
    foreach ($corpus as [$username, $server, $password]) {
        launchLink($username, $server, $password);
    }
    $times['openssl'][] = hrtime(true) - $start;

    $start = hrtime(true);
    foreach ($corpus as [$username, $server, $password]) {
        $portal->launchLinkOf($brand, $username, $server, $password);
    }
    $times['three texts'][] = hrtime(true) - $start;

    $start = hrtime(true);
    foreach ($corpus as [$username, $server, $password]) {
        $portal->launchLink($brand, new Credentials($username, $server, $password));
    }
    $times['Credentials'][] = hrtime(true) - $start;

    $start = hrtime(true);
    foreach ($portal->launchLinks($brand, $rows) as $link) {
    }
    $times['many'][] = hrtime(true) - $start;
}

$names = [
    'three texts' => 'launchLinkOf, from three texts',
    'Credentials' => 'new Credentials and launchLink',
    'many' => 'launchLinks',
    'openssl' => 'openssl_encrypt, base64_encode, rawurlencode',
];
$median = static function (array $values): float {
    sort($values);
    return $values[intdiv(count($values), 2)];
};
echo "credentials to launch link, PHP: fastest round, ratio; median, ratio\n";
foreach ($names as $key => $name) {
    printf(
        "    %-45s %5.0f ns  %.2f  %5.0f ns  %.2f\n",
        $name,
        min($times[$key]) / count($corpus),
        min($times[$key]) / min($times['openssl']),
        $median($times[$key]) / count($corpus),
        $median($times[$key]) / $median($times['openssl']),
    );
}

// A line for each contender to the file of run.py.
$path = getenv('BENCH_RESULTS');
foreach ($path === false ? [] : $names as $key => $name) {
    $job = $key === 'many' ? 'PHP, many links' : 'PHP, one link, in a loop';
    $line = ['job' => $job, 'contender' => $name, 'ns' => min($times[$key]) / count($corpus)];
    $line += ['peer' => $names['openssl'], 'peer_ns' => min($times['openssl']) / count($corpus)];
    $written = $key === 'openssl' || file_put_contents($path, json_encode($line) . "\n", FILE_APPEND);
    $written || exit(1);
}
