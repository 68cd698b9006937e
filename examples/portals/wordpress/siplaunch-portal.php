<?php

/**
 * Plugin Name: siplaunch portal
 * Description: Customers sign up for a phone account, and get a link that logs their app in.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 8.1
 * License: MIT OR Apache-2.0
 */

declare(strict_types=1);

namespace SiplaunchPortal;

defined('ABSPATH') || exit;

// Debian's php-siplaunch has this file. A site made by Composer needs none: it has the classes already.
if (stream_resolve_include_path('Siplaunch/autoload.php') !== false) {
    require_once 'Siplaunch/autoload.php';
}

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, __NAMESPACE__ . '\\')) {
        require __DIR__ . '/src/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php';
    }
});

register_activation_hook(__FILE__, [Accounts::class, 'createTable']);
add_action('init', [Launch::class, 'answer'], 0);
add_action('init', [new SignUpForm(), 'register']);
add_action('admin_init', [Settings::class, 'register']);
add_action('admin_menu', [Settings::class, 'addPage']);
add_action('admin_menu', [AccountsPage::class, 'add']);
add_action('admin_post_' . AccountsPage::REVOKE, [AccountsPage::class, 'revoke']);
