#!/usr/bin/python3
"""Writes the misuse test from the header, so that no call and no argument is left out.

Each call is made with good arguments once, then with each pointer NULL, each length huge and each length zero, and into
buffers of every size from 0 to what is needed. Run under valgrind and AddressSanitizer, which see what goes wrong.
"""

import re
import sys

TOKEN = "CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg=="
ESCAPED = TOKEN.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")
LAUNCH_LINK = "https://portal.example/p?c=" + ESCAPED
TEXTS = {
    "base": "https://portal.example/p",
    "body": "Open\n{link}\nnow",
    "brand": "Acme",
    "button": "Open",
    "carried": TOKEN,
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
    "sms": "Grüße",
    "subject": "Hello",
    "template_text": "{link} to launch {brand}",
    "text": LAUNCH_LINK,
    "token": TOKEN,
    "user_agent": "Mozilla/5.0 (Linux; Android 15)",
    "username": "testuser",
}
TEXTS_OF = {
    ("siplaunch_brand_from_toml", "toml"): 'key = "0123456789abcdef"\niv = "0123456789abcdef"',
    ("siplaunch_key_ring_from_toml", "toml"): "current = 0\n[keys]\n0 = \"" + "5e" * 32 + '"',
    ("siplaunch_parse_app_link", "link"): "sipphone://" + TOKEN,
    ("siplaunch_ticket", "token"): "0123456789abcdef" * 2,
}
NUMBERS = {
    "capacity": "sizeof buffer", "count": "1", "current": "0", "expire_ms": "1800000000000", "expires": "4000000000u",
    "fields_len": "27", "i": "0", "now": "1", "pixels_per_module": "1", "plaintext_len": "54", "revoked": "false",
    "sealed_only": "false", "status": "10",
}
# What may be NULL, by the header's words. A text that may be has no length then.
NULLABLE = {"param", "page", "user_agent", "fallback_url", "subject", "body", "button", "bad", "bad_len"}
NULLABLE_OF = {("siplaunch_sms_compose", "budget"), ("siplaunch_wipe", "buffer")}
# A zero is good, or another error than for other lengths, here.
HANDLES = {"brand", "explanation", "handler", "key_ring", "launch", "mail", "page", "portal", "response"}


def declarations(header):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", open(header, encoding="utf-8").read(), flags=re.S)
    for returns, name, parameters in re.findall(r"^([\w ]+?[ *]+)(siplaunch_\w+)\(([^)]*)\);", text, flags=re.M):
        parameters = " ".join(parameters.split())
        pairs = [re.match(r"(.*?)(\w+)$", each.strip()).groups() for each in parameters.split(",")]
        yield returns.strip(), name, [] if parameters == "void" else [(kind.strip(), each) for kind, each in pairs]


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
    if name == "sealed" and "*" in kind:
        return "good_sealed"
    if name == "sealed_len" and "sealed" in names:
        return "strlen(good_sealed)"
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
        return "&place_" + re.sub(r"\W+", "_", kind.replace("*", "p")).strip("_")
    return NUMBERS[name]


def main(header):
    lines, places, count = [], {}, 0
    for returns, function, parameters in declarations(header):
        names = [name for _, name in parameters]
        arguments = [good(function, kind, name, names) for kind, name in parameters]
        for kind, name in parameters:
            place = good(function, kind, name, names)
            if place.startswith("&place_"):
                places[place[1:]] = kind.rstrip("*").strip() if kind.count("*") == 1 else kind[:-1].strip()
        count += 1

        def case(what, changes, expected, function=function, arguments=arguments, returns=returns):
            call = f"{function}({', '.join(changes.get(i, each) for i, each in enumerate(arguments))})"
            if returns != "siplaunch_status":
                lines.append(f"  {call};")
            else:
                lines.append(f'  check({call}, {expected}, "{function}: {what}");')
            lines.append("  free_made();")

        if function.endswith("_free"):
            case("NULL", {0: "NULL"}, None)
            continue
        case("good", {}, "SIPLAUNCH_STATUS_OK")
        for i, (kind, name) in enumerate(parameters):
            if "*" in kind:
                fine = name in NULLABLE or (function, name) in NULLABLE_OF
                # Another portal needs no page's brand: only handles named so may be missing.
                fine = fine and not (name == "page" and function == "siplaunch_page_new")
                case(f"{name} NULL", {i: f"({kind})NULL"}, "SIPLAUNCH_STATUS_OK" if fine else "SIPLAUNCH_STATUS_NULL_POINTER")
            elif name.endswith("_len") and name[:-4] in names:
                if function != "siplaunch_wipe":
                    for huge in ("SIZE_MAX", "SIZE_MAX / 2", "(size_t)1048577"):
                        case(f"{name} {huge}", {i: huge}, "SIPLAUNCH_STATUS_INPUT_TOO_LONG")
                case(f"{name} 0", {i: "0"}, "ANY")
            elif name == "count":
                case("count SIZE_MAX", {i: "SIZE_MAX"}, "NOT_OK")
                case("count 0", {i: "0"}, "ANY")
            elif kind in ("uint8_t", "uint32_t", "uint64_t", "int32_t", "size_t") and name != "capacity":
                largest = {"uint8_t": "255", "uint32_t": "UINT32_MAX", "uint64_t": "UINT64_MAX"}.get(kind, "-1")
                case(f"{name} {largest}", {i: f"({kind}){largest}"}, "ANY")
                case(f"{name} 0", {i: "0"}, "ANY")
        if "out" in names and "len" in names and "ambigu" not in function:
            at, capacity, len_at = names.index("out"), names.index("capacity"), names.index("len")
            changed = ", ".join({at: "out", capacity: "capacity", len_at: "len"}.get(i, each)
                                for i, each in enumerate(arguments))
            places_type = "void *" if parameters[at][0] == "void *" else "char *"
            lines.append("  {")
            lines.append(f"    struct sizes s = {{0}};")
            lines.append("    while (next_size(&s)) {")
            lines.append(f"      {places_type}out = s.out; size_t capacity = s.capacity, *len = &s.len;")
            lines.append(f'      sized(&s, {function}({changed}), "{function}");')
            lines.append("      free_made();")
            lines.append("    }")
            lines.append("  }")
    print("/* Written by misuse.py from the header. */")
    for place, kind in sorted(places.items()):
        print(f"static {kind} {place};")
    print("static void all_calls(void) {")
    print("\n".join(lines))
    print(f'  printf("misuse: %d calls of the header\\n", {count});')
    print("}")


main(sys.argv[1])
