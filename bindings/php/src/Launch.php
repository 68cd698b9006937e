<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Call;
use Siplaunch\Internal\Handle;

/**
 * A request that a launch handler has read and not yet answered.
 *
 * ```
 * $launch = $handler->inspect(...Siplaunch\LaunchHandler::request());
 * $launch->answerClaimed($claims->claim($launch))->send();
 * ```
 */
final class Launch extends Handle
{
    protected const TYPE = 'siplaunch_launch';

    /** The id of an authentic sealed link, expired or not: 32 lower-case hex digits. Null for any other request. */
    public function id(): ?string
    {
        return Call::text('siplaunch_launch_id', [$this->pointer]) ?: null;
    }

    /** The content of an authentic sealed link that has not expired. Null for any other request. */
    public function opened(): ?Opened
    {
        try {
            return Opened::from('siplaunch_launch_opened', [$this->pointer]);
        } catch (SealedException) {
            return null;
        }
    }

    /** Whether the request is a tap on a good one-time link, which {@see answerClaimed()} answers. */
    public function needsClaim(): bool
    {
        return Call::value('bool', 'siplaunch_launch_needs_claim', [$this->pointer])->cdata;
    }

    /**
     * The answer, by the claim that {@see ClaimStore::claim()} or the portal itself makes. A request that would not
     * open the app with a sealed link gets its answer whatever the claim is. A sealed link that needs no claim may be
     * revoked in the same store; one that is not has the claim First.
     */
    public function answerClaimed(Claim $claim): Response
    {
        return Response::from('siplaunch_launch_answer_claimed', [$this->pointer, $claim->number()]);
    }

    /** The answer. The tap on a one-time link gets 503: see {@see answerClaimed()}. */
    public function answer(): Response
    {
        return Response::from('siplaunch_launch_answer', [$this->pointer]);
    }

    /** The answer for a link that the portal has revoked: the same as for an expired link. */
    public function answerRevoked(): Response
    {
        return Response::from('siplaunch_launch_answer_revoked', [$this->pointer]);
    }

    /**
     * @internal {@see LaunchHandler::inspect()} makes it
     * @param list<\FFI\CData|string|int> $inputs
     */
    public static function from(#[\SensitiveParameter] array $inputs): self
    {
        return self::bare()->make('siplaunch_handler_inspect', $inputs);
    }

    private function __construct()
    {
    }
}
