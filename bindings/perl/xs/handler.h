/* Launch handlers, and their answers. */

/* A handler of a builder with all options but these, unless one of those failed. */
static SV *built(pTHX_ HV *class, siplaunch_handler_builder *builder, int status, text param, const siplaunch_page *page)
{
    siplaunch_handler *handler;
    if (!status)
        status = siplaunch_handler_builder_param(builder, TO(param));
    if (!status && page)
        status = siplaunch_handler_builder_page(builder, page);
    if (!status)
        status = siplaunch_handler_builder_build(builder, &handler);
    siplaunch_handler_builder_free(builder);
    check(aTHX_ status);
    return object(aTHX_ class, &handler_kind, handler);
}

/* A part of a request, which web servers give as bytes. A query cut to the longest input is still too long for links: the answer
   is 414 URI Too Long. */
static text request_part(pTHX_ SV *value)
{
    text part = BYTES_OR_NONE("request", value);
    if (part.len > SIPLAUNCH_MAX_INPUT_LEN)
        part.len = SIPLAUNCH_MAX_INPUT_LEN;
    return part;
}

/* The number that the library has for a claim. */
static int64_t taps_of(pTHX_ SV *claim)
{
    static const struct {
        const char *word;
        int64_t taps;
    } claims[] = {
        {"again", 2},
        {"first", 1},
        {"revoked", SIPLAUNCH_CLAIM_REVOKED},
        {"unavailable", SIPLAUNCH_CLAIM_UNAVAILABLE},
        {"used", SIPLAUNCH_CLAIM_USED},
    };
    const text word = BYTES_OR_NONE("claim", claim);
    for (size_t i = 0; i < C_ARRAY_LENGTH(claims); i++) {
        if (strlen(claims[i].word) == word.len && memEQ(claims[i].word, word.at, word.len))
            return claims[i].taps;
    }
    usage(aTHX_ "a claim is one of: again, first, revoked, unavailable, used");
    return 0;
}

/* The names and values of a response's headers, in turn. */
static AV *headers_of(pTHX_ const siplaunch_response *response)
{
    AV *headers = (AV *)sv_2mortal((SV *)newAV());
    size_t count;
    check(aTHX_ siplaunch_response_header_count(response, &count));
    for (size_t i = 0; i < count; i++) {
        text name, value;
        check(aTHX_ siplaunch_response_header(response, i, &name.at, &name.len, &value.at, &value.len));
        av_push(headers, VALUE(name));
        av_push(headers, VALUE(value));
    }
    return headers;
}

static SV *body_of(pTHX_ const siplaunch_response *response)
{
    text body;
    check(aTHX_ siplaunch_response_body(response, &body.at, &body.len));
    return VALUE(body);
}
