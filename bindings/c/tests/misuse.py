#!/usr/bin/python3
"""Writes the misuse test from the header, so that no call and no argument is left out.

Each call is made with good arguments once, then with each pointer NULL, each length huge and each length zero, with
bytes that are no text, with bad texts, and into buffers of every size from 0 to the one needed. A failure must leave
zeros in all outputs. With odd texts, a buffer of the size that the call asked for must suffice. Run it under valgrind
and AddressSanitizer, which see bad accesses and leaks.
"""

import re
import sys

TOKEN = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg=="
ESCAPED = TOKEN.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")
LAUNCH_LINK = "https://portal.example/p?c=" + ESCAPED
TEXTS = {
    "accent_color": "#0f766e",
    "base": "https://portal.example/p",
    "body": "Open\n{link}\nnow",
    "brand_name": "Acme",
    "button": "Open",
    "payload": TOKEN,
    "context": "portal.example",
    "fallback_url": "https://portal.example/app",
    "fields": "testuser\0example.org\0testpass",
    "iv": "tww21lQe6cmywrp3",
    "key": "iBmTdavJ8joPW3HO",
    "language": "de",
    "link": LAUNCH_LINK,
    "method": "GET",
    "package": "com.example.phone",
    "param": "c",
    "password": "testpass",
    "pasted": LAUNCH_LINK,
    "plaintext": "username=testuser&server=example.org&password=testpass",
    "query": "c=" + ESCAPED,
    "scheme": "sipphone",
    "server": "example.org",
    "subject": "Hello",
    "template_text": "{link} to launch {brand}",
    "text": LAUNCH_LINK,
    "token": TOKEN,
    "user_agent": "Mozilla/5.0 (Linux; Android 15)",
    "username": "testuser",
}
TEXTS_OF = {
    ("siplaunch_claim_statement", "kind"): "mysql",
    ("siplaunch_claim_statement", "name"): "claim",
    ("siplaunch_explain", "revoked"): "# lost\n" + "5e" * 16,
    ("siplaunch_brand_from_toml", "toml"): 'key = "0123456789abcdef"\niv = "0123456789abcdef"',
    ("siplaunch_key_ring_from_toml", "toml"): "current = 0\n[keys]\n0 = \"" + "5e" * 32 + '"',
    ("siplaunch_scheme_parse_app_link", "link"): "sipphone://" + TOKEN,
    ("siplaunch_sms_count", "text"): "Grüße",
    ("siplaunch_ticket_text", "token"): "0123456789abcdef" * 2,
}
# Rows as siplaunch_rows_from_text() finds them.
ROWS = "testuser\0example.org\0testpass\0testuser\0example.org\0"
NUMBERS = {
    "capacity": "sizeof buffer", "claimed_at": "1", "count": "1", "current": "0", "expire_ms": "1800000000000",
    "expires": "4000000000u", "fields_len": "27", "grace": "600", "i": "0", "link": "0", "mode": "0644",
    "now": "1", "pixels_per_module": "1", "plaintext_len": "54", "revoked_at": "0", "status": "10", "tapped": "1", "taps": "5",
}
# Arguments that may be NULL, as the header says. Such a text then has no length.
NULLABLE = {"accent_color", "param", "user_agent", "fallback_url", "subject", "body", "button"}
NULLABLE_OF = {
    ("siplaunch_explain", "key_ring"), ("siplaunch_explain", "context"), ("siplaunch_explain", "revoked"),
    ("siplaunch_page_new", "bad"), ("siplaunch_page_new", "bad_len"), ("siplaunch_sms_compose", "budget"),
    ("siplaunch_wipe", "buffer"),
}
# Texts that may be any bytes, for they come from strangers, and outputs that a failure fills.
ANY_BYTES = {"method", "user_agent"}
NAMED = {("siplaunch_page_new", "bad"), ("siplaunch_page_new", "bad_len")}
# Outputs that a failure does not write to.
UNWRITTEN = {"ends", "statuses"}
LARGEST = {
    "uint8_t": "255", "uint32_t": "UINT32_MAX", "uint64_t": "UINT64_MAX", "int32_t": "-1", "size_t": "-1",
    "int64_t": "INT64_MIN",
}
HANDLES = {
    "brand", "explanation", "handler", "handler_builder", "key_ring", "launch", "mail", "page", "portal", "response",
}


