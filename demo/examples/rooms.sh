#!/bin/sh
# The same with curl: a room is made once though asked for twice, changed only as it was read, and closed.
set -eu
url="${VOICE_ROOM_URL:-http://localhost:3000}/api/v1"
json='Content-Type: application/json'
# What every request carries: the key, and to fail when it is refused.
ask() { curl --silent --show-error --fail-with-body ${VOICE_ROOM_KEY:+--header "Authorization: Bearer $VOICE_ROOM_KEY"} "$@"; }

ask "$url/rooms" -H "$json" -H 'Idempotency-Key: order-1017' -d '{"name": "Order 1017", "slug": "order-1017"}' && echo
ask "$url/rooms" -H "$json" -H 'Idempotency-Key: order-1017' -d '{"name": "Order 1017", "slug": "order-1017"}' && echo

etag=$(ask "$url/rooms/order-1017" --output /dev/null --dump-header - | sed -n 's/^[Ee][Tt]ag: *//p' | tr -d '\r')
ask -X PATCH "$url/rooms/order-1017" -H "$json" -H "If-Match: $etag" -d '{"settings": {"locked": true}}' && echo

ask "$url/sessions?status=completed&limit=10" && echo
ask -X DELETE "$url/rooms/order-1017"
