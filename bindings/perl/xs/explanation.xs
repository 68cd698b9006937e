MODULE = Siplaunch    PACKAGE = Siplaunch::Explanation

SV *
kind(siplaunch_explanation *self, ...)
    CODE:
        LENT(explanation_kind, self);
    OUTPUT:
        RETVAL

bool
is_good(siplaunch_explanation *self, ...)
    CODE:
        TOLD(bool, explanation_is_good, self);
    OUTPUT:
        RETVAL

void
findings(siplaunch_explanation *self, ...)
    PPCODE:
        size_t count;
        check(aTHX_ siplaunch_explanation_finding_count(self, &count));
        SPAGAIN;
        SP -= items;
        for (size_t i = 0; i < count; i++) {
            HV *finding = newHV();
            uint8_t code;
            bool is_fault;
            text text;
            check(aTHX_ siplaunch_explanation_finding(self, i, &code, &is_fault, &text.at, &text.len));
            (void)hv_stores(finding, "code", newSVuv(code));
            (void)hv_stores(finding, "is_fault", boolean(aTHX_ is_fault));
            (void)hv_stores(finding, "text", VALUE(text));
            mXPUSHs(newRV_noinc((SV *)finding));
        }

UV
link_count(siplaunch_explanation *self, ...)
    CODE:
        TOLD(size_t, explanation_link_count, self);
    OUTPUT:
        RETVAL

SV *
shown(siplaunch_explanation *self, ...)
    CODE:
        LENT_TEXT(explanation_shown, self);
    OUTPUT:
        RETVAL

SV *
line(siplaunch_explanation *self, ...)
    CODE:
        size_t line;
        check(aTHX_ siplaunch_explanation_line(self, &line));
        RETVAL = line ? newSVuv(line) : newSV(0);
    OUTPUT:
        RETVAL

SV *
id(siplaunch_explanation *self, ...)
    CODE:
        LENT(explanation_id, self);
    OUTPUT:
        RETVAL

SV *
expires(siplaunch_explanation *self, ...)
    CODE:
        uint64_t expires;
        check(aTHX_ siplaunch_explanation_expires(self, &expires));
        RETVAL = expires ? newSVuv(expires) : newSV(0);
    OUTPUT:
        RETVAL

SV *
token(siplaunch_explanation *self, ...)
    CODE:
        LENT(explanation_token, self);
    OUTPUT:
        RETVAL

SV *
credentials(siplaunch_explanation *self, ...)
    CODE:
        text username, server, password;
        check(aTHX_ siplaunch_explanation_credentials(self, &username.at, &username.len, &server.at, &server.len, &password.at,
            &password.len));
        RETVAL = username.at ? credentials(aTHX_ NULL, username, server, password) : newSV(0);
    OUTPUT:
        RETVAL
