#!/bin/sh
# Uses the files that "make install" and the Debian packages in FOLDER put onto a machine: installed.sh FOLDER.
set -eu
packages=$(realpath "$1")
cd "$(dirname "$0")/../../.."
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
examples=bindings/c/examples
token=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==
query="c=$(printf %s "$token" | sed 's|/|%2F|g; s|+|%2B|g; s|=|%3D|g')"

# run NAME PKG-CONFIG-OPTION...: builds the examples as their comments say and does the whole round.
run() {
    name=$1
    shift
    for example in sign-up launch many; do
        # shellcheck disable=SC2046 # several words
        gcc -std=c99 -Wall -Wextra -Wpedantic -Werror "$examples/$example.c" -o "$build/$example" $(pkg-config "$@" siplaunch)
    done
    link=$(printf %s testpass | "$build/sign-up" testuser example.org http://example.org/p)
    [ "$link" = "http://example.org/p?$query" ]
    location=$(REQUEST_METHOD=GET QUERY_STRING="${link#*\?}" "$build/launch" | tr -d '\r' | sed -n 's/^Location: //p')
    [ "$location" = "sipphone://$token" ]
    printf 'testuser\texample.org\ttestpass\nx\n' | "$build/many" http://example.org/p > "$build/links" 2> "$build/error"
    [ "$(cat "$build/links")" = "$link" ]
    [ "$(cat "$build/error")" = 'line 2: the server is empty' ]
    one_time "$@"
    printf 'a&b' | "$build/sign-up" testuser example.org http://example.org/p 2> "$build/error" && exit 1
    grep -q 'the password contains' "$build/error"
    # shellcheck disable=SC2016 # the marks around a block of Markdown
    sed -n '/^```c$/,/^```$/p' bindings/c/README.md | sed '/^```/d' > "$build/readme.c"
    # shellcheck disable=SC2046 # several words
    gcc -std=c99 -Wall -Wextra -Wpedantic -Werror "$build/readme.c" -o "$build/readme" $(pkg-config "$@" siplaunch)
    [ "$("$build/readme")" = "https://portal.example/p?$query" ]
    echo "installed: $name: the examples and the one of the README do their job"
}

# one_time PKG-CONFIG-OPTION...: a one-time link opens the app five times, and never if the claim cannot be kept.
one_time() {
    # shellcheck disable=SC2046 # several words
    gcc -std=c99 -Wall -Wextra -Wpedantic -Werror "$examples/one-time.c" -o "$build/one-time" $(pkg-config "$@" siplaunch) -lsqlite3
    printf 'current = 0\n[keys]\n0 = "%s"\n' "$(seq -f %02g 10 41 | tr -d '\n')" > "$build/keys.toml"
    rm -f "$build/claims.db"
    export KEYS="$build/keys.toml" CLAIMS="$build/claims.db"
    link=$(printf %s testpass | "$build/one-time" testuser example.org http://example.org/p)
    seen=
    for method in GET POST POST POST POST POST POST; do seen="$seen $(answer $method)"; done
    [ "$seen" = " 200 303 200 200 200 200 410" ]
    link=$(printf %s testpass | "$build/one-time" testuser example.org http://example.org/p)
    for claims in /dev/full "$build" "$build/keys.toml"; do
        [ "$(CLAIMS=$claims answer POST)" = 503 ]
    done
    [ "$(answer POST)" = 303 ]
}

# answer METHOD: the status of the example's answer.
answer() {
    REQUEST_METHOD=$1 QUERY_STRING="${link#*\?}" "$build/one-time" 2> "$build/log" | tr -d '\r' | sed -n 's/^Status: //p'
}

make --silent install DESTDIR="$build/root" PREFIX=/usr
libraries=$(dirname "$(find "$build/root" -name libsiplaunch.a)")
(
    export PKG_CONFIG_SYSROOT_DIR="$build/root" PKG_CONFIG_LIBDIR="$libraries/pkgconfig"
    pkg-config --validate siplaunch
    export LD_LIBRARY_PATH="$libraries"
    run "make install" --cflags --libs
    rm "$libraries/libsiplaunch.so"
    unset LD_LIBRARY_PATH
    run "make install, static library" --static --cflags --libs
)
make --silent uninstall DESTDIR="$build/root" PREFIX=/usr
[ -z "$(find "$build/root" ! -type d)" ] || { echo "uninstall leaves files" >&2; exit 1; }

for package in "$packages"/*.deb; do
    ! dpkg-deb --contents "$package" | grep ' -> /' || { echo "$package: a link to this machine" >&2; exit 1; }
done
# The licences of all code that is linked in, where a reader of "copyright" finds them.
for package in libsiplaunch0:bindings/c libsiplaunch-dev:bindings/c siplaunch:crates/siplaunch-cli \
    siplaunch-pushd:crates/siplaunch-pushd python3-siplaunch:bindings/python; do
    rm -rf "$build/deb"
    dpkg-deb --extract "$packages/${package%:*}"_*.deb "$build/deb"
    gzip --decompress --stdout "$build/deb/usr/share/doc/${package%:*}/NOTICES.gz" | cmp - "${package#*:}/NOTICES"
    grep -q NOTICES.gz "$build/deb/usr/share/doc/${package%:*}/copyright"
done
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root dpkg --install "$packages"/libsiplaunch0_*.deb "$packages"/libsiplaunch-dev_*.deb "$packages"/siplaunch_*.deb \
    "$packages"/siplaunch-pushd_*.deb > "$build/log" 2>&1 || { cat "$build/log" >&2; exit 1; }
run "packages" --cflags --libs
ldd "$build/sign-up" | grep -q 'libsiplaunch.so.0 => /lib/\|libsiplaunch.so.0 => /usr/lib/'
[ "$(printf %s testpass | siplaunch link --username testuser --server example.org --base http://example.org/p 2> /dev/null)" \
    = "http://example.org/p?$query" ]
siplaunch-pushd --version > /dev/null
[ "$(stat --format '%a %U %G' /etc/siplaunch-pushd)" = '750 root siplaunch-pushd' ]
systemd-analyze verify /lib/systemd/system/siplaunch.service /lib/systemd/system/siplaunch-pushd.service
$as_root dpkg --purge siplaunch siplaunch-pushd libsiplaunch-dev libsiplaunch0 > /dev/null
echo "installed: packages: libsiplaunch0, libsiplaunch-dev, siplaunch, siplaunch-pushd installed, used and removed"
