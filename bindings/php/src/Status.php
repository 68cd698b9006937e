<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * The numbers that exceptions carry as their code: the same in every language, and never changed.
 *
 * ```
 * if ($exception->getCode() === Siplaunch\Status::PASSWORD_EMPTY) { … }
 * ```
 *
 * Generated from bindings/c/src/status.rs; change it there, and run "make header".
 */
final class Status
{
    /** Success. */
    public const OK = 0;
    /** The output buffer cannot hold the result; it was not written to. */
    public const BUFFER_TOO_SMALL = 1;
    /** A pointer is NULL, and the call does not allow that. */
    public const NULL_POINTER = 2;
    /** A text is not UTF-8. */
    public const NOT_UTF8 = 3;
    /** An input is longer than 1 MiB. Its length may have been a negative number. */
    public const INPUT_TOO_LONG = 4;
    /** There is nothing with this index. */
    public const INDEX = 5;
    /** A line of a list of sealed links' ids is not an id. */
    public const LINK_IDS = 6;
    /** There is no claim store, or no statement, of this name. */
    public const CLAIM_STATEMENT = 7;
    /** A defect of the library. The call had no effect; please report it. */
    public const PANIC = 9;
    /** A brand's AES key has a length that AES does not know. */
    public const KEY_LENGTH = 10;
    /** A brand's initialization vector is not one AES block. */
    public const IV_LENGTH = 11;
    /** Not a URL scheme, or longer than 63 bytes. */
    public const SCHEME = 12;
    /** The entries of a brand, in a file or in the environment, are not complete or not readable. */
    public const BRAND_ENTRIES = 13;
    /** The username has no character. */
    public const USERNAME_EMPTY = 20;
    /** The server has no character. */
    public const SERVER_EMPTY = 21;
    /** The password has no character. */
    public const PASSWORD_EMPTY = 22;
    /** The username has a character that would make the app read other fields. */
    public const USERNAME_CHARACTER = 23;
    /** The server has a character that would make the app read other fields. */
    public const SERVER_CHARACTER = 24;
    /** The password has a character that would make the app read other fields. */
    public const PASSWORD_CHARACTER = 25;
    /** Not a token that this brand can decode. One error for bad Base64, a wrong length, bad padding and a wrong key. */
    public const TOKEN = 30;
    /** The plaintext is not exactly `username=…&server=…&password=…` with three good fields. */
    public const PLAINTEXT = 31;
    /** The portal's base is not a URL that a launch link can be made from. */
    public const PORTAL_BASE = 40;
    /** Not a name for the launch link's parameter. */
    public const PARAM = 41;
    /** Not a link of the kind that was asked for, or one with no good token in it. */
    public const LINK = 42;
    /** Not an Android package name. */
    public const PACKAGE = 43;
    /** The fallback of an intent link is not a URL that a browser can open. */
    public const FALLBACK_URL = 44;
    /** A key ring's key has a wrong length, a wrong id, or an id given twice. */
    public const SEALING_KEY = 50;
    /** A key ring has no key with the current id. */
    public const CURRENT_KEY = 51;
    /** An expiry that a sealed token cannot hold. */
    public const EXPIRES = 52;
    /** Not a sealed token of this key ring and context. One error whatever the cause. */
    public const SEALED_INVALID = 53;
    /** An authentic sealed token whose time is over. */
    public const SEALED_EXPIRED = 54;
    /** The entries of a key file are not complete or not readable. */
    public const KEY_ENTRIES = 55;
    /** The system gave no random bytes for a one-time link. */
    public const RANDOM = 56;
    /** A grace or a number of taps that one-time links cannot have. */
    public const CLAIM_POLICY = 57;
    /** A text that no QR code can hold at error correction level M. */
    public const QR_TEXT = 60;
    /** A picture's scale is out of range. */
    public const QR_SCALE = 61;
    /** Not the token of a ticket of the later Sipwise generation. */
    public const QR_TICKET = 62;
    /** A brace that belongs to no placeholder, or a placeholder that this text cannot have. */
    public const TEMPLATE = 63;
    /** A template without a link, or with several. */
    public const TEMPLATE_LINK = 64;
    /** A character that phones would take for a part of the link touches it. */
    public const TEMPLATE_SPACING = 65;
    /** Not a name to show to customers, or to put into a header: 1 to 200 bytes without control characters. */
    public const BRAND_NAME = 66;
    /** A link that no customer can tap. */
    public const MESSAGE_LINK = 67;
    /** A subject that would break out of its header, or fill a screen. */
    public const MAIL_SUBJECT = 68;
    /** A language that the library has no words in. */
    public const LANGUAGE = 69;
    /** A text of the page or of its logo that cannot be shown. */
    public const PAGE_TEXT = 70;
    /** Not a language tag. */
    public const PAGE_LANGUAGE = 71;
    /** Not a colour of a page or of a mail. */
    public const PAGE_COLOR = 72;
    /** Not a logo that can travel inside the page. */
    public const PAGE_LOGO = 73;
    /** A link of the page is not a URL that a browser can open. */
    public const PAGE_URL = 74;
    /** A setting of the page that does not exist, was given twice, or does not have this value. */
    public const PAGE_SETTING = 75;
    /** A page without one of its texts, in a language that needs all of them. */
    public const PAGE_TEXT_MISSING = 76;
    /** A message longer than 1 MiB. */
    public const MESSAGE_LENGTH = 80;
}
