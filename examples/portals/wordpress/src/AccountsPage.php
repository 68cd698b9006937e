<?php

declare(strict_types=1);

namespace SiplaunchPortal;

/** The operator's page: all accounts, and the revocation of their links. */
final class AccountsPage
{
    public const REVOKE = 'siplaunch_revoke';

    private const PAGE = 'siplaunch-accounts';
    private const CAPABILITY = 'manage_options';

    public static function add(): void
    {
        $show = [self::class, 'show'];
        add_menu_page('Phone accounts', 'Phone accounts', self::CAPABILITY, self::PAGE, $show, 'dashicons-phone');
    }

    public static function show(): void
    {
        $table = new AccountsTable();
        $table->prepare_items();
        echo '<div class="wrap"><h1>Phone accounts</h1>';
        $table->display();
        echo '</div>';
    }

    /** The form in a row that revokes the account's link. */
    public static function revokeForm(int $id): string
    {
        return '<form method="post" action="' . esc_url(admin_url('admin-post.php')) . '">'
            . wp_nonce_field(self::REVOKE . "-$id", '_wpnonce', true, false)
            . '<input type="hidden" name="action" value="' . esc_attr(self::REVOKE) . '">'
            . '<input type="hidden" name="id" value="' . esc_attr((string) $id) . '">'
            . '<button class="button">Revoke</button></form>';
    }

    public static function revoke(): void
    {
        $id = absint($_POST['id'] ?? 0);
        check_admin_referer(self::REVOKE . "-$id");
        if (!current_user_can(self::CAPABILITY)) {
            wp_die('You may not revoke links.', 403);
        }
        Accounts::revoke($id);
        wp_safe_redirect(admin_url('admin.php?page=' . self::PAGE), 303);
        exit;
    }
}
