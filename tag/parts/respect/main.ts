/** A visitor who blocks the Pixel has refused it: what blocks it is heard as a refusal, and the server leg ends as well. */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'

const respect: Part = ({ answer, on, tag }) => {
  const { consent } = tag
  let blocked = false
  // A banner that says yes once more says nothing new.
  tag.consent = (...words) => void (blocked || consent(...words))
  // Once those who are being told of the moment have heard of it; before the message of this task goes.
  const refuse = () =>
    queueMicrotask(() => {
      if (blocked) answer({ ads: 'denied', signal: 'blocker', at: Date.now() })
    })
  on('pixel', (state) => {
    blocked = state === 'blocked'
    refuse()
  })
  on('open', refuse)
}

join(respect)
