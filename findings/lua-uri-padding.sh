#!/bin/sh
# A small file within an address, data:text/plain;base64,QUI=, as icons and signs in pages and in JSON-LD are. What is
# behind the comma is base64 (RFC 2397, 2 and 3), whose groups are of four characters: where the last lacks one or two
# bytes it ends in `=` or `==` (RFC 4648, 4; RFC 2045, 6.8). lua-uri, which names RFC 2397, takes `=` for a character
# that base64 does not have, also as %3D: it makes an address of a file whose length is a multiple of three, and nil and
# a message of the two others of three. As it cannot be made, it cannot be compared or resolved either.
# Expected: an address each time. Instead: none here; leave such addresses as text. Seen with lua-uri
# 0.1+20130926 and Lua 5.3 of Debian 12, whose package lists have to be there: see `known`.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -qq lua-uri=0.1+20130926+git14fa255d-2 lua5.3=5.3.6-2 liblua5.3-0=5.3.6-2 2>/dev/null >&2
for package in *.deb; do dpkg -x "$package" root; done
cat > seen.lua <<'L'
package.path = "root/usr/share/lua/5.1/?.lua;root/usr/share/lua/5.3/?.lua;" .. package.path
local URI = require "uri"
for _, text in ipairs { "QUJD", "QUI=", "QQ==", "QUI%3D" } do
  local address, fault = URI:new("data:text/plain;base64," .. text)
  print(text .. ": " .. (address and address:uri() or fault))
end
L
LD_LIBRARY_PATH=$(dirname "$(find root -name 'liblua5.3.so*' | head -n 1)") root/usr/bin/lua5.3 seen.lua > seen.txt
cat seen.txt
cat > known.txt <<'K'
QUJD: data:text/plain;base64,QUJD
QUI=: invalid data URI (illegal character in base64 encoding)
QQ==: invalid data URI (illegal character in base64 encoding)
QUI%3D: invalid data URI (illegal character in base64 encoding)
K
cmp seen.txt known.txt
