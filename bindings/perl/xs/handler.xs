MODULE = Siplaunch    PACKAGE = Siplaunch::LaunchHandler

SV *
new(Class class, ...)
    CODE:
        NAMED(1, "scheme", "param", "page");
        text scheme = TEXT("scheme", SvOK(given[0]) ? given[0] : sv_2mortal(newSVpvs("sipphone")));
        text param = OPTIONAL_TEXT("param", given[1]);
        siplaunch_page *page = OPTIONAL_POINTER(page, given[2]);
        siplaunch_handler_builder *builder;
        check(aTHX_ siplaunch_handler_builder_new(TO(scheme), &builder));
        RETVAL = built(aTHX_ class, builder, SIPLAUNCH_STATUS_OK, param, page);
    OUTPUT:
        RETVAL

SV *
sealed(Class class, ...)
    CODE:
        const siplaunch_brand *brand = POINTER(brand, ARG(1));
        const siplaunch_key_ring *key_ring = POINTER(key_ring, ARG(2));
        NAMED(3, "context", "sealed_only", "confirm", "param", "page");
        text context = BYTES_OR_NONE("context", given[0]), param = OPTIONAL_TEXT("param", given[3]);
        bool is_sealed_only = SvTRUE_nomg(given[1]), confirms = SvTRUE_nomg(given[2]);
        siplaunch_page *page = OPTIONAL_POINTER(page, given[4]);
        siplaunch_handler_builder *builder;
        int status;
        check(aTHX_ siplaunch_handler_builder_new("sipphone", 8, &builder)); /* the brand's scheme takes its place */
        status = siplaunch_handler_builder_sealed(builder, brand, key_ring, TO(context));
        if (!status && is_sealed_only)
            status = siplaunch_handler_builder_sealed_only(builder);
        if (!status && confirms)
            status = siplaunch_handler_builder_confirm(builder);
        RETVAL = built(aTHX_ class, builder, status, param, page);
    OUTPUT:
        RETVAL

SV *
handle(siplaunch_handler *self, ...)
    CODE:
        NAMED(1, "method", "query", "user_agent", "now");
        text method = request_part(aTHX_ given[0]), query = request_part(aTHX_ given[1]), user_agent = request_part(aTHX_ given[2]);
        uint64_t now = WHOLE_OR_0("now", given[3]);
        MADE(NULL, response, handler_handle, self, TO(method), TO(query), TO(user_agent), now);
    OUTPUT:
        RETVAL

SV *
inspect(siplaunch_handler *self, ...)
    CODE:
        NAMED(1, "method", "query", "user_agent", "now");
        text method = request_part(aTHX_ given[0]), query = request_part(aTHX_ given[1]), user_agent = request_part(aTHX_ given[2]);
        uint64_t now = WHOLE_OR_0("now", given[3]);
        MADE(NULL, launch, handler_inspect, self, TO(method), TO(query), TO(user_agent), now);
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::Launch

SV *
id(siplaunch_launch *self, ...)
    CODE:
        WRITTEN(launch_id, self);
        if (!SvCUR(RETVAL))
            sv_setsv(RETVAL, &PL_sv_undef);
    OUTPUT:
        RETVAL

SV *
opened(siplaunch_launch *self, ...)
    CODE:
        siplaunch_opened is;
        CALL_WITH_BUFFER_AND(&is, launch_opened, self);
        bool has_none = made.status == SIPLAUNCH_STATUS_SEALED_INVALID || made.status == SIPLAUNCH_STATUS_SEALED_EXPIRED;
        RETVAL = made.status ? newSV(0) : opened(aTHX_ &made, &is);
        end(aTHX_ &made, has_none ? SIPLAUNCH_STATUS_OK : made.status);
    OUTPUT:
        RETVAL

bool
needs_claim(siplaunch_launch *self, ...)
    CODE:
        TOLD(bool, launch_needs_claim, self);
    OUTPUT:
        RETVAL

SV *
answer(siplaunch_launch *self, ...)
    CODE:
        MADE(NULL, response, launch_answer, self);
    OUTPUT:
        RETVAL

SV *
answer_claimed(siplaunch_launch *self, ...)
    CODE:
        MADE(NULL, response, launch_answer_claimed, self, taps_of(aTHX_ ARG(1)));
    OUTPUT:
        RETVAL

SV *
answer_revoked(siplaunch_launch *self, ...)
    CODE:
        MADE(NULL, response, launch_answer_revoked, self);
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::Opened

SV *
credentials(SV *self, ...)
    ALIAS:
        expires     = 1
        id          = 2
        is_one_time = 3
    CODE:
        RETVAL = value_named_as(aTHX_ cv, self);
    OUTPUT:
        RETVAL

MODULE = Siplaunch    PACKAGE = Siplaunch::Response

U16
status(siplaunch_response *self, ...)
    CODE:
        TOLD(uint16_t, response_status, self);
    OUTPUT:
        RETVAL

void
headers(siplaunch_response *self, ...)
    PPCODE:
        AV *headers = headers_of(aTHX_ self);
        SPAGAIN;
        SP -= items;
        for (SSize_t i = 0; i <= av_len(headers); i++)
            XPUSHs(*av_fetch(headers, i, 0));

SV *
header(siplaunch_response *self, ...)
    CODE:
        text wanted = TEXT("name", ARG(1));
        AV *headers = headers_of(aTHX_ self);
        RETVAL = NULL;
        for (SSize_t i = 0; !RETVAL && i < av_len(headers); i += 2) {
            const SV *name = *av_fetch(headers, i, 0);
            if (SvCUR(name) == wanted.len && foldEQ(SvPVX_const(name), wanted.at, wanted.len))
                RETVAL = newSVsv(*av_fetch(headers, i + 1, 0));
        }
        if (!RETVAL)
            RETVAL = newSV(0);
    OUTPUT:
        RETVAL

SV *
body(siplaunch_response *self, ...)
    CODE:
        LENT(response_body, self);
    OUTPUT:
        RETVAL

SV *
to_psgi(siplaunch_response *self, ...)
    CODE:
        uint16_t status;
        AV *answer = newAV(), *body = newAV();
        RETVAL = newRV_noinc((SV *)answer);
        check(aTHX_ siplaunch_response_status(self, &status));
        av_push(answer, newSVuv(status));
        av_push(answer, newRV_inc((SV *)headers_of(aTHX_ self)));
        av_push(answer, newRV_noinc((SV *)body));
        av_push(body, body_of(aTHX_ self));
    OUTPUT:
        RETVAL

SV *
to_cgi(siplaunch_response *self, ...)
    CODE:
        uint16_t status;
        AV *headers = headers_of(aTHX_ self);
        check(aTHX_ siplaunch_response_status(self, &status));
        RETVAL = newSVpvf("Status: %u\n", status); /* a web server adds the reason phrase */
        for (SSize_t i = 0; i < av_len(headers); i += 2)
            sv_catpvf(RETVAL, "%" SVf ": %" SVf "\n", SVfARG(*av_fetch(headers, i, 0)), SVfARG(*av_fetch(headers, i + 1, 0)));
        sv_catpvs(RETVAL, "\n");
        sv_catsv(RETVAL, sv_2mortal(body_of(aTHX_ self)));
    OUTPUT:
        RETVAL