def declarations(header):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", open(header, encoding="utf-8").read(), flags=re.S)
    for returns, name, parameters in re.findall(r"^([\w ]+?[ *]+)(siplaunch_\w+)\(([^)]*)\);", text, flags=re.M):
        parameters = " ".join(parameters.split())
        pairs = [re.match(r"(.*?)(\w+)$", each.strip()).groups() for each in parameters.split(",")]
        yield returns.replace("enum ", "").strip(), name, [] if parameters == "void" else [(kind.strip(), each) for kind, each in pairs]


def literal(text):
    return '"' + "".join(f"\\{byte:03o}" if not 32 <= byte < 127 or byte in b'"\\?' else chr(byte)
                         for byte in text.encode()) + '"'


def good(function, kind, name, names):
    """The good argument, as C."""
    handle = re.fullmatch(r"(?:const )?(?:struct )?siplaunch_(\w+) \*", kind)
    made = re.fullmatch(r"(?:struct )?siplaunch_(\w+) \*\*", kind)
    if made and made[1] in HANDLES:
        return f"&made_{made[1]}"
    if handle and handle[1] in HANDLES:
        return f"good_{handle[1]}"
    if handle and kind.startswith("const"):
        return f"good_{handle[1]}s"
    if name == "sealed_token" and "*" in kind:
        return "good_sealed"
    if name == "sealed_token_len" and "sealed_token" in names:
        return "strlen(good_sealed)"
    if name == "values":
        return "five_values"
    if function == "siplaunch_rows_from_text" and name in ("text", "text_len", "out", "capacity"):
        return {"text": literal(ROWS), "text_len": str(len(ROWS)), "out": "many_rows", "capacity": "16"}[name]
    if name == "out":
        return "ambiguities" if "ambiguity" in kind else "buffer"
    if name == "capacity" and "ambigu" in function:
        return "9"
    if kind in ("const char *", "const void *"):
        return literal(TEXTS_OF.get((function, name), TEXTS.get(name, "")))
    base = name[:-4]
    if name.endswith("_len") and base in names and "*" not in kind:
        return str(len(TEXTS_OF.get((function, base), TEXTS.get(base, "")).encode()))
    if function == "siplaunch_wipe":
        return {"buffer": "buffer", "len": "sizeof buffer"}[name]
    if "*" in kind:
        return "&place_" + re.sub(r"\W+", "_", kind.replace("*", "p")) + "_" + name
    return NUMBERS[name]


def pointer(function, kind, name):
    """What a call answers if this pointer is NULL."""
    may_be = name in NULLABLE and kind.startswith("const") and kind.count("*") == 1
    return "OK" if may_be or (function, name) in NULLABLE_OF else "NULL_POINTER"


def changes(function, parameters):
    """Each bad or unusual argument: where, what, and the status that it must give."""
    names = [name for _, name in parameters]
    for i, (kind, name) in enumerate(parameters):
        if "*" in kind:
            yield i, f"({kind})NULL", "SIPLAUNCH_STATUS_" + pointer(function, kind, name)
        elif name.endswith("_len") and name[:-4] in names:
            for huge in ("SIZE_MAX", "SIZE_MAX / 2", "(size_t)1048577"):
                yield i, huge, "SIPLAUNCH_STATUS_INPUT_TOO_LONG"
            yield i, "0", "ANY"
        elif name == "count":
            yield i, "SIZE_MAX", "NOT_OK"
            yield i, "0", "ANY"
        elif kind in LARGEST and name not in ("capacity", "len"):
            yield i, f"({kind}){LARGEST[kind]}", "ANY"
            yield i, "0", "ANY"


def texts(parameters):
    """Where the texts are, each with its length behind it."""
    for i, ((kind, name), (_, after)) in enumerate(zip(parameters, parameters[1:])):
        if kind in ("const char *", "const void *") and after == f"{name}_len":
            yield i, kind, name


