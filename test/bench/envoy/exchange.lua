-- What a Lua filter needs to know the same of a token exchange: path, method, host and the headers that tell how the client
-- authenticated, grant type and client id from the form, status, error and lifetime from the answer, and how long it took.
-- It passes bodies in chunks, as the filter does, and keeps what it found as dynamic metadata, for an access log to send.
-- It hashes nothing and sends nothing, which the filter does.

local LIMIT = 65536

local function text_of(handle)
  local parts, size = {}, 0
  for chunk in handle:bodyChunks() do
    local length = chunk:length()
    if length > 0 and size < LIMIT then
      parts[#parts + 1] = chunk:getBytes(0, length)
      size = size + length
    end
  end
  return table.concat(parts)
end

function envoy_on_request(handle)
  local headers = handle:headers()
  local path = headers:get(":path")
  if string.match(path, "^[^?]*") ~= "/oauth2/token" then
    return
  end
  local started = handle:timestamp(EnvoyTimestampResolution.MICROSECOND)
  local metadata = handle:streamInfo():dynamicMetadata()
  metadata:set("oauth", "method", headers:get(":method"))
  metadata:set("oauth", "issuer", headers:get(":authority"))
  metadata:set("oauth", "request_id", headers:get("x-request-id"))
  local authorization = headers:get("authorization")
  local form = text_of(handle)
  metadata:set("oauth", "grant_type", string.match(form, "grant_type=([^&]*)") or "none")
  metadata:set("oauth", "client_id", string.match(form, "client_id=([^&]*)") or "")
  local has_secret = string.find(form, "client_secret=", 1, true) ~= nil
  metadata:set("oauth", "auth_method", authorization and "basic" or (has_secret and "post" or "none"))
  metadata:set("oauth", "started", started)
  metadata:set("oauth", "requested", handle:timestamp(EnvoyTimestampResolution.MICROSECOND))
end

function envoy_on_response(handle)
  local metadata = handle:streamInfo():dynamicMetadata()
  local exchange = metadata:get("oauth")
  if exchange == nil then
    return
  end
  local answered = handle:timestamp(EnvoyTimestampResolution.MICROSECOND)
  local headers = handle:headers()
  metadata:set("oauth", "status", headers:get(":status"))
  metadata:set("oauth", "answered_us", answered - exchange["requested"])
  local is_json = string.find(headers:get("content-type") or "", "json", 1, true) ~= nil
  local body = is_json and text_of(handle) or ""
  metadata:set("oauth", "error", string.match(body, '"error"%s*:%s*"([^"]*)"') or "none")
  metadata:set("oauth", "expires_in", string.match(body, '"expires_in"%s*:%s*(%d+)') or "0")
  metadata:set("oauth", "ended_us", handle:timestamp(EnvoyTimestampResolution.MICROSECOND) - exchange["started"])
end
