<?php

declare(strict_types=1);

namespace SiplaunchPortal;

/** The accounts, in a table of their own, with what a SIP server takes. They have neither a password nor a link. */
final class Accounts
{
    public static function createTable(): void
    {
        global $wpdb;
        require_once ABSPATH . 'wp-admin/includes/upgrade.php';
        // dbDelta() wants this spelling: a column a line, and two spaces after PRIMARY KEY.
        dbDelta('CREATE TABLE ' . self::table() . " (
            id bigint unsigned NOT NULL AUTO_INCREMENT,
            username varchar(64) COLLATE utf8mb4_bin NOT NULL,
            ha1 char(32) NOT NULL,
            email varchar(254) NOT NULL,
            link_id char(32) NOT NULL,
            revoked tinyint NOT NULL DEFAULT 0,
            PRIMARY KEY  (id),
            UNIQUE KEY username (username),
            KEY link_id (link_id)
        ) {$wpdb->get_charset_collate()};");
    }

    public static function dropTable(): void
    {
        global $wpdb;
        $wpdb->query('DROP TABLE IF EXISTS ' . self::table());
    }

    /**
     * Returns false if the username is taken.
     *
     * @throws \RuntimeException if the database does not take the account
     */
    public static function add(
        string $username,
        #[\SensitiveParameter] string $ha1,
        string $email,
        string $linkId,
    ): bool {
        global $wpdb;
        // Else WordPress logs a query that fails, with the HA1.
        $wpdb->suppress_errors();
        $rows = $wpdb->query($wpdb->prepare(
            'INSERT IGNORE INTO ' . self::table() . ' (username, ha1, email, link_id) VALUES (%s, %s, %s, %s)',
            $username,
            $ha1,
            $email,
            $linkId,
        ));
        $wpdb->suppress_errors(false);
        return is_int($rows) ? $rows > 0 : throw new \RuntimeException('the database took no account');
    }

    public static function delete(string $username): void
    {
        global $wpdb;
        $wpdb->delete(self::table(), ['username' => $username], '%s');
    }

    public static function revoke(int $id): void
    {
        global $wpdb;
        $wpdb->update(self::table(), ['revoked' => 1], ['id' => $id], '%d', '%d');
    }

    /** Whether a link is revoked; null if the database does not answer. */
    public static function isRevoked(string $linkId): ?bool
    {
        global $wpdb;
        $revoked = $wpdb->get_var($wpdb->prepare(
            'SELECT COUNT(*) FROM ' . self::table() . ' WHERE link_id = %s AND revoked = 1',
            $linkId,
        ));
        return $revoked === null ? null : (int) $revoked > 0;
    }

    public static function count(): int
    {
        global $wpdb;
        return (int) $wpdb->get_var('SELECT COUNT(*) FROM ' . self::table());
    }

    /** @return list<array{id: string, username: string, email: string, revoked: string}> the newest first */
    public static function page(int $number, int $size): array
    {
        global $wpdb;
        return $wpdb->get_results($wpdb->prepare(
            'SELECT id, username, email, revoked FROM ' . self::table() . ' ORDER BY id DESC LIMIT %d OFFSET %d',
            $size,
            ($number - 1) * $size,
        ), ARRAY_A);
    }

    private static function table(): string
    {
        global $wpdb;
        return "{$wpdb->prefix}siplaunch_accounts";
    }
}
