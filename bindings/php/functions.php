<?php

declare(strict_types=1);

namespace Siplaunch;

use Siplaunch\Internal\Time;

/**
 * Finds the links and tokens in a pasted text, such as an SMS or the source of a mail, and explains one of them to a
 * support desk: its kind, its faults, its credentials.
 *
 * The explanation distinguishes a wrong key from a damaged end, and so is a padding oracle by design: never offer it to
 * strangers.
 *
 * ```
 * $explanation = Siplaunch\explain($pasted, $brand, keyRing: $keyRing, context: 'portal.example', revoked: $ids);
 * ```
 *
 * @param string $pasted the text that a customer sends in
 * @param Brand $brand the brand whose tokens are decoded
 * @param string|null $param the parameter that carries the payload in launch links; null means "c"
 * @param KeyRing|null $keyRing the key ring that opens sealed links; null leaves them unopened
 * @param string $context the context that links were sealed with
 * @param iterable<string> $revoked the ids of the sealed links that the portal has revoked
 * @param \DateTimeInterface|int|null $now the time, in seconds since 1970-01-01 00:00 UTC if it is a number; null means
 *     the system's clock
 * @param int $link the number, from 0, of the link to explain: see {@see Explanation::$linkCount}
 * @throws InputException for a revoked id that is no id
 */
function explain(
    #[\SensitiveParameter] string $pasted,
    Brand $brand,
    ?string $param = null,
    ?KeyRing $keyRing = null,
    string $context = '',
    iterable $revoked = [],
    \DateTimeInterface|int|null $now = null,
    int $link = 0,
): Explanation {
    // Before pointers are read: iterators and dates can run code that destroys objects.
    $revoked = implode("\n", is_array($revoked) ? $revoked : iterator_to_array($revoked, false));
    $now = Time::now($now);
    [$brandPointer, $keys] = [Brand::pointerOf($brand), KeyRing::pointerOf($keyRing)];
    return Explanation::from([$pasted, $brandPointer, $param, $keys, $context, $revoked, $now, $link]);
}
