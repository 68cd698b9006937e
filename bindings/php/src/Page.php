<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Memory;

/**
 * The launch page: what a handler answers with in place of a redirect, which fails without a word in some browsers.
 *
 * ```
 * $page = new Siplaunch\Page('https://portal.example/p', brandName: 'Acme Phone', language: 'de');
 * $handler = new Siplaunch\LaunchHandler(page: $page);
 * ```
 */
final class Page extends Handle
{
    protected const TYPE = 'siplaunch_page';

    /**
     * @param string $base where the handler is reached, as in {@see Portal}
     * @param string|null $brandName the brand's name as customers know it; "sip:phone" if it is not given
     * @param string|null $language a tag such as "en", "de-AT" or "ar"; one other than en and de needs all texts
     * @param string|null $direction "ltr" or "rtl", of the language that is given
     * @param string|null $accentColor the button's colour: "#" and six hex digits
     * @param string|null $logo a data: URI in Base64 of at most 65,536 bytes, of a PNG, SVG, JPEG or WebP image
     * @param string|null $logoAlt what the logo says
     * @param string|null $androidPackage application id for Android's intent link
     * @param string|null $androidFallbackUrl where that link goes without the app
     * @param string|null $appStore URL of a button to Apple's store
     * @param string|null $googlePlay URL of a button to Google's store
     * @param string|null $newLinkUrl URL of a button for customers whose link has expired
     * @param bool $autoOpen whether the page tries to open the app by itself; mostly blocked by browsers
     * @param array<string, string> $texts texts by the names of {@see textNames()}; {brand} in them stands for the name
     * @throws PageException which names the setting at fault
     */
    public function __construct(
        string $base,
        ?string $brandName = null,
        ?string $language = null,
        ?string $direction = null,
        ?string $accentColor = null,
        ?string $logo = null,
        ?string $logoAlt = null,
        ?string $androidPackage = null,
        ?string $androidFallbackUrl = null,
        ?string $appStore = null,
        ?string $googlePlay = null,
        ?string $newLinkUrl = null,
        bool $autoOpen = false,
        array $texts = [],
    ) {
        $settings = array_filter([
            'brand_name' => $brandName,
            'language' => $language,
            'direction' => $direction,
            'accent_color' => $accentColor,
            'logo' => $logo,
            'logo_alt' => $logoAlt,
            'android_package' => $androidPackage,
            'android_fallback_url' => $androidFallbackUrl,
            'app_store' => $appStore,
            'google_play' => $googlePlay,
            'new_link_url' => $newLinkUrl,
            'auto_open' => $autoOpen ? 'true' : null,
        ], static fn (?string $value): bool => $value !== null);
        foreach ($texts as $name => $text) {
            $settings["texts.$name"] = $text;
        }
        $this->fill($base, $settings);
    }

    /** @param array<string, string> $settings */
    private function fill(string $base, array $settings): void
    {
        $ffi = Library::ffi();
        $entries = $ffi->new('siplaunch_setting[' . count($settings) + 1 . ']');
        $memory = new Memory([...array_keys($settings), ...array_values($settings)]);
        foreach (array_keys($settings) as $i => $name) {
            $entries[$i]->name = $ffi->cast('char *', $memory->copy($name));
            $entries[$i]->name_len = strlen($name);
            $entries[$i]->value = $ffi->cast('char *', $memory->copy($settings[$name]));
            $entries[$i]->value_len = strlen($settings[$name]);
        }
        [$bad, $length] = [$ffi->new('const char *'), $ffi->new('size_t')];
        try {
            $this->make('siplaunch_page_new', [$base, $entries, count($settings)], [$bad, $length]);
        } catch (InputException | LinkException | MessageException | PageException $exception) {
            $setting = (string) Call::string($bad, $length);
            throw new PageException($exception->getMessage(), $exception->getCode(), $setting);
        }
    }

    /**
     * The names of the page's texts, such as "title".
     *
     * @return list<string>
     */
    public static function textNames(): array
    {
        $ffi = Library::ffi();
        $outputs = [];
        foreach (['name', 'kind', 'help'] as $lent) {
            array_push($outputs, $ffi->new('const char *'), $ffi->new('size_t'));
        }
        $names = [];
        try {
            for ($i = 0;; $i++) {
                Call::run('siplaunch_page_setting', [$i], $outputs);
                $name = (string) Call::string($outputs[0], $outputs[1]);
                if (str_starts_with($name, 'texts.')) {
                    $names[] = substr($name, strlen('texts.'));
                }
            }
        } catch (LibraryException) {
            // After the last one.
            return $names;
        }
    }
}
