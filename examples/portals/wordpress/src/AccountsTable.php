<?php

declare(strict_types=1);

namespace SiplaunchPortal;

require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';

/** The list of accounts, in WordPress's own manner. */
final class AccountsTable extends \WP_List_Table
{
    private const PAGE_SIZE = 50;

    public function get_columns(): array
    {
        return ['username' => 'Username', 'email' => 'E-mail', 'link' => 'Link'];
    }

    public function prepare_items(): void
    {
        $this->_column_headers = [$this->get_columns(), [], []];
        $this->items = Accounts::page($this->get_pagenum(), self::PAGE_SIZE);
        $this->set_pagination_args(['total_items' => Accounts::count(), 'per_page' => self::PAGE_SIZE]);
    }

    /**
     * @param array{id: string, username: string, email: string, revoked: string} $item
     * @param string $column
     */
    protected function column_default($item, $column): string
    {
        return esc_html($item[$column]);
    }

    /** @param array{id: string, revoked: string} $item */
    protected function column_link(array $item): string
    {
        return $item['revoked'] ? 'revoked' : AccountsPage::revokeForm((int) $item['id']);
    }
}
