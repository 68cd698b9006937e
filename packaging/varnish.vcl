# In front of `siplaunch serve --listen 127.0.0.1:8080`, behind what ends TLS:
#
#   varnishd -a 127.0.0.1:6081 -f /etc/varnish/varnish.vcl -p http_req_hdr_len=16k
#
# The longer lines let the handler itself answer long queries with 414.
#
# A launch link is a login, and varnishlog and the format of Debian's varnishncsa.service show it. Run instead:
#
#   varnishncsa -F '%h %{%FT%TZ}t %m %{VCL_Log:path}x %s %{Varnish:time_firstbyte}x'
vcl 4.1;

import std;

backend siplaunch {
    .host = "127.0.0.1";
    .port = "8080";
}

sub vcl_recv {
    if (req.url !~ "^/p(\?|$)") {
        std.log("path:other");
        return (synth(404));
    }
    std.log("path:/p");
    # Nothing that the handler says may be kept.
    return (pass);
}
