-- Random filters, models and dates for wrk:
--   GOMAXPROCS=1 assay serve --addr 127.0.0.1:8080 &
--   wrk -t1 -c8 -d30s --latency -s web/testdata/load/random.lua http://127.0.0.1:8080
local langs = { "en", "de", "zh" }
local countries = { "", "CN", "US", "other" }
local classes = { "", "domestic", "foreign", "mixed", "contested" }
local verdicts = { "", "self-reported", "reported", "inferred", "rumoured" }
local models = { "longcat-2-0", "glm-5", "deepseek-v3", "deepseek-v4-pro", "kimi-k3", "deepseek-r2", "glm-image", "pangu-ultra-moe" }
local function pick(t) return t[math.random(#t)] end
request = function()
  local day = string.format("202%d-%02d-%02d", math.random(4, 6), math.random(1, 10), math.random(1, 28))
  local path
  if math.random() < 0.7 then
    path = "/" .. pick(langs) .. "/?country=" .. pick(countries) .. "&class=" .. pick(classes) .. "&verdict=" .. pick(verdicts)
    if math.random() < 0.3 then path = path .. "&as-of=" .. day end
  else
    path = "/" .. pick(langs) .. "/model/" .. pick(models) .. "/?as-of=" .. day
  end
  return wrk.format("GET", path, { ["Accept-Encoding"] = "gzip" })
end
