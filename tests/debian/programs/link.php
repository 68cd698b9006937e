<?php

require_once 'Siplaunch/autoload.php';

use Siplaunch\{Brand, Credentials, Portal};

$credentials = new Credentials(username: 'testuser', server: 'example.org', password: 'testpass');
echo (new Portal('https://portal.example/p'))->launchLink(Brand::sipPhone(), $credentials), "\n";
