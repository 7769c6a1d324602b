import type { Verb } from '../../src/event.ts'
import type { Host } from '../../src/host.ts'

/** One call of the page's to the Pixel. */
export type Words = readonly any[]

/** The call as the Pixel shall hear it: the same one, or one with an id; nothing, if the Pixel hears it otherwise. */
export type Ear = (words: Words, open: boolean) => Words | undefined

/** https://developers.facebook.com/documentation/meta-pixel: `trackSingle` names its pixel before the event. */
const TRACK = /^track(Single)?(Custom)?$/

export function openEar({ mirror, settings, tag }: Host): Ear {
  const ours = (pixel: unknown) => settings.pixels.includes(`${pixel}`)

  return (words, open) => {
    const [verb, first, user] = words
    const found = TRACK.exec(verb)
    if (verb === 'consent') {
      const granted = first === 'grant'
      // Many pages revoke before they ask: that is no answer yet. A banner that the tag reads itself knows better.
      if (!settings.cmp && (granted || open)) tag.consent(granted ? 'granted' : 'denied', { signal: 'fbq' })
      return
    }
    if (verb === 'init' && user && ours(first)) tag.identify(user)
    // A pixel of somebody else's is none of our business, even on our page.
    if (!found || (found[1] && !ours(first))) return words
    const at = found[1] ? 2 : 1
    const options = Object(words[at + 2])
    const own = options.eventID || options.event_id
    const event = mirror(`track${found[2] || ''}` as Verb, [words[at], words[at + 1], { eventID: own }])
    if (!event || event.event_id === own) return words
    const call = [...words]
    call[at + 2] = { ...options, eventID: event.event_id }
    return call
  }
}
