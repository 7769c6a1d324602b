// Meta's business SDK for Node sending purchases, as bench/sdk_sender.py does with the one for Python.
//   node send.mjs ENDPOINT BATCH EVENTS
import sdk from 'facebook-nodejs-business-sdk'

const { CustomData, EventRequest, FacebookAdsApi, ServerEvent, UserData } = sdk
const [endpoint, batch, events] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const token = 'EMULATED-token-of-the-bench'

Object.defineProperty(FacebookAdsApi, 'GRAPH', { get: () => endpoint })

function purchase(number) {
  const user = new UserData()
    .setEmails([`ada${number}@example.com`])
    .setPhones([`4915112${String(number).padStart(6, '0')}`])
    .setFirstNames(['Ada'])
    .setLastNames(['Lovelace'])
    .setCities(['Berlin'])
    .setZips(['10115'])
    .setCountries(['de'])
    .setExternalIds([String(number)])
    .setFbp('fb.1.1763812800000.1098115397')
    .setFbc('fb.1.1763812800000.AbCdEf_gh-IJ')
    .setClientIpAddress('203.0.113.9')
    .setClientUserAgent('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
  const data = new CustomData().setValue(49.9).setCurrency('eur').setOrderId(String(number))
  return new ServerEvent()
    .setEventName('Purchase')
    .setEventTime(Math.floor(Date.now() / 1000))
    .setEventId(String(number))
    .setActionSource('website')
    .setEventSourceUrl('https://www.example.com/thanks')
    .setUserData(user)
    .setCustomData(data)
}

FacebookAdsApi.init(token)
const [began, before] = [performance.now(), process.cpuUsage()]
for (let start = 0; start < events; start += batch) {
  const part = Array.from({ length: batch }, (_, offset) => purchase(start + offset))
  await new EventRequest(token, '1234567890').setEvents(part).execute()
}
const { user, system } = process.cpuUsage(before)
const figures = {
  events,
  per_second: Math.round(events / ((performance.now() - began) / 1000)),
  per_cpu_second: Math.round(events / ((user + system) / 1e6)),
}
console.log(JSON.stringify(figures))
