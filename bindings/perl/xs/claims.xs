MODULE = Siplaunch    PACKAGE = Siplaunch::ClaimStore

SV *
_statement_of(...)
    CODE:
        settle(aTHX_ ax, items);
        text kind = TEXT("kind", ARG(0)), name = TEXT("name", ARG(1));
        LENT(claim_statement, TO(kind), TO(name));
    OUTPUT:
        RETVAL

void
_values_of(...)
    PPCODE:
        uint64_t values[5];
        settle(aTHX_ ax, items);
        uint64_t grace = WHOLE("grace", ARG(0)), taps = WHOLE("taps", ARG(1));
        uint64_t expires = WHOLE("expires", ARG(2)), now = WHOLE_OR_0("now", ARG(3));
        check(aTHX_ siplaunch_claim_values(grace, taps, expires, now, values));
        SPAGAIN;
        SP -= items;
        for (size_t i = 0; i < C_ARRAY_LENGTH(values); i++)
            mXPUSHu(values[i]);

UV
_taps_left(...)
    CODE:
        settle(aTHX_ ax, items);
        uint64_t grace = WHOLE("grace", ARG(0)), taps = WHOLE("taps", ARG(1));
        uint64_t claimed_at = WHOLE("claimed_at", ARG(2)), tapped = WHOLE("tapped", ARG(3));
        uint64_t revoked_at = WHOLE_OR_0("revoked_at", ARG(4)), now = WHOLE_OR_0("now", ARG(5));
        TOLD(uint64_t, claim_taps_left, grace, taps, claimed_at, tapped, revoked_at, now);
    OUTPUT:
        RETVAL
