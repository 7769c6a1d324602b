import { Command, Empty } from '../look/empty.tsx'

/** What a newcomer sees before the first event: three ways to send one. */
export function FirstSteps() {
  const here = location.origin
  return (
    <Empty title="No events yet">
      <p>This page shows what Meta would see, as it comes in. There are three ways to send it something.</p>
      <ul class="ways">
        <li>
          <h3>In the demo shop</h3>
          <p>Run <code>tandem demo</code>, open the shop it names, and buy something.</p>
        </li>
        <li>
          <h3>From your own gateway and site</h3>
          <p>
            The Graph address is <code class="break">{here}</code>, the Pixel’s
            is <code class="break">{here}/en_US/fbevents.js</code>. Any token will do.
          </p>
        </li>
        <li>
          <h3>By hand: both legs of one lead, which is counted once</h3>
          <Command>{byHand(here)}</Command>
        </li>
      </ul>
    </Empty>
  )
}

const byHand = (here: string) => `curl -G ${here}/tr/ -d id=1234567890 \\
  -d ev=Lead -d eid=first-lead -d dl=https://shop.example/

curl ${here}/v26.0/1234567890/events \\
  -H 'Authorization: Bearer any-token' \\
  -H 'Content-Type: application/json' \\
  -d '{"data": [{"event_name": "Lead", "event_id": "first-lead",
       "event_time": '$(date +%s)', "action_source": "website",
       "event_source_url": "https://shop.example/",
       "user_data": {"fbp": "fb.1.1700000000000.1234567890"}}]}'`
