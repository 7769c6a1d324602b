import { Command, Empty } from '../look/empty.tsx'
import { useReference } from './reference_document.ts'

/** Before the first event: how to send one, with this gateway's own address. */
export function FirstSteps() {
  const doors = useReference()
  return (
    <Empty title="Nothing has arrived yet">
      <p>The gateway is ready. As soon as an event arrives, it shows here by itself: where it came from, and what became of it.</p>
      <ol class="steps">
        <li>
          <div>Put the tag on your pages, before any other script of yours.
            {doors && <Command>{doors.sample('/t.js')}</Command>}</div>
        </li>
        <li>
          <div>Or send a first event from your server. <code>tandem key</code> makes the key.
            {doors && <Command>{doors.sample('/v1/events')}</Command>}</div>
        </li>
        <li><div>Read <a href="/reference">what the doors take and answer</a>.</div></li>
      </ol>
    </Empty>
  )
}
