<?php

declare(strict_types=1);

namespace Siplaunch;

/** How the characters of an SMS are encoded. */
enum SmsEncoding: int
{
    /** The GSM 7-bit default alphabet and its extension: 160 septets, or 153 for each of several parts. */
    case Gsm7 = 0;
    /** UCS-2: 70 code units of 16 bits, or 67 for each of several parts. */
    case Ucs2 = 1;
}
