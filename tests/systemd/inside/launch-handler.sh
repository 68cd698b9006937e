#!/bin/bash
# The launch handler, from the six commands of docs/operating.md on.
# shellcheck source-path=SCRIPTDIR
. ./common.sh

certificate=/etc/letsencrypt/live/portal.example/fullchain.pem
keys=/etc/siplaunch/keys.toml
claims=sqlite:/var/lib/siplaunch/claims.db
# testuser's app link with the published key, as the page has it.
app_link='sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg=='

# tap LINK [METHOD]: prints the status of nginx's answer, and writes its body to `answer`.
tap() {
    echo "${1#*[?]c=}" >> secrets
    printf 'url = "%s"\n' "$1" | curl --config - --silent --show-error --request "${2:-GET}" --cacert $certificate \
        --output answer --write-out '%{http_code}\n'
}

# opens LINK: the page has the app link.
opens() {
    is 200 tap "$1"
    grep --quiet --fixed-strings "$app_link" answer
}

# portal OPTION...: the portal's user makes a link.
portal() {
    printf %s testpass | runuser --user www-data -- siplaunch link --username testuser --server example.org \
        --base https://portal.example/p --key-file $keys "$@"
}

# field NAME: a field of JSON on standard input.
field() {
    sed -n "s/.*\"$1\": \"*\([^\",]*\).*/\1/p"
}

# logged EVENT NUMBER: the journal has so many of them.
logged() {
    [ "$(journalctl --unit siplaunch --output cat | grep --count "\"event\":\"$1\"")" = "$2" ]
}

# reload: the handler has read its files again.
reload() {
    reloads=$((${reloads:-0} + 1))
    systemctl reload siplaunch
    soon logged reloaded $reloads
}

echo testpass > secrets

# The documents' commands.
is 6 grep --count --invert-match '^ ' six-commands
sh -eux six-commands > printed
link=$(tail -n 1 printed)
opens "$link"
is enabled systemctl is-enabled siplaunch
confined siplaunch
is siplaunch-serve systemctl show --property User --value siplaunch
grep --quiet "^Groups:.*\b$(getent group siplaunch | cut -d : -f 3)\b" "/proc/$(systemctl show -P MainPID siplaunch)/status"
fails getent passwd siplaunch
is '2750 root siplaunch' stat --format '%a %U %G' /etc/siplaunch
is '640 root siplaunch' stat --format '%a %U %G' $keys
grep -o '[0-9a-f]\{64\}' $keys >> secrets

# The portal's user, before and after it joins the group.
fails portal --seal
is 1 grep --count . portal-command
sh -eux portal-command
opens "$(portal --seal)"
fails runuser --user nobody -- cat $keys

# A link that is revoked in the claim store, which root writes and the handler reads, and one by a list and a reload.
json=$(portal --seal --ttl 8days --json)
link=$(echo "$json" | field launch_link)
opens "$link"
siplaunch revoke "$(echo "$json" | field id)" --claims $claims
is 410 tap "$link"
sed -i 's|--sealed-only|& --revoked /etc/siplaunch/revoked|' /etc/default/siplaunch
touch /etc/siplaunch/revoked
systemctl restart siplaunch
json=$(portal --seal --ttl 9days --json)
link=$(echo "$json" | field launch_link)
opens "$link"
echo "$json" | field id >> /etc/siplaunch/revoked
reload
is 410 tap "$link"

# New keys: the old link opens until its key is removed. Keys that the handler cannot read change nothing.
old=$(portal --seal)
cp --preserve $keys $keys.new
siplaunch keygen --add $keys.new
mv $keys.new $keys
grep -o '[0-9a-f]\{64\}' $keys >> secrets
is '640 root siplaunch' stat --format '%a %U %G' $keys
reload
opens "$old"
new=$(portal --seal)
opens "$new"
siplaunch keygen --remove 0 $keys
chmod 0600 $keys
systemctl reload siplaunch
soon logged reload_failed 1
opens "$old"
chmod 0640 $keys
reload
is 400 tap "$old"
opens "$new"

# A one-time link is used up for good: by a handler that was killed, that was started again, and by one with another user's id.
once=$(portal --once)
is 200 tap "$once"
is 303 tap "$once" POST
systemctl kill --signal KILL siplaunch
soon curl --silent --fail http://127.0.0.1:8080/healthz
is 200 tap "$once" POST
systemctl stop siplaunch
chown --recursive 64999:64999 /var/lib/private/siplaunch
systemctl start siplaunch
for _ in 1 2 3; do is 200 tap "$once" POST; done
is 410 tap "$once" POST

# SIGTERM ends it well, and for good.
systemctl kill --signal TERM siplaunch
ended siplaunch
logged stopped 3
systemctl start siplaunch

# An upgrade starts it again, and keeps what the administrator wrote.
before=$(systemctl show --property MainPID --value siplaunch)
apt-get install --quiet --yes --reinstall ./siplaunch_*.deb > log 2>&1 || { cat log >&2; false; }
is active systemctl is-active siplaunch
fails is "$before" systemctl show --property MainPID --value siplaunch
opens "$new"

# The unit has settings of its own, and each setting of the administrator goes before them.
cp /etc/default/siplaunch settings
sed -i '/^SIPLAUNCH_ARGS/,$d' /etc/default/siplaunch
systemctl restart siplaunch
plain=$(printf %s testpass | siplaunch link --username testuser --server example.org --base https://portal.example/p)
is 302 tap "$plain"
cp settings /etc/default/siplaunch
echo SIPLAUNCH_CLAIMS=sqlite:/var/lib/siplaunch/other.db >> /etc/default/siplaunch
systemctl restart siplaunch
test -f /var/lib/siplaunch/other.db
is 400 tap "$plain"
opens "$new"

# A start fails at once with keys that cannot be read; systemd tries it again.
chmod 0600 $keys
fails systemctl restart siplaunch
chmod 0640 $keys
soon systemctl is-active siplaunch

no_secrets secrets
echo "systemd: launch handler: passed"
