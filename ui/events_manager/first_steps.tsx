import { Command, Empty } from '../look/empty.tsx'

/** What a newcomer sees before the first event: how to send one by hand, and how to point a site here. */
export function FirstSteps() {
  const here = location.origin
  return (
    <Empty title="No events yet">
      <p>This page shows what Meta would see, as it comes in. Send it something:</p>
      <ol class="steps">
        <li>
          <div>Buy something in the demo shop: run <code>tandem demo</code> and open the shop it names. Or</div>
        </li>
        <li>
          <div>
            point a gateway here: the Graph address is <code>{here}</code>, the Pixel’s is{' '}
            <code class="break">{here}/en_US/fbevents.js</code>, and every token will do. Or
          </div>
        </li>
        <li>
          <div>
            send the two legs of one event by hand. It is counted once:
            <Command>{byHand(here)}</Command>
          </div>
        </li>
      </ol>
    </Empty>
  )
}

const byHand = (here: string) => `curl '${here}/tr/?id=1234567890&ev=Lead&eid=first-lead&dl=https://shop.example/'

curl ${here}/v26.0/1234567890/events \\
  -H 'Authorization: Bearer any-token' -H 'Content-Type: application/json' \\
  -d '{"data": [{"event_name": "Lead", "event_id": "first-lead",
       "event_time": '$(date +%s)', "action_source": "website",
       "event_source_url": "https://shop.example/",
       "user_data": {"fbp": "fb.1.1700000000000.1234567890"}}]}'`
