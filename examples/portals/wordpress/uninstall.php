<?php

declare(strict_types=1);

// WordPress runs this when the plugin is deleted.

defined('WP_UNINSTALL_PLUGIN') || exit;

require_once __DIR__ . '/src/Accounts.php';
require_once __DIR__ . '/src/Settings.php';

SiplaunchPortal\Accounts::dropTable();
delete_option(SiplaunchPortal\Settings::OPTION);
