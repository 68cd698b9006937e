<?php

declare(strict_types=1);

namespace Siplaunch\Tests;

use PHPUnit\Framework\TestCase;
use Siplaunch\Credentials;
use Siplaunch\Exception;
use Siplaunch\Mail;
use Siplaunch\MessageException;
use Siplaunch\PageException;
use Siplaunch\Portal;
use Siplaunch\QrCode;
use Siplaunch\QrException;
use Siplaunch\Sms;
use Siplaunch\SmsBudget;
use Siplaunch\SmsEncoding;
use Siplaunch\Status;
use Siplaunch\Ticket;

/** SMS, mail, QR codes, tickets and explanations come over whole. */
final class MessagesTest extends TestCase
{
    public function testSms(): void
    {
        $sms = Sms::compose(link: Handbook::LINK, brandName: 'sip:phone');
        self::assertSame(Handbook::LINK . ' to launch sip:phone', $sms->text);
        self::assertSame([SmsEncoding::Gsm7, null, 143, 1, 17, 143, false], self::values($sms->budget));
        self::assertSame(Handbook::LINK . ' startet Akme', Sms::compose(Handbook::LINK, 'Akme', 'de-CH')->text);
        $own = Sms::compose(Handbook::LINK, 'Жук', template: '{brand}: {link}');
        self::assertSame('Жук: ' . Handbook::LINK, $own->text);
        self::assertSame([SmsEncoding::Ucs2, mb_ord('Ж'), 128, 2, 6, 128, true], self::values($own->budget));
        self::assertSame([SmsEncoding::Gsm7, null, 4, 1, 156, 2, true], self::values(SmsBudget::of('€{')));
        $credentials = new Credentials('testuser', 'example.org', 'testpass');
        $budget = Sms::sealedBudget(new Portal('https://portal.example/p'), $credentials, 'sip:phone');
        self::assertSame(strlen('https://portal.example/p?c=') + 67 + strlen(' to launch sip:phone'), $budget->units);
        $budget = Sms::oneTimeBudget(new Portal('http://example.org/p'), $credentials, 'sipphone');
        self::assertSame([116, 1], [$budget->units, $budget->parts]);
        $budget = Sms::oneTimeBudget(new Portal('http://example.org/p'), $credentials, 'x', template: '{link}');
        self::assertSame(strlen('http://example.org/p?c=') + 74, $budget->units);
    }

    public function testMail(): void
    {
        $mail = Mail::compose(link: Handbook::LINK, brandName: 'Ärger & Söhne');
        self::assertSame('Set up Ärger & Söhne on your phone', $mail->subject);
        self::assertStringContainsString("\n" . Handbook::LINK . "\n", $mail->text);
        self::assertStringContainsString('href="' . Handbook::LINK . '"', $mail->html);
        self::assertStringContainsString('Ärger &amp; Söhne', $mail->html);
        self::assertSame($mail->subject, mb_decode_mimeheader(str_replace('_', ' ', $mail->subjectHeader)));
        $colored = Mail::compose(Handbook::LINK, 'Acme', accentColor: '#0F766E');
        self::assertStringContainsString('background:#0f766e', $colored->html);
        try {
            Mail::compose(Handbook::LINK, 'Acme', accentColor: 'blue');
            self::fail('no exception');
        } catch (PageException $exception) {
            self::assertSame(Status::PAGE_COLOR, $exception->getCode());
        }
        $own = Mail::compose(Handbook::LINK, 'Acme', 'fr', '{brand}', "Voici :\n{link}", 'Ouvrir');
        self::assertSame(['Acme', "Voici :\n" . Handbook::LINK], [$own->subject, $own->text]);
        self::assertStringContainsString('>Ouvrir<', $own->html);
    }

    public function testQrCodes(): void
    {
        $code = new QrCode(Handbook::LINK);
        self::assertStringStartsWith('<svg', $code->toSvg());
        self::assertNotSame($code->toSvg(), (new QrCode('another'))->toSvg());
        self::assertStringContainsString('█', $code->toTerminal());
        $width = static fn (?int $scale): int => getimagesizefromstring($code->toPng($scale))[0];
        self::assertSame([8 * $width(1), 64 * $width(1)], [$width(null), $width(64)]);
        self::assertSame($code->toPng(8), $code->toPng());
        self::assertSame('image/png', getimagesizefromstring($code->toPng())['mime']);
        // More than the first buffer holds.
        self::assertGreaterThan(10_000, strlen((new QrCode(str_repeat('ü', 1000)))->toSvg()));
    }

    public function testTickets(): void
    {
        $token = '0123456789abcdef0123456789abcdef';
        self::assertSame(
            "username=u&server=s&expire=1800000000000&token=$token",
            Ticket::text('u', 's', 1_800_000_000_000, $token),
        );
    }

    public function testFailures(): void
    {
        $failures = [
            [Status::LANGUAGE, fn () => Sms::compose(Handbook::LINK, 'Acme', 'fr')],
            [Status::TEMPLATE, fn () => Sms::compose(Handbook::LINK, 'Acme', template: '{link} {')],
            [Status::TEMPLATE_LINK, fn () => Sms::compose(Handbook::LINK, 'Acme', template: 'Acme')],
            [Status::TEMPLATE_SPACING, fn () => Sms::compose(Handbook::LINK, 'Acme', template: '{link}.')],
            [Status::BRAND_NAME, fn () => Sms::compose(Handbook::LINK, "A\nB")],
            [Status::MESSAGE_LINK, fn () => Sms::compose('sipphone://x', 'Acme')],
            [Status::MAIL_SUBJECT, fn () => Mail::compose(Handbook::LINK, 'Acme', subject: "a\nb")],
            [Status::QR_TEXT, fn () => (new QrCode(str_repeat('ü', 3000)))->toSvg()],
            [Status::QR_SCALE, fn () => (new QrCode('x'))->toPng(0)],
            [Status::QR_SCALE, fn () => (new QrCode('x'))->toPng(-1)],
            [Status::QR_SCALE, fn () => (new QrCode('x'))->toPng(65)],
            [Status::QR_SCALE, fn () => (new QrCode('x'))->toPng(PHP_INT_MAX)],
            [Status::QR_SCALE, fn () => (new QrCode('x'))->toPng((1 << 32) + 1)],
            [Status::QR_TICKET, fn () => Ticket::text('u', 's', 1, 'x')],
        ];
        foreach ($failures as [$status, $call]) {
            try {
                $call();
                self::fail('no exception');
            } catch (Exception $exception) {
                $class = $status < Status::TEMPLATE ? QrException::class : MessageException::class;
                self::assertSame([$class, $status], [$exception::class, $exception->getCode()]);
            }
        }
    }

    public function testAmbiguities(): void
    {
        self::assertSame(
            [['field' => 'username', 'character' => '%'], ['field' => 'password', 'character' => '+']],
            (new Credentials('50%off', 'example.org', 'a+b'))->ambiguities(),
        );
        $all = (new Credentials('=%+', '=%+', '=%+'))->ambiguities();
        self::assertSame([9, 'server'], [count($all), $all[3]['field']]);
    }

    /** @return list<mixed> */
    private static function values(SmsBudget $budget): array
    {
        return array_values(get_object_vars($budget));
    }
}
