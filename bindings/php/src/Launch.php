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
 * $used = $launch->id() !== null && $links->isUsed($launch->id());
 * ($used ? $launch->answerRevoked() : $launch->answer())->send();
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

    /** The answer. */
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
