import { adapter } from '../adapter.ts'

/**
 * IAB US Privacy, which announces no change: it is asked anew. Not to have opted out is no agreement.
 * https://github.com/InteractiveAdvertisingBureau/USPrivacy
 */
adapter('usp', {
  ask({ __uspapi }, tell) {
    if (__uspapi) __uspapi('getUSPData', 1, (data: any, heard: unknown) => heard && tell(data.uspString))
  },
  read: ({ __uspapi }, told) =>
    __uspapi && (told ? (/^..Y/i.test(told) ? 'optout' : 'free') : 'wait'),
  where: (told) => (told[2] === '-' ? '' : 'US'),
})
