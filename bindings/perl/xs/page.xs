MODULE = Siplaunch    PACKAGE = Siplaunch::Page

SV *
_of_pairs(Class class, ...)
    CODE:
        text base = TEXT("base", ARG(1));
        size_t count = items > 2 ? (items - 2) / 2 : 0;
        siplaunch_setting *settings = (siplaunch_setting *)SvPVX(sv_2mortal(newSV((count + 1) * sizeof *settings)));
        for (size_t i = 0; i < count; i++) {
            text name = TEXT("setting", ST(2 * i + 2)), value = TEXT("setting", ST(2 * i + 3));
            settings[i] = (siplaunch_setting){TO(name), TO(value)};
        }
        text bad;
        siplaunch_page *page;
        int status = siplaunch_page_new(TO(base), settings, count, &bad.at, &bad.len, &page);
        if (status) {
            SV *failed = exception_of(aTHX_ status);
            (void)hv_stores((HV *)SvRV(failed), "setting", bad.at ? VALUE(bad) : newSV(0));
            croak_sv(failed);
        }
        RETVAL = object(aTHX_ class, &page_kind, page);
    OUTPUT:
        RETVAL

void
settings(...)
    PPCODE:
        text name, kind, help;
        /* The call fails after the last setting. */
        for (size_t i = 0; !siplaunch_page_setting(i, &name.at, &name.len, &kind.at, &kind.len, &help.at, &help.len); i++) {
            HV *setting = newHV();
            (void)hv_stores(setting, "name", VALUE(name));
            (void)hv_stores(setting, "kind", VALUE(kind));
            (void)hv_stores(setting, "help", VALUE(help));
            mXPUSHs(newRV_noinc((SV *)setting));
        }
