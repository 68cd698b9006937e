<?php

declare(strict_types=1);

namespace SiplaunchPortal;

use Siplaunch\Credentials;
use Siplaunch\KeyRing;
use Siplaunch\Page;

/** The operator's settings, and their page. */
final class Settings
{
    public const OPTION = 'siplaunch_portal';

    private const PAGE = 'siplaunch-portal';
    private const LABELS = [
        'base' => 'Address of the launch handler, such as https://portal.example/p',
        'keys' => 'Key file, which "siplaunch keygen" makes',
        'sip_server' => 'SIP server',
        'brand_name' => 'Name of the app, which customers read',
        'mail_from' => 'Sender of the mails, such as Acme <welcome@portal.example>',
        'sms_url' => 'SMS gateway in the manner of Kannel; the plugin adds &to=…&text=…',
    ];

    /** @return array{base: string, keys: string, sip_server: string, brand_name: string, mail_from: string, sms_url: string} */
    public static function all(): array
    {
        $defaults = array_fill_keys(array_keys(self::LABELS), '');
        $defaults['base'] = home_url('/p');
        $defaults['keys'] = '/etc/siplaunch/keys.toml';
        return array_merge($defaults, get_option(self::OPTION, []));
    }

    public static function register(): void
    {
        register_setting(self::PAGE, self::OPTION, ['sanitize_callback' => [self::class, 'checked']]);
        add_settings_section(self::PAGE, '', '__return_null', self::PAGE);
        foreach (self::LABELS as $name => $label) {
            $arguments = ['name' => $name, 'label_for' => self::PAGE . "-$name"];
            add_settings_field($name, esc_html($label), [self::class, 'showField'], self::PAGE, self::PAGE, $arguments);
        }
    }

    public static function addPage(): void
    {
        add_options_page('siplaunch portal', 'siplaunch portal', 'manage_options', self::PAGE, [self::class, 'show']);
    }

    /** The settings as they are stored; the old ones, and a message, if siplaunch finds a fault. */
    public static function checked(mixed $given): array
    {
        $texts = array_filter(is_array($given) ? $given : [], is_string(...));
        $settings = array_map(trim(...), array_intersect_key($texts, self::LABELS)) + self::all();
        try {
            KeyRing::fromFile($settings['keys']);
            new Page($settings['base'], brandName: $settings['brand_name']);
            (new Credentials(username: 'username', server: $settings['sip_server'], password: 'password'))->check();
        } catch (\Siplaunch\Exception $exception) {
            add_settings_error(self::OPTION, 'siplaunch', $exception->getMessage());
            return self::all();
        }
        return $settings;
    }

    /** @param array{name: string, label_for: string} $arguments */
    public static function showField(array $arguments): void
    {
        printf(
            '<input class="large-text" id="%s" name="%s[%s]" value="%s" required>',
            esc_attr($arguments['label_for']),
            esc_attr(self::OPTION),
            esc_attr($arguments['name']),
            esc_attr(self::all()[$arguments['name']]),
        );
    }

    public static function show(): void
    {
        echo '<div class="wrap"><h1>siplaunch portal</h1><form method="post" action="options.php">';
        settings_fields(self::PAGE);
        do_settings_sections(self::PAGE);
        submit_button();
        echo '</form></div>';
    }
}