def outputs(function, parameters):
    """Where the outputs are: the variable that each goes to, and when it need not be zero."""
    names = [name for _, name in parameters]
    for i, (kind, name) in enumerate(parameters):
        argument = good(function, kind, name, names)
        if argument == "five_values":
            yield i, "&five_values", "ZERO"
        elif re.match("&(place|made)_", argument):
            needed = "capacity" in names and name in ("len", "count")
            yield i, argument, "NEEDED" if needed else "KEPT" if (function, name) in NAMED or name in UNWRITTEN else "ZERO"


def cases(returns, function, parameters):
    """The calls of one function, as lines of C."""
    names = [name for _, name in parameters]
    arguments = [good(function, kind, name, names) for kind, name in parameters]

    def call(changed):
        return f"{function}({', '.join(changed.get(i, each) for i, each in enumerate(arguments))})"

    def case(what, changed, expected):
        if returns != "siplaunch_status":
            return f"  {call(changed)};\n  free_made();"
        return f'  TRY("{function}: {what}", {min(changed, default=-1)}, {expected}, {call(changed)});'

    if function.endswith("_free"):
        return [case("NULL", {0: "NULL"}, None)]
    lines = [f"  {{{place}, sizeof *{place}, {i}, {after}}}," for i, place, after in outputs(function, parameters)]
    lines = ["  static const struct output outputs[] = {", *lines, "  {NULL, 0, -1, ZERO}};", "  (void)outputs;"]
    lines.append(case("good", {}, "SIPLAUNCH_STATUS_OK"))
    lines += [case(f"{names[i]} {value}", {i: value}, expected) for i, value, expected in changes(function, parameters)]
    for i, kind, name in texts(parameters):
        no_text = "ANY" if kind == "const void *" or name in ANY_BYTES else "SIPLAUNCH_STATUS_NOT_UTF8"
        lines.append(case(f"{name} is no text", {i: '"\\377"', i + 1: "1"}, no_text))
        lines.append(case(f"{name} is bad", {i: '"&"', i + 1: "1"}, "ANY"))
    return lines + sizes(function, parameters, names, arguments, call)


def sizes(function, parameters, names, arguments, call):
    """The calls that fill a buffer, with buffers of every size; and with odd texts, buffers of the size asked for."""
    length = "len" if "len" in names else "count"
    if not {"out", "capacity", length} <= set(names):
        return []
    at = [names.index(name) for name in ("out", "capacity", length)]
    lines = []
    if length == "len":
        sized = call(dict(zip(at, ("s.out", "s.capacity", "&s.len"))))
        lines.append(f'  for (struct sizes s = {{0}}; next_size(&s); free_made()) sized(&s, {sized}, "{function}");')
    unit = parameters[at[0]][0].replace("*", "").replace("void", "char").strip()
    for i, _, name in texts(parameters):
        asked = call({**dict(zip(at, ("o.out", "o.capacity", "&o.needed"))), i: "o.text", i + 1: "o.len"})
        lines.append(f"  for (struct odd o = {{0}}; next_odd(&o, {arguments[i]}, {arguments[i + 1]});)")
        lines.append(f'    while (asks(&o, sizeof({unit}), {asked}, "{function}: odd {name}")) {{}}')
    return lines


def places(function, parameters):
    """The variables that outputs go to, with their types."""
    for i, argument, _ in outputs(function, parameters):
        if argument.startswith("&place_"):
            yield argument[1:], parameters[i][0][:-1].strip()


def main(header):
    functions = list(declarations(header))
    statuses = [function for returns, function, _ in functions if returns == "siplaunch_status"]
    if len(statuses) < len(functions) / 2:
        sys.exit("misuse.py: hardly a call returns a status: the header is not read right")
    print("/* Written by misuse.py from the header. */")
    for place, kind in sorted({each for _, *rest in functions for each in places(*rest)}):
        print(f"static {kind} {place};")
    print("static void all_calls(void) {")
    for function in functions:
        print("\n".join(["  {", *cases(*function), "  }"]))
    print(f'  printf("misuse: {len(functions)} calls of the header, {len(statuses)} of them with a status\\n");')
    print("}")


main(sys.argv[1])
