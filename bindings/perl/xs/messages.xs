MODULE = Siplaunch    PACKAGE = Siplaunch::Sms

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "link", "brand_name", "language", "template");
        text template = sms_template(aTHX_ given[3], given[2]);
        text link = TEXT("link", given[0]), brand_name = TEXT("brand_name", given[1]);
        CALL_WITH_BUFFER_AND(NULL, sms_compose, TO(template), TO(link), TO(brand_name));
        const text sms = {made.out, made.len}, none = {"", 0};
        RETVAL = made.status ? NULL : object(aTHX_ class, &sms_kind, secret_of(sms, none, none));
        end(aTHX_ &made, made.status);
    OUTPUT:
        RETVAL

SV *
text(siplaunch_sms *self, ...)
    CODE:
        RETVAL = characters(aTHX_ FIRST(self));
    OUTPUT:
        RETVAL

SV *
budget(siplaunch_sms *self, ...)
    CODE:
        siplaunch_sms_budget budget;
        check(aTHX_ siplaunch_sms_count(FIRST(self), &budget));
        RETVAL = sms_budget(aTHX_ &budget);
    OUTPUT:
        RETVAL

SV *
template(Class class, ...)
    CODE:
        PERL_UNUSED_VAR(class);
        text language = TEXT("language", ARG(1));
        WRITTEN_TEXT(sms_template, TO(language));
    OUTPUT:
        RETVAL

SV *
sealed_budget(Class class, ...)
    CODE:
        PERL_UNUSED_VAR(class);
        const siplaunch_portal *portal = POINTER(portal, ARG(1));
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(2));
        NAMED(3, "brand_name", "language", "template");
        text template = sms_template(aTHX_ given[2], given[1]), brand_name = TEXT("brand_name", given[0]);
        siplaunch_sms_budget budget;
        check(aTHX_ siplaunch_sms_sealed_budget(TO(template), TO(brand_name), portal, FIELDS(credentials), &budget));
        RETVAL = sms_budget(aTHX_ &budget);
    OUTPUT:
        RETVAL

SV *
one_time_budget(Class class, ...)
    CODE:
        PERL_UNUSED_VAR(class);
        const siplaunch_portal *portal = POINTER(portal, ARG(1));
        const siplaunch_credentials *credentials = POINTER(credentials, ARG(2));
        NAMED(3, "brand_name", "language", "template");
        text template = sms_template(aTHX_ given[2], given[1]), brand_name = TEXT("brand_name", given[0]);
        siplaunch_sms_budget budget;
        check(aTHX_ siplaunch_sms_one_time_budget(TO(template), TO(brand_name), portal, FIELDS(credentials), &budget));
        RETVAL = sms_budget(aTHX_ &budget);
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::SmsBudget

SV *
of(Class class, ...)
    CODE:
        PERL_UNUSED_VAR(class);
        text text = TEXT("text", ARG(1));
        siplaunch_sms_budget budget;
        check(aTHX_ siplaunch_sms_count(TO(text), &budget));
        RETVAL = sms_budget(aTHX_ &budget);
    OUTPUT:
        RETVAL

SV *
encoding(SV *self, ...)
    ALIAS:
        first_non_gsm      = 1
        units              = 2
        parts              = 3
        units_left         = 4
        characters         = 5
        is_within_handbook = 6
    CODE:
        RETVAL = value_named_as(aTHX_ cv, self);
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::Mail

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "language", "subject", "text", "button", "link", "brand_name", "accent_color");
        text language = TEXT("language", SvOK(given[0]) ? given[0] : sv_2mortal(newSVpvs("en")));
        text subject = OPTIONAL_TEXT("subject", given[1]), body = OPTIONAL_TEXT("text", given[2]);
        text button = OPTIONAL_TEXT("button", given[3]), link = TEXT("link", given[4]);
        text brand_name = TEXT("brand_name", given[5]), accent_color = OPTIONAL_TEXT("accent_color", given[6]);
        MADE(class, mail, mail_compose, TO(language), TO(subject), TO(body), TO(button), TO(link), TO(brand_name), TO(accent_color));
    OUTPUT:
        RETVAL

SV *
subject(siplaunch_mail *self, ...)
    CODE:
        LENT_TEXT(mail_subject, self);
    OUTPUT:
        RETVAL

SV *
subject_header(siplaunch_mail *self, ...)
    CODE:
        WRITTEN(mail_subject_header, self);
    OUTPUT:
        RETVAL

SV *
text(siplaunch_mail *self, ...)
    CODE:
        LENT_TEXT(mail_text, self);
    OUTPUT:
        RETVAL

SV *
html(siplaunch_mail *self, ...)
    CODE:
        LENT_TEXT(mail_html, self);
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::QrCode

SV *
new(Class class, ...)
    CODE:
        text text = TEXT("text", ARG(1));
        RETVAL = object(aTHX_ class, &qr_code_kind, secret_of(text, (struct text){"", 0}, (struct text){"", 0}));
    OUTPUT:
        RETVAL

SV *
to_svg(siplaunch_qr_code *self, ...)
    CODE:
        WRITTEN(qr_svg, FIRST(self));
    OUTPUT:
        RETVAL

SV *
to_terminal(siplaunch_qr_code *self, ...)
    CODE:
        WRITTEN_TEXT(qr_terminal, FIRST(self));
    OUTPUT:
        RETVAL

SV *
to_png(siplaunch_qr_code *self, ...)
    CODE:
        NAMED(1, "pixels_per_module");
        uint64_t scale = WHOLE_OR_0("pixels_per_module", given[0]);
        /* The library takes 0 for its default, and so a scale of 0 becomes one that it refuses. */
        if (SvOK(given[0]) && (scale == 0 || scale > UINT32_MAX))
            scale = UINT32_MAX;
        WRITTEN(qr_png, FIRST(self), (uint32_t)scale);
    OUTPUT:
        RETVAL
