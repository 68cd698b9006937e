<?php

declare(strict_types=1);

namespace Siplaunch;

/**
 * The outcome of a claim, which a tap on a one-time link makes. The value is a word for logs.
 *
 * ```
 * $launch->answerClaimed(Siplaunch\Claim::First)->send();
 * ```
 */
enum Claim: string
{
    /** The first tap: it opens the app, and the grace begins. */
    case First = 'first';
    /** A further tap within the grace: it opens the app again. */
    case Again = 'again';
    /** The link is used up: its grace is over, or it had all its taps. */
    case Used = 'used';
    /** The portal has revoked the link. */
    case Revoked = 'revoked';
    /** The claim store did not answer: no app is opened, and the customer may tap again. */
    case Unavailable = 'unavailable';

    /** The numbers of include/siplaunch.h. */
    private const NUMBERS = ['first' => 1, 'again' => 2, 'used' => 0, 'revoked' => -1, 'unavailable' => -2];

    /** The claim of a number: the taps so far with this one, 0 for a link that is used up, or -1 for a revoked one. */
    public static function fromTaps(int $taps): self
    {
        return self::tryFrom((string) array_search(min($taps, 2), self::NUMBERS, true)) ?? self::Unavailable;
    }

    /** @internal */
    public function number(): int
    {
        return self::NUMBERS[$this->value];
    }
}
