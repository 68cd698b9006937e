<?php

declare(strict_types=1);

// One launch link by PHP's openssl extension.
// usage: openssl.php USERNAME SERVER BASE, the password on standard input

const KEY = 'iBmTdavJ8joPW3HO';
const IV = 'tww21lQe6cmywrp3';

[, $username, $server, $base] = $argv;
$password = stream_get_contents(STDIN);
$plaintext = "username=$username&server=$server&password=$password";
$token = base64_encode(openssl_encrypt($plaintext, 'aes-128-cbc', KEY, OPENSSL_RAW_DATA, IV));
echo $base, '?c=', rawurlencode($token), "\n";
