<?php

declare(strict_types=1);

namespace Siplaunch;

use FFI\CData;
use Siplaunch\Internal\Call;
use Siplaunch\Internal\Library;
use Siplaunch\Internal\Unserializable;

/**
 * A request that a handler has looked at and not yet answered.
 *
 * ```
 * $launch = $handler->open(...Siplaunch\LaunchHandler::request());
 * $used = $launch->id() !== null && $links->isUsed($launch->id());
 * ($used ? $launch->answerRevoked() : $launch->answer())->send();
 * ```
 */
final class Launch
{
    use Unserializable;

    private function __construct(
        private readonly ?string $id,
        private readonly ?Opened $opened,
        private readonly Response $answer,
        private readonly Response $answerRevoked,
    ) {
    }

    /** The id of the sealed link that was opened, 32 lower-case hex digits; null if it was none. */
    public function id(): ?string
    {
        return $this->id;
    }

    /** What was in the sealed link; null if the request had no good one. */
    public function opened(): ?Opened
    {
        return $this->opened;
    }

    /** The answer. */
    public function answer(): Response
    {
        return $this->answer;
    }

    /** The answer for a link that the portal does not let in any more: the same as for an expired one. */
    public function answerRevoked(): Response
    {
        return $this->answerRevoked;
    }

    /**
     * Opens a request, and takes everything out of the library's launch: it must not outlive its handler, and PHP destroys
     * objects in any order when it ends.
     *
     * @internal
     * @param list<CData|string|int> $inputs
     */
    public static function from(#[\SensitiveParameter] array $inputs): self
    {
        $launch = Call::value('siplaunch_launch*', 'siplaunch_handler_open', $inputs);
        try {
            $id = Call::text('siplaunch_launch_id', [$launch]);
            return new self(
                $id === '' ? null : $id,
                $id === '' ? null : Opened::from('siplaunch_launch_opened', [$launch]),
                Response::from('siplaunch_launch_answer', [$launch, false]),
                Response::from('siplaunch_launch_answer', [$launch, true]),
            );
        } finally {
            Library::ffi()->siplaunch_launch_free($launch);
        }
    }
}
