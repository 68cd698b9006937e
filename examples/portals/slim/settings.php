<?php

declare(strict_types=1);

// The settings: put yours here.
return [
    'PORTAL_BASE' => 'https://portal.example/p',
    'PORTAL_KEYS' => '/etc/siplaunch/keys.toml',
    'PORTAL_DATABASE' => '/srv/portal/var/portal.db',
    'SIP_SERVER' => 'sip.example',
    'BRAND_NAME' => 'Acme Phone',
    'MAIL_FROM' => 'Acme <welcome@portal.example>',
    // A mail server at 127.0.0.1.
    'SMTP_PORT' => '25',
    // An SMS gateway in the manner of Kannel: the portal adds "&to=…&text=…".
    'SMS_URL' => 'http://127.0.0.1:13013/cgi-bin/sendsms?username=portal&password=secret',
    // The user is "operator".
    'OPERATOR_PASSWORD' => 'choose-a-long-one',
];
